import { INTERVAL_MS, type IntervalDay, isCovering, QUALITIES } from '../domain/interval.ts';

/** Intervals of one meter in a row; `values[0]` begins at `startAt`. */
export interface IntervalSeries {
  /** On the interval grid. */
  startAt: number;
  /** kWh or m³ per interval; NaN where absent. */
  values: Float64Array;
  /** Index into QUALITIES. */
  qualities: Uint8Array;
}

/** Stored days of one meter as one series over [fromAt, toAt); days that are not there are absent. */
export function toSeries(days: readonly IntervalDay[], fromAt: number, toAt: number): IntervalSeries {
  const count = Math.max(0, (toAt - fromAt) / INTERVAL_MS);
  const values = new Float64Array(count).fill(Number.NaN);
  const qualities = new Uint8Array(count).fill(QUALITIES.indexOf('absent'));
  for (const day of days) {
    const offset = (day.startAt - fromAt) / INTERVAL_MS;
    const skip = Math.max(0, -offset);
    const take = Math.min(day.values.length, count - offset);
    if (take <= skip) continue;
    values.set(day.values.subarray(skip, take), offset + skip);
    qualities.set(day.qualities.subarray(skip, take), offset + skip);
  }
  return { startAt: fromAt, values, qualities };
}

/**
 * Amount of one interval where it is known well enough to decide something: measured, or interpolated over a short gap.
 *
 * @param at start of the interval
 * @returns  undefined for absent, partial, estimated and suspect intervals
 */
export function knownAmount({ startAt, values, qualities }: IntervalSeries, at: number): number | undefined {
  const index = (at - startAt) / INTERVAL_MS;
  const quality = qualities[index];
  return quality !== undefined && isCovering(quality) ? values[index] : undefined;
}

/** Amount of [fromAt, toAt), both on the grid; undefined unless every interval of it is known. */
export function knownSum(series: IntervalSeries, fromAt: number, toAt: number): number | undefined {
  let sum = 0;
  for (let at = fromAt; at < toAt; at += INTERVAL_MS) {
    const amount = knownAmount(series, at);
    if (amount === undefined) return undefined;
    sum += amount;
  }
  return sum;
}
