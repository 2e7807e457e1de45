import { addDays } from '../../domain/local-time.ts';

const MONTHS = { month: 1, quarter: 3, year: 12 } as const;
export type Period = keyof typeof MONTHS | 'term';

/** `2026-11`, 3 → `2027-02` */
export function monthAfter(month: string, count: number): string {
  const [year, number] = month.split('-').map(Number);
  return new Date(Date.UTC(year!, number! - 1 + count, 1)).toISOString().slice(0, 7);
}

/** The days of a period that begins with a month, half open. */
export function daysOf(period: keyof typeof MONTHS, month: string): { from: string; to: string } {
  return { from: `${month}-01`, to: `${monthAfter(month, MONTHS[period])}-01` };
}

/** The month in which a period of today began, by the calendar. */
export function firstMonth(period: keyof typeof MONTHS, today: string): string {
  const month = Number(today.slice(5, 7));
  const first = month - ((month - 1) % MONTHS[period]);
  return `${today.slice(0, 4)}-${String(first).padStart(2, '0')}`;
}

/** From January of last year to December of the year after next. */
export function monthsAround(today: string): string[] {
  const first = `${Number(today.slice(0, 4)) - 1}-01`;
  return Array.from({ length: 48 }, (_, index) => monthAfter(first, index));
}

/** Those of the last five years up to next January: for which a fact may begin, or a report may ask. */
export function monthsBefore(today: string): string[] {
  const first = `${Number(today.slice(0, 4)) - 4}-01`;
  const last = `${Number(today.slice(0, 4)) + 1}-01`;
  return Array.from({ length: 61 }, (_, index) => monthAfter(first, index)).filter((month) => month <= last);
}

/** The last day of a half-open span, as people say it. */
export const lastDayOf = (to: string) => addDays(to, -1);
