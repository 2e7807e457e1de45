import type { Decimal } from '../../domain/decimal.ts';
import { groupBy } from '../../domain/group-by.ts';
import { INTERVAL_MS, isCovering } from '../../domain/interval.ts';
import type { LocalTime } from '../../domain/local-time.ts';
import type { IntervalStore, StepRecord } from '../../store/ports.ts';
import { type UsedBefore, usedBeforeFrom } from '../../tariffs/compute-bill.ts';
import { Exact, exact, toDecimal } from '../../tariffs/exact.ts';

interface Shared {
  meter: string;
  share: Decimal;
}

/**
 * What some meters used together in the month, quarter and year of a day before that day: steps of the price go on from there.
 *
 * @param held long gaps of these meters; one that reaches over an edge is shared by time
 */
export async function readUsedBefore(
  intervals: Pick<IntervalStore, 'totals'>,
  { site, local }: { site: string; local: LocalTime },
  meters: readonly Shared[],
  held: readonly StepRecord[],
  day: string,
): Promise<UsedBefore> {
  const yearFrom = usedBeforeFrom(day, 'year');
  const ids = meters.map(({ meter }) => meter);
  const totals = yearFrom < day && ids.length > 0 ? await intervals.totals(site, ids, yearFrom, day) : [];
  const byMeter = groupBy(totals, ({ meter }) => meter);
  const gaps = groupBy(held, ({ meter }) => meter);
  const endAt = local.startOfDay(day);

  function since(from: string): UsedBefore['year'] {
    if (from === day) return { amount: '0', isWhole: true };
    const startAt = local.startOfDay(from);
    let sum = new Exact(0);
    let isWhole = true;
    let isKnown = false;
    for (const { meter, share } of meters) {
      const days = (byMeter.get(meter) ?? []).filter((total) => total.day >= from);
      const known = days.flatMap(({ total }) => total ?? []);
      const shared = (gaps.get(meter) ?? []).map((gap) => shareOf(gap, startAt, endAt)).filter((amount) => !amount.isZero());
      isKnown ||= known.length + shared.length > 0;
      for (const amount of [...known.map(exact), ...shared]) sum = sum.plus(amount.times(exact(share)));
      let covered = 0;
      for (const { counts } of days) counts.forEach((count, quality) => (covered += isCovering(quality) ? count : 0));
      isWhole &&= covered * INTERVAL_MS === endAt - startAt;
    }
    return isKnown ? { amount: toDecimal(sum), isWhole } : null;
  }

  return { month: since(usedBeforeFrom(day, 'month')), quarter: since(usedBeforeFrom(day, 'quarter')), year: since(yearFrom) };
}

function shareOf({ fromAt, toAt, consumption }: StepRecord, startAt: number, endAt: number): Exact {
  const overlapMs = Math.max(0, Math.min(toAt, endAt) - Math.max(fromAt, startAt));
  return exact(consumption ?? 0)
    .times(overlapMs)
    .div(toAt - fromAt);
}
