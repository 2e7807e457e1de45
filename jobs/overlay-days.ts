import { absentDay, INTERVAL_MS, type IntervalDay, layOnGrid, QUALITIES, type Segment } from '../domain/interval.ts';
import { addDays, daysBetween, type LocalTime } from '../domain/local-time.ts';
import type { Span } from './recompute-span.ts';

const ABSENT = QUALITIES.indexOf('absent');

/** The local days that a span of the grid lies in, first and last included. */
export function localDaysOf(local: LocalTime, grid: Span): string[] {
  if (grid.toAt <= grid.fromAt) return [];
  return daysBetween(local.dayOf(grid.fromAt), addDays(local.dayOf(grid.toAt - 1), 1));
}

/**
 * Lay segments over a span of the grid and put the result into the local days that were known before.
 *
 * @param known days that are stored; a day that is not there counts as absent
 * @returns     only the days that changed
 */
export function overlayDays(local: LocalTime, known: readonly IntervalDay[], segments: readonly Segment[], grid: Span): IntervalDay[] {
  const laid = layOnGrid(segments, grid.fromAt, Math.max(0, (grid.toAt - grid.fromAt) / INTERVAL_MS));
  const knownDays = new Map(known.map((day) => [day.day, day]));
  const changed: IntervalDay[] = [];
  for (const day of localDaysOf(local, grid)) {
    const startAt = local.startOfDay(day);
    const endAt = local.startOfDay(addDays(day, 1));
    const count = (endAt - startAt) / INTERVAL_MS;
    const before = knownDays.get(day);
    const next = before?.values.length === count ? copyOf(before) : absentDay(day, startAt, endAt);
    const fromAt = Math.max(grid.fromAt, startAt);
    const toAt = Math.min(grid.toAt, endAt);
    const [from, to] = [(fromAt - grid.fromAt) / INTERVAL_MS, (toAt - grid.fromAt) / INTERVAL_MS];
    next.values.set(laid.values.subarray(from, to), (fromAt - startAt) / INTERVAL_MS);
    next.qualities.set(laid.qualities.subarray(from, to), (fromAt - startAt) / INTERVAL_MS);
    if (differs(next, before)) changed.push(next);
  }
  return changed;
}

function copyOf({ day, startAt, values, qualities }: IntervalDay): IntervalDay {
  return { day, startAt, values: values.slice(), qualities: qualities.slice() };
}

/** A day of which nothing is known is not worth a row. */
function differs(next: IntervalDay, before: IntervalDay | undefined): boolean {
  if (!before) return next.qualities.some((quality) => quality !== ABSENT);
  return (
    next.values.length !== before.values.length ||
    next.qualities.some((quality, index) => quality !== before.qualities[index]) ||
    next.values.some((value, index) => !Object.is(value, before.values[index]))
  );
}
