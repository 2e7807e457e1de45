import { INTERVAL_MS } from '../domain/interval.ts';
import { addDays, type LocalTime } from '../domain/local-time.ts';
import { type IntervalSeries, knownSum } from './series.ts';

const HOUR_MS = 3_600_000;
/** The hours in which a school sleeps; what runs then runs always. */
const QUIET = { start: '01:00', end: '05:00' };
/** Rolling hours that have to be known for a night to count. */
const MIN_HOURS = 5;
/** Low, because a unit that was forgotten raises most hours of its night, but seldom all of them. */
const PERCENTILE = 0.1;

/**
 * Standby of one night: a low percentile (nearest rank) of the rolling 60-min energies between 01:00 and 05:00.
 *
 * @returns kWh per hour; undefined when too few hours of the night are known
 */
export function standbyOfNight(series: IntervalSeries, local: LocalTime, night: string): number | undefined {
  const morning = addDays(night, 1);
  const endAt = local.at(morning, QUIET.end);
  const hours: number[] = [];
  for (let at = local.at(morning, QUIET.start); at + HOUR_MS <= endAt; at += INTERVAL_MS) {
    const energy = knownSum(series, at, at + HOUR_MS);
    if (energy !== undefined) hours.push(energy);
  }
  if (hours.length < MIN_HOURS) return undefined;
  return hours.toSorted((a, b) => a - b)[Math.floor((hours.length - 1) * PERCENTILE)];
}

/** Middle value; the mean of the two in the middle when their number is even. Undefined for none. */
export function median(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
