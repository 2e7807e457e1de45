import { MEDIUM_FACTS } from '../domain/medium.ts';
import type { Meter } from '../domain/site.ts';
import type { IntervalStore } from '../store/ports.ts';
import { type BucketKind, bucketsOf, type BucketSpan, countBuckets } from './buckets.ts';
import { groupBy } from './group-by.ts';
import { BadQuery } from './problems.ts';
import type { ConsumptionAnswer, ConsumptionQuery, ConsumptionSeries } from './schemas/consumption.ts';
import { type Scope, scopesOf } from './scopes.ts';
import type { SiteView } from './site-views.ts';
import { addDayTotal, addSpan, addTally, createTally, expect, type Owed, owedBy, type Tally, toAmount } from './tally.ts';

const MAX_DAYS: Record<BucketKind, number> = { hour: 62, day: 1100, month: 1100 };
/** About 1.6 MB of answer. */
const MAX_POINTS = 20_000;

export type IntervalReader = Pick<IntervalStore, 'totals' | 'days' | 'firstDays'>;

/**
 * Consumption per local hour, day or month. Hours are made from intervals, days and months from day totals.
 *
 * @throws NotFound, BadQuery
 */
export async function readConsumption(
  intervals: IntervalReader,
  view: SiteView,
  query: ConsumptionQuery,
  now: number,
): Promise<ConsumptionAnswer> {
  const { bucket: kind, from, to } = query;
  checkSpan(from, to, MAX_DAYS[kind]);
  const scopes = scopesOf(view, query);
  checkPoints(scopes.length * countBuckets(kind, from, to));
  const buckets = bucketsOf(kind, view.local, from, to);
  const meters = [...new Set(scopes.flatMap((scope) => scope.meters))];
  const owed = owedByEach(meters, view, await intervals.firstDays(view.id), now);
  const tallies = await talliesOf(intervals, view, { kind, from, to, buckets, meters });
  for (const [meter, row] of tallies)
    row.forEach((tally, index) => expect(tally, owed.get(meter)!, buckets[index]!.at, buckets[index]!.endAt));
  return { site: view.id, bucket: kind, from, to, series: scopes.map((scope) => toSeries(scope, buckets, tallies)) };
}

/** @throws BadQuery unless [from, to) is a span of 1 to `maxDays` days */
export function checkSpan(from: string, to: string, maxDays: number): void {
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000;
  if (days < 1) throw new BadQuery('query.to', `must be after 'from' (${from}), because it is excluded (got '${to}')`);
  if (days > maxDays) throw new BadQuery('query.to', `at most ${maxDays} days after 'from' for this question (got ${days} days)`);
}

function checkPoints(points: number): void {
  if (points <= MAX_POINTS) return;
  throw new BadQuery(
    'query.bucket',
    `that would be ${points} values, and ${MAX_POINTS} is the most; ask for fewer days, a longer bucket, one building or one medium`,
  );
}

/** What each meter owes, by its id. */
export function owedByEach(
  meters: readonly Meter[],
  view: SiteView,
  firstDays: ReadonlyMap<string, string>,
  now: number,
): Map<string, Owed> {
  return new Map(
    meters.map((meter) => {
      const firstDay = firstDays.get(meter.id);
      return [meter.id, owedBy(meter, firstDay === undefined ? undefined : view.local.startOfDay(firstDay), now)];
    }),
  );
}

interface Layout {
  kind: BucketKind;
  from: string;
  to: string;
  buckets: readonly BucketSpan[];
  meters: readonly Meter[];
}

/** Meter id → one tally a bucket. */
async function talliesOf(intervals: IntervalReader, view: SiteView, layout: Layout): Promise<Map<string, Tally[]>> {
  const { kind, from, to, buckets } = layout;
  const ids = layout.meters.map((meter) => meter.id);
  const tallies = new Map(ids.map((id) => [id, buckets.map(createTally)]));
  // Buckets by what their days have in common: the day for hours and days, the month for months.
  const keyOf = (day: string) => (kind === 'month' ? day.slice(0, 7) : day);
  const placesOf = groupBy([...buckets.keys()], (index) => keyOf(buckets[index]!.day));
  if (kind === 'hour') {
    for (const day of await intervals.days(view.id, ids, from, to)) {
      const row = tallies.get(day.meter);
      for (const index of placesOf.get(day.day) ?? []) if (row) addSpan(row[index]!, day, buckets[index]!.at, buckets[index]!.endAt);
    }
  } else {
    for (const total of await intervals.totals(view.id, ids, from, to)) {
      const index = placesOf.get(keyOf(total.day))?.[0];
      const row = tallies.get(total.meter);
      if (row && index !== undefined) addDayTotal(row[index]!, total);
    }
  }
  return tallies;
}

function toSeries(scope: Scope, buckets: readonly BucketSpan[], tallies: ReadonlyMap<string, Tally[]>): ConsumptionSeries {
  const rows = scope.meters.map((meter) => tallies.get(meter.id) ?? []);
  const whole = createTally();
  const points = buckets.map(({ at }, index) => {
    const sum = createTally();
    for (const row of rows) addTally(sum, row[index]!);
    addTally(whole, sum);
    return { at, ...toAmount(sum) };
  });
  const { value: total, coverage, estimated } = toAmount(whole);
  const { key, name, nameEn, medium } = scope;
  return { key, name, nameEn, medium, unit: MEDIUM_FACTS[medium].unit, total, coverage, estimated, buckets: points };
}
