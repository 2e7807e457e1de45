import type { PricePeriod, TimeOfUse, TouCalendar } from '../domain/tariff.ts';

/** Of a day: 00:00, 00:15 … 23:45. */
export const QUARTERS_A_DAY = 96;

/** What decides which calendar holds on a local day. */
export interface DayFacts {
  /** `MM-DD`. */
  monthDay: string;
  /** 0 = Sunday. */
  weekday: number;
  /** Days in a row that the notice gives off, this one among them; 0: it is no day off by the notice. */
  daysOff: number;
  isWorkday: boolean;
  /** Whether the highest temperature reached it on so many days in a row up to and with this one; undefined: not known. */
  wasHot(highestC: number, daysInARow: number): boolean | undefined;
}

/** The first calendar that fits; undefined: only the default period holds. */
export function calendarOn({ calendars }: TimeOfUse, facts: DayFacts): TouCalendar | undefined {
  return calendars.find((calendar) => fits(calendar, facts));
}

/** Price period of each quarter of the clock. */
export function dayTable({ periods }: Pick<TouCalendar, 'periods'>, defaultPeriod: PricePeriod): PricePeriod[] {
  const table = Array.from({ length: QUARTERS_A_DAY }, () => defaultPeriod);
  for (const { from, to, period } of periods) for (const [start, end] of quartersOf(from, to)) table.fill(period, start, end);
  return table;
}

/** One stretch of quarters, or two where it crosses midnight. */
export function quartersOf(from: string, to: string): [start: number, end: number][] {
  const [start, end] = [quarterOf(from), quarterOf(to)];
  if (end > start) return [[start, end]];
  return [
    [0, end],
    [start, QUARTERS_A_DAY],
  ];
}

/** @param clock `HH:mm`, `24:00` too */
export function quarterOf(clock: string): number {
  const [hours, minutes] = clock.split(':').map(Number);
  return hours! * 4 + Math.floor(minutes! / 15);
}

function fits({ months, dateRanges, weekdays, days, weather }: TouCalendar, facts: DayFacts): boolean {
  if (months && !months.includes(Number(facts.monthDay.slice(0, 2)))) return false;
  if (dateRanges && !dateRanges.some((range) => isWithin(range, facts.monthDay))) return false;
  if (weekdays && !weekdays.includes(facts.weekday)) return false;
  if (days && !fitsDays(days, facts)) return false;
  return !weather || facts.wasHot(weather.highestGe, weather.daysInARow ?? 1) === true;
}

function isWithin(range: string, monthDay: string): boolean {
  const [first = '', last = ''] = range.split('/');
  return first <= last ? first <= monthDay && monthDay <= last : first <= monthDay || monthDay <= last;
}

function fitsDays(days: NonNullable<TouCalendar['days']>, { daysOff, isWorkday }: DayFacts): boolean {
  switch (days) {
    case 'statutory':
      return daysOff > 0;
    case 'statutory_ge3days':
      return daysOff >= 3;
    case 'workday':
      return isWorkday;
    case 'rest':
      return !isWorkday;
  }
}
