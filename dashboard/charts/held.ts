import type { ConsumptionSeries } from '../../api/schemas/consumption.ts';

/** What was used in long gaps, so on days that nobody knows; in the unit of the series, 0 where nothing was. */
export interface Held {
  /** Part of the amounts that are shown. */
  inside: number;
  /** In none of the amounts that are shown; counted from `since` on. */
  outside: number;
  since: number;
}

/** Sums of doubles differ in the last places: less than a thousandth is nothing. */
const DUST = 1e-3;

/** @param fromAt buckets before it were asked for, but are not shown */
export function heldOf({ held, buckets }: Pick<ConsumptionSeries, 'held' | 'buckets'>, fromAt = Number.NEGATIVE_INFINITY): Held {
  const sum = (list: ConsumptionSeries['buckets']) => list.reduce((total, bucket) => total + bucket.held, 0);
  const clean = (value: number) => (value > DUST ? value : 0);
  return {
    inside: clean(sum(buckets.filter(({ at }) => at >= fromAt))),
    outside: clean(held - sum(buckets)),
    since: buckets[0]?.at ?? fromAt,
  };
}
