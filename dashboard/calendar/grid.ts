import { type Calendar, createCalendar, createGroupCalendar } from '../../domain/calendar.ts';
import { daysBetween, weekdayOf } from '../../domain/local-time.ts';
import { type CalendarPlan, DAY_TYPES, type DayType } from '../../domain/site.ts';

/** One local day as the calendar page draws it. */
export interface DayCell {
  day: string;
  /** Of the month, from 1. */
  date: number;
  type: DayType;
  holiday: string | undefined;
  isProvisional: boolean;
  /** An exception of the plan says what it is. */
  isDeclared: boolean;
}

export interface MonthGrid {
  /** `YYYY-MM` */
  month: string;
  /** Weeks from Monday to Sunday; undefined before the first and after the last day. */
  weeks: (DayCell | undefined)[][];
}

/** In the order in which weeks are drawn; 0 = Sunday. */
export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 0] as const;

/** A month of a calendar by weeks. `month`: `YYYY-MM`. */
export function toMonthGrid(month: string, calendar: Calendar, exceptions: CalendarPlan['exceptions']): MonthGrid {
  const firstDay = `${month}-01`;
  const cells: (DayCell | undefined)[] = daysBetween(firstDay, `${addMonths(month, 1)}-01`).map((day, index) => ({
    day,
    date: index + 1,
    type: calendar.dayType(day),
    holiday: calendar.holidayName(day),
    isProvisional: calendar.isProvisional(day),
    isDeclared: exceptions.some((exception) => exception.firstDay <= day && day <= exception.lastDay),
  }));
  const lead = (weekdayOf(firstDay) + 6) % 7;
  const padded = [...Array.from({ length: lead }, () => undefined), ...cells];
  while (padded.length % 7 !== 0) padded.push(undefined);
  return { month, weeks: Array.from({ length: padded.length / 7 }, (_, week) => padded.slice(week * 7, week * 7 + 7)) };
}

/** `YYYY-MM` so many months later. */
export function addMonths(month: string, count: number): string {
  const [year, number] = month.split('-').map(Number);
  return new Date(Date.UTC(year!, number! - 1 + count, 1)).toISOString().slice(0, 7);
}

/** First month of the school year that a day lies in: it begins in September, and the days before it with the teachers in August. */
export function schoolYearOf(day: string): string {
  const year = Number(day.slice(0, 4));
  return day.slice(5, 7) >= '08' ? `${year}-08` : `${year - 1}-08`;
}

/** How many days of each type there are in some months, in the order of DAY_TYPES; types without any are left out. */
export function countTypes(months: readonly MonthGrid[]): { type: DayType; days: number }[] {
  const types = months.flatMap(({ weeks }) => weeks.flat().flatMap((cell) => (cell ? [cell.type] : [])));
  return DAY_TYPES.map((type) => ({ type, days: types.filter((one) => one === type).length })).filter(({ days }) => days > 0);
}

/** The days of a grade group; undefined: those of the school. */
export function calendarOf(plan: CalendarPlan, group?: string): Calendar {
  return group === undefined ? createCalendar(plan) : createGroupCalendar(plan, group);
}

/** The exceptions that a view of the calendar shows: those for everybody, and those of the group. */
export function exceptionsOf(plan: CalendarPlan, group?: string): CalendarPlan['exceptions'] {
  return plan.exceptions.filter(({ groups }) => !groups || (group !== undefined && groups.includes(group)));
}
