import { addDays } from '../../domain/local-time.ts';
import { type DaySpan, monthsBack } from '../spans.ts';

/** Spans of the pages about use; the first is the default. */
export const PERIODS = ['30d', '7d', 'month', 'last_month', '90d', '365d'] as const;
export type Period = (typeof PERIODS)[number];
/** What the server answers at most. */
const LONGEST_DAYS = 400;

/**
 * The span of an address: a name, or `from..to` (both included). Anything else is the default.
 *
 * @param end excluded: today for whole days only, tomorrow to see the day that goes on
 */
export function parsePeriod(text: unknown, end: string): { name: Period | 'own'; span: DaySpan } {
  const own = typeof text === 'string' ? /^(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)$/.exec(text) : null;
  const to = own && addDays(own[2]!, 1) < end ? addDays(own[2]!, 1) : end;
  if (own && own[1]! < to) {
    const earliest = addDays(to, -LONGEST_DAYS);
    return { name: 'own', span: { from: own[1]! > earliest ? own[1]! : earliest, to } };
  }
  const name = PERIODS.find((period) => period === text) ?? PERIODS[0];
  return { name, span: toSpan(name, end) };
}

function toSpan(name: Period, end: string): DaySpan {
  const last = addDays(end, -1);
  if (name === 'month') return { from: monthsBack(last, 0), to: end };
  if (name === 'last_month') return { from: monthsBack(last, 1), to: monthsBack(last, 0) };
  return { from: addDays(end, -Number.parseInt(name, 10)), to: end };
}
