import { isChineseHoliday, isChineseMakeupWorkday } from './holidays.ts';
import { weekdayOf } from './local-time.ts';
import type { CalendarPlan, DayType } from './site.ts';

export interface Calendar {
  dayType(day: string): DayType;
}

/**
 * Day types of a school. Declared exceptions win; then vacation (no term), statutory holiday, make-up workday, weekend.
 */
export function createCalendar(plan: CalendarPlan): Calendar {
  const inTerm = (day: string) => plan.terms.length === 0 || plan.terms.some((term) => term.firstDay <= day && day <= term.lastDay);
  const chinese = plan.holidays === 'china';
  return {
    dayType(day) {
      const exception = plan.exceptions.find(({ firstDay, lastDay }) => firstDay <= day && day <= lastDay);
      if (exception) return exception.type;
      if (!inTerm(day)) return 'vacation';
      if (chinese && isChineseHoliday(day)) return 'statutory_holiday';
      if (chinese && isChineseMakeupWorkday(day)) return 'makeup_teaching';
      const weekday = weekdayOf(day);
      return weekday === 0 || weekday === 6 ? 'weekend' : 'teaching';
    },
  };
}

/** Day types on which the school is at work; "the usual" compares days of the same kind. */
export function isTeachingDay(type: DayType): boolean {
  return type === 'teaching' || type === 'makeup_teaching' || type === 'exam';
}
