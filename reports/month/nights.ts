import type { LocalTime } from '../../domain/local-time.ts';
import { groupBy } from '../../domain/group-by.ts';
import { addTally, createTally, round, type Tally, toAmount } from '../../consumption/tally.ts';
import { quantile } from '../../consumption/quantile.ts';
import { COMPARABLE } from './known.ts';
import type { Row, Rows } from './load-amounts.ts';

/** Local hours: night is 22:00 to 06:00 of the days of the month; the flow of a night is its mean from 02:00 to 05:00, when schools use least (domain note 5.2). */
const isNight = (hour: number) => hour >= 22 || hour < 6;
const isDead = (hour: number) => hour >= 2 && hour < 5;
/** Quarters that the hours of a night have at least, also where a clock change takes one of the hours. */
const DEAD_QUARTERS = 8;

/** Share of what was used at night; null where too little is known. @param hours by hour */
export function nightShareOf(row: Row | undefined, { buckets }: Rows, local: LocalTime): number | null {
  if (!row) return null;
  const [night, whole] = [createTally(), createTally()];
  buckets.forEach(({ at }, index) => {
    const tally = row.buckets[index]!;
    addTally(whole, tally);
    if (isNight(hourOf(local, at))) addTally(night, tally);
  });
  if (!isKnown(whole) || !isKnown(night) || !whole.grains) return null;
  return round((night.grains ?? 0) / whole.grains);
}

/** Median over the nights of the mean flow in the dead hours, L/h; nights that are not known well are left out. */
export function minNightFlowLph(row: Row | undefined, { buckets }: Rows, local: LocalTime): number | null {
  if (!row) return null;
  const dead = [...buckets.keys()].filter((index) => isDead(hourOf(local, buckets[index]!.at)));
  const flows = [...groupBy(dead, (index) => buckets[index]!.day).values()].flatMap((indices) => {
    const tally = createTally();
    for (const index of indices) addTally(tally, row.buckets[index]!);
    const hours = indices.reduce((sum, index) => sum + (buckets[index]!.endAt - buckets[index]!.at) / 3_600_000, 0);
    const { value } = toAmount(tally);
    return value === null || tally.expected < DEAD_QUARTERS || !isKnown(tally) ? [] : [(value * 1000) / hours];
  });
  return quantile(flows, 0.5);
}

const hourOf = (local: LocalTime, at: number) => Number(local.clockOf(at).slice(0, 2));
const isKnown = ({ covered, expected }: Tally) => expected > 0 && covered / expected >= COMPARABLE;
