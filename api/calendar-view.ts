import { calendarWarnings } from '../domain/calendar-warnings.ts';
import { createCalendar, createGroupCalendar } from '../domain/calendar.ts';
import { createHolidays } from '../domain/holidays.ts';
import type { CalendarPlan } from '../domain/site.ts';
import type { CalendarEdit } from '../store/school-ports.ts';
import type { CalendarPlanAnswer, CalendarPlanView } from './schemas/calendar.ts';

/**
 * A calendar with what people have to know about it: from when on its days are guesses, and why.
 *
 * @param today local day of the school
 */
export function toCalendarAnswer(plan: CalendarPlan, edit: CalendarEdit | null, today: string): CalendarPlanAnswer {
  const years = plan.holidays === 'china' ? createHolidays(plan.holidayYears).years : [];
  return {
    // The same members; lists of the domain cannot be written to, those of answers could.
    plan: plan as CalendarPlanView,
    edited: edit && { by: edit.by, at: edit.at },
    years: years.map(({ year, source, isProvisional }) => ({ year, source, isProvisional: isProvisional === true })),
    certainUntil: certainUntil(plan, today) ?? null,
    warnings: calendarWarnings(plan, today),
  };
}

/** Of the school and of all its grade groups the earliest. */
function certainUntil(plan: CalendarPlan, today: string): string | undefined {
  const calendars = [createCalendar(plan), ...(plan.groups ?? []).map(({ id }) => createGroupCalendar(plan, id))];
  return calendars
    .flatMap((calendar) => calendar.certainUntil(today) ?? [])
    .toSorted()
    .at(0);
}
