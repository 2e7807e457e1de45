import { INTERVAL_MS, isCovering, type IntervalDay, toGrains } from '../domain/interval.ts';
import { daysBetween } from '../domain/local-time.ts';
import type { BillQuestion } from './bill-question.ts';
import { Exact } from './exact.ts';

export interface Demand {
  kw: Exact;
  /** Every quarter hour was measured. */
  isWhole: boolean;
}

const GRAINS_A_UNIT = 1_000_000;
const KW_DECIMALS = 6;

/**
 * Largest mean power of a window that moves by a quarter hour, of all meters together. The utility's own meter moves its window by
 * minutes and may show a little more.
 *
 * @param from local days, half open: windows lie inside
 * @returns null where no whole window was measured
 */
export function largestDemand(question: BillQuestion, from: string, to: string, windowMin: number): Demand | null {
  const quarters = question.meters.map(({ share, days }) => ({ share, grains: measuredGrains(question, days, from, to) }));
  const length = quarters[0]?.grains.length ?? 0;
  const size = (windowMin * 60_000) / INTERVAL_MS;
  // Which window it is, floats can tell; how much it is, they may not.
  const weights = quarters.map(({ share }) => Number(share));
  let largest = Number.NEGATIVE_INFINITY;
  let place = -1;
  let isWhole = true;
  const sums = new Float64Array(length);
  for (let index = 0; index < length; index++) {
    let sum = 0;
    quarters.forEach(({ grains }, meter) => (sum += grains[index]! * weights[meter]!));
    sums[index] = sum;
    if (Number.isNaN(sum)) isWhole = false;
    if (index < size - 1) continue;
    let window = 0;
    for (let back = 0; back < size; back++) window += sums[index - back]!;
    if (window > largest) {
      largest = window;
      place = index - size + 1;
    }
  }
  if (place === -1) return null;
  let grains = new Exact(0);
  for (const part of quarters)
    for (let at = place; at < place + size; at++) grains = grains.plus(new Exact(part.grains[at]!).times(part.share));
  return { kw: grains.div(GRAINS_A_UNIT).times(60).div(windowMin).toDecimalPlaces(KW_DECIMALS), isWhole };
}

/** NaN where it was not measured: the mean of a long gap is no peak. */
function measuredGrains({ local }: BillQuestion, days: readonly IntervalDay[], from: string, to: string): Float64Array {
  const startAt = local.startOfDay(from);
  const all = new Float64Array((local.startOfDay(to) - startAt) / INTERVAL_MS).fill(Number.NaN);
  const known = new Map(days.map((day) => [day.day, day]));
  for (const name of daysBetween(from, to)) {
    const day = known.get(name);
    if (!day) continue;
    const first = (day.startAt - startAt) / INTERVAL_MS;
    day.values.forEach((value, index) => {
      if (isCovering(day.qualities[index]!)) all[first + index] = toGrains(value);
    });
  }
  return all;
}
