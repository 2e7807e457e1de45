import { addDays } from '../domain/local-time.ts';
import type { PricePeriod, TimeOfUse } from '../domain/tariff.ts';
import { calendarOn, type DayFacts, dayTable } from './day-table.ts';

/** Kinds of days that a calendar may tell apart: `holiday` is one of three days by the notice, `hot` a workday at any temperature. */
export const PICTURE_DAYS = ['workday', 'rest', 'holiday', 'hot'] as const;
export type PictureDay = (typeof PICTURE_DAYS)[number];

/** Days of a month with the same periods; months that change in their middle have several. */
export interface PictureRow {
  /** 1 to 12. */
  month: number;
  firstDay: number;
  lastDay: number;
  /** Quarters of the clock, half open, 0 to 96. */
  runs: { start: number; end: number; period: PricePeriod }[];
}

export interface ClockPicture {
  days: PictureDay;
  rows: PictureRow[];
}

const MODEL: Record<PictureDay, Omit<DayFacts, 'monthDay'>> = {
  workday: { weekday: 3, daysOff: 0, isWorkday: true, wasHot: () => false },
  rest: { weekday: 6, daysOff: 0, isWorkday: false, wasHot: () => false },
  holiday: { weekday: 3, daysOff: 3, isWorkday: false, wasHot: () => false },
  hot: { weekday: 3, daysOff: 0, isWorkday: true, wasHot: () => true },
};
/** A leap year has every date. */
const YEAR = '2024';

/** The clock of a tariff through the year: of workdays, and of each other kind of day that differs from them. */
export function clockPicture(tou: TimeOfUse): ClockPicture[] {
  const all = PICTURE_DAYS.map((days) => ({ days, rows: rowsOf(tou, MODEL[days]) }));
  const plain = JSON.stringify(all[0]!.rows);
  return all.filter(({ rows }, index) => index === 0 || JSON.stringify(rows) !== plain);
}

function rowsOf(tou: TimeOfUse, facts: Omit<DayFacts, 'monthDay'>): PictureRow[] {
  const rows: PictureRow[] = [];
  for (let day = `${YEAR}-01-01`; day.startsWith(YEAR); day = addDays(day, 1)) {
    const [month, date] = [Number(day.slice(5, 7)), Number(day.slice(8))];
    const calendar = calendarOn(tou, { ...facts, monthDay: day.slice(5) });
    const runs = runsOf(dayTable(calendar ?? { periods: [] }, tou.defaultPeriod));
    const last = rows.at(-1);
    if (last?.month === month && isSame(last.runs, runs)) last.lastDay = date;
    else rows.push({ month, firstDay: date, lastDay: date, runs });
  }
  return rows;
}

function runsOf(table: readonly PricePeriod[]): PictureRow['runs'] {
  const runs: PictureRow['runs'] = [];
  for (const [quarter, period] of table.entries()) {
    const last = runs.at(-1);
    if (last?.period === period) last.end = quarter + 1;
    else runs.push({ start: quarter, end: quarter + 1, period });
  }
  return runs;
}

const isSame = (one: PictureRow['runs'], other: PictureRow['runs']) =>
  one.length === other.length && one.every(({ end, period }, index) => end === other[index]!.end && period === other[index]!.period);
