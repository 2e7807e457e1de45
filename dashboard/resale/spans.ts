import { addDays } from '../../domain/local-time.ts';
import { type DaySpan, monthsBack } from '../spans.ts';

/** Months to choose from: a quarter's bills are written late, and a year is asked about. */
const MONTHS = 15;

/** The last whole month first: its bills are what one comes for. */
export const monthsToBill = (today: string): string[] =>
  Array.from({ length: MONTHS }, (_, index) => monthsBack(today, index + 1).slice(0, 7));

export function spanOfMonth(month: string): DaySpan {
  const from = `${month}-01`;
  return { from, to: monthsBack(from, -1) };
}

/** The span in an address: `month`, or `from` and `last` (included); else the last whole month. */
export function billingSpan(query: Record<string, unknown>, today: string): { name: string; span: DaySpan } {
  const { month, from, last } = query;
  const isDay = (text: unknown): text is string => typeof text === 'string' && /^\d{4}-\d\d-\d\d$/.test(text);
  if (isDay(from) && isDay(last) && from <= last) return { name: 'own', span: { from, to: addDays(last, 1) } };
  const name = typeof month === 'string' && /^\d{4}-(0[1-9]|1[0-2])$/.test(month) ? month : monthsToBill(today)[0]!;
  return { name, span: spanOfMonth(name) };
}
