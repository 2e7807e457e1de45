import { addDays } from '../../domain/local-time.ts';

/** Local days, `to` is excluded. */
export interface DaySpan {
  from: string;
  to: string;
}

/** The stretches of time that a month is held against. */
export interface MonthSpans {
  month: DaySpan;
  lastMonth: DaySpan;
  /** The same month of last year. */
  lastYear: DaySpan;
  /** From January up to and with the month. */
  cumulated: DaySpan;
  cumulatedLastYear: DaySpan;
  /** Thirteen months, this one last. */
  thirteen: DaySpan;
}

/** What an indicator is told for. */
export const FIVE = ['month', 'lastMonth', 'lastYear', 'cumulated', 'cumulatedLastYear'] as const satisfies readonly (keyof MonthSpans)[];
export type FiveSpans<T> = Record<(typeof FIVE)[number], T>;

export const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

/** @param month `YYYY-MM` */
export function spansOf(month: string): MonthSpans {
  const of = (name: string) => ({ from: `${name}-01`, to: `${moveMonth(name, 1)}-01` });
  const yearBefore = moveMonth(month, -12);
  const [now, lastYear] = [of(month), of(yearBefore)];
  return {
    month: now,
    lastMonth: of(moveMonth(month, -1)),
    lastYear,
    cumulated: { from: `${month.slice(0, 4)}-01-01`, to: now.to },
    cumulatedLastYear: { from: `${yearBefore.slice(0, 4)}-01-01`, to: lastYear.to },
    thirteen: { from: lastYear.from, to: now.to },
  };
}

/** @example moveMonth('2026-01', -1) // 2025-12 */
export function moveMonth(month: string, count: number): string {
  const months = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + count;
  return `${String(Math.floor(months / 12)).padStart(4, '0')}-${String((months % 12) + 1).padStart(2, '0')}`;
}

/** The month that was over last on a local day. */
export const lastWholeMonth = (today: string) => moveMonth(today.slice(0, 7), -1);

/** Last day, included. */
export const lastDayOf = ({ to }: DaySpan) => addDays(to, -1);
