import { addDays, daysBetween, type LocalTime } from '../domain/local-time.ts';
import type { MeterSeries } from './meter-series.ts';

/** Amount of each local day of [from, to); null where it is not known. */
export interface DayAmounts {
  amounts: Map<string, number | null>;
  /** Days of which up to a tenth was missing and taken as the rest of the day. */
  filled: Set<string>;
}

/** Of a day that is still taken for known. */
const MAX_MISSING = 0.1;
/** Exports write zero for "not known": nobody switches a whole building off. Hours of zero in a row that are taken for a dead feed. */
const DEAD_HOURS = 3;
/** A meter that counts nothing so often has nothing to count: its zeros are true. */
const MAX_ZEROS = 0.1;
const HOUR_MS = 3_600_000;

export function dayAmounts(series: MeterSeries, local: LocalTime, from: string, to: string): DayAmounts {
  return series.kind === 'register' ? fromRegister(series, local, from, to) : fromIntervals(withoutDeadFeed(series), local, from, to);
}

/** An interval belongs to the day in which it begins. */
function fromIntervals({ at, values, intervalMs }: MeterSeries, local: LocalTime, from: string, to: string): DayAmounts {
  const sums = new Map<string, { sum: number; count: number }>();
  at.forEach((instant, index) => {
    const day = local.dayOf(instant);
    if (day < from || day >= to) return;
    const { sum, count } = sums.get(day) ?? { sum: 0, count: 0 };
    sums.set(day, { sum: sum + values[index]!, count: count + 1 });
  });
  const filled = new Set<string>();
  const amounts = new Map(
    daysBetween(from, to).map((day) => {
      const length = local.startOfDay(addDays(day, 1)) - local.startOfDay(day);
      // A day of 23 hours is one whole day of a meter that reads once a day.
      const due = Math.max(1, Math.floor(length / intervalMs));
      const { sum, count } = sums.get(day) ?? { sum: 0, count: 0 };
      if (count < (1 - MAX_MISSING) * due) return [day, null];
      if (count < due) filled.add(day);
      return [day, (sum * Math.max(due, count)) / count];
    }),
  );
  return { amounts, filled };
}

function withoutDeadFeed(series: MeterSeries): MeterSeries {
  const { at, values, medium, intervalMs } = series;
  if (medium !== 'electricity') return series;
  const dead = new Set<number>();
  for (let first = 0; first < values.length; ) {
    let end = first;
    while (end < values.length && values[end] === 0) end++;
    if ((end - first) * intervalMs >= DEAD_HOURS * HOUR_MS) for (let index = first; index < end; index++) dead.add(index);
    first = end + 1;
  }
  if (dead.size === 0 || dead.size > MAX_ZEROS * values.length) return series;
  return { ...series, at: at.filter((_, index) => !dead.has(index)), values: values.filter((_, index) => !dead.has(index)) };
}

/** What a register moved between two midnights, each between readings at most three hours (or one and a half intervals) apart. */
function fromRegister({ at, values, intervalMs }: MeterSeries, local: LocalTime, from: string, to: string): DayAmounts {
  const farthest = Math.max(3 * HOUR_MS, 1.5 * intervalMs);
  let next = 0;
  const standAt = (instant: number): number | null => {
    while (next < at.length && at[next]! < instant) next++;
    if (at[next] === instant) return values[next]!;
    const [before, after] = [at[next - 1], at[next]];
    if (before === undefined || after === undefined || after - before > farthest) return null;
    return values[next - 1]! + ((values[next]! - values[next - 1]!) * (instant - before)) / (after - before);
  };
  const days = daysBetween(from, to);
  const stands = [...days, to].map((day) => standAt(local.startOfDay(day)));
  const amounts = new Map(
    days.map((day, index) => {
      const [start, end] = [stands[index]!, stands[index + 1]!];
      // A register that goes back was exchanged, or ran over.
      return [day, start === null || end === null || end < start ? null : end - start] as const;
    }),
  );
  return { amounts, filled: new Set() };
}
