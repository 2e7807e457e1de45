import type { LocalTime } from '../domain/local-time.ts';
import type { Meter } from '../domain/site.ts';

import type { IntervalStore, MeterSum, StepRecord } from '../store/ports.ts';
import { type BucketKind, bucketsOf, type BucketSpan } from './buckets.ts';
import { groupBy } from '../domain/group-by.ts';
import type { Scope, ScopePart } from './scopes.ts';
import type { Era, SiteView } from './site-view.ts';
import { addDayTotal, addHeld, addSpan, addTally, createTally, expect, type Owed, owedBy, type Tally } from './tally.ts';

export type IntervalReader = Pick<IntervalStore, 'totals' | 'days' | 'firstDays' | 'held'>;

export interface Span {
  kind: BucketKind;
  /** Local days, `to` is excluded. */
  from: string;
  to: string;
}

export interface ScopeTallies {
  buckets: readonly BucketSpan[];
  /** One row a scope: a tally for each bucket, and that of the whole span. */
  rows: { buckets: Tally[]; whole: Tally }[];
}

/**
 * Add up what each scope used in each bucket. Hours are made from intervals, days and months from day totals. A long gap
 * counts where it lies wholly inside: in the bucket, or at least in the span.
 */
export async function tallyScopes(
  intervals: IntervalReader,
  view: SiteView,
  scopes: readonly Scope[],
  span: Span,
  now: number,
): Promise<ScopeTallies> {
  const buckets = bucketsOf(span.kind, view.local, span.from, span.to);
  const rows = scopes.map(() => ({ buckets: buckets.map(createTally), whole: createTally() }));
  const owed = owedByEach(view, await intervals.firstDays(view.id), now);
  const places = placesOf(buckets, span.kind, view.local);
  for (const [era, meters] of metersByEra(scopes)) {
    const pieces = bucketsOf(span.kind, view.local, era.from, era.to);
    const targets = pieces.map(({ at }) => places(at));
    const tallies = await tallyMeters(intervals, view, meters, { ...span, from: era.from, to: era.to, buckets: pieces }, owed);
    scopes.forEach(({ parts }, index) => {
      const row = rows[index]!.buckets;
      for (const { id } of parts.find((part) => part.era === era)?.meters ?? []) {
        tallies.get(id)!.forEach((tally, piece) => addTally(row[targets[piece]!]!, tally));
      }
    });
  }
  for (const row of rows) for (const tally of row.buckets) addTally(row.whole, tally);
  await addGaps(intervals, view, { scopes, rows, buckets, places });
  return { buckets, rows };
}

export type SumReader = Pick<IntervalStore, 'sums' | 'firstDays' | 'held'>;

/** The same for the whole of a span only, added up by the store: a year of every meter is a question like another. */
export async function tallyWhole(
  intervals: SumReader,
  view: SiteView,
  scopes: readonly Scope[],
  { from, to }: { from: string; to: string },
  now: number,
): Promise<Tally[]> {
  const owed = owedByEach(view, await intervals.firstDays(view.id), now);
  const whole = { day: from, at: view.local.startOfDay(from), endAt: view.local.startOfDay(to) };
  const rows = scopes.map(() => ({ buckets: [createTally()], whole: createTally() }));
  for (const [era, meters] of metersByEra(scopes)) {
    const [fromAt, toAt] = [view.local.startOfDay(era.from), view.local.startOfDay(era.to)];
    const ids = meters.map(({ id }) => id);
    const sums = new Map((await intervals.sums(view.id, ids, era.from, era.to)).map((sum) => [sum.meter, sum]));
    const tallies = new Map(ids.map((id) => [id, tallySum(sums.get(id), owed.get(id)!, fromAt, toAt)]));
    scopes.forEach(({ parts }, index) => {
      for (const { id } of parts.find((part) => part.era === era)?.meters ?? []) addTally(rows[index]!.whole, tallies.get(id)!);
    });
  }
  await addGaps(intervals, view, { scopes, rows, buckets: [whole], places: () => 0 });
  return rows.map((row) => row.whole);
}

function tallySum(sum: MeterSum | undefined, owed: Owed, fromAt: number, toAt: number): Tally {
  const tally = createTally();
  if (sum) addDayTotal(tally, sum);
  return expect(tally, owed, fromAt, toAt);
}

/** What each meter that a scope may hold owes, by its id. */
export function owedByEach(view: SiteView, firstDays: ReadonlyMap<string, string>, now: number): Map<string, Owed> {
  return new Map(
    view.metersEver.map((meter) => {
      const firstDay = firstDays.get(meter.id);
      return [meter.id, owedBy(meter, firstDay === undefined ? undefined : view.local.startOfDay(firstDay), now)];
    }),
  );
}

function metersByEra(scopes: readonly Scope[]): Map<Era, Meter[]> {
  const parts = groupBy(
    scopes.flatMap((scope) => scope.parts),
    ({ era }) => era,
  );
  return new Map([...parts].map(([era, same]) => [era, [...new Set(same.flatMap(({ meters }) => meters))]]));
}

/** Instant → index of the bucket that holds it. */
function placesOf(buckets: readonly BucketSpan[], kind: BucketKind, local: LocalTime): (at: number) => number {
  const keyOf = kind === 'hour' ? (at: number) => at : kind === 'day' ? local.dayOf : (at: number) => local.dayOf(at).slice(0, 7);
  const byKey = new Map(buckets.map(({ at }, index) => [keyOf(at), index]));
  return (at) => byKey.get(keyOf(at)) ?? -1;
}

/** Meter id → a tally for each bucket of one era. */
async function tallyMeters(
  intervals: IntervalReader,
  view: SiteView,
  meters: readonly Meter[],
  { kind, from, to, buckets }: Span & { buckets: readonly BucketSpan[] },
  owed: ReadonlyMap<string, Owed>,
): Promise<Map<string, Tally[]>> {
  const ids = meters.map(({ id }) => id);
  const rows = new Map(ids.map((id) => [id, buckets.map(createTally)]));
  // Buckets by what their days have in common: the day for hours and days, the month for months.
  const keyOf = (day: string) => (kind === 'month' ? day.slice(0, 7) : day);
  const byKey = groupBy([...buckets.keys()], (index) => keyOf(buckets[index]!.day));
  if (kind === 'hour') {
    for (const day of await intervals.days(view.id, ids, from, to)) {
      const row = rows.get(day.meter);
      for (const index of byKey.get(day.day) ?? []) {
        if (row) addSpan(row[index]!, day, buckets[index]!.at, buckets[index]!.endAt);
      }
    }
  } else {
    for (const total of await intervals.totals(view.id, ids, from, to)) {
      const index = byKey.get(keyOf(total.day))?.[0];
      const row = rows.get(total.meter);
      if (row && index !== undefined) addDayTotal(row[index]!, total);
    }
  }
  for (const [id, row] of rows) row.forEach((tally, index) => expect(tally, owed.get(id)!, buckets[index]!.at, buckets[index]!.endAt));
  return rows;
}

interface GapLayout extends ScopeTallies {
  scopes: readonly Scope[];
  places: (at: number) => number;
}

async function addGaps(
  intervals: Pick<IntervalStore, 'held'>,
  view: SiteView,
  { scopes, rows, buckets, places }: GapLayout,
): Promise<void> {
  const ids = [...new Set(scopes.flatMap(({ parts }) => parts.flatMap(({ meters }) => meters.map(({ id }) => id))))];
  const [first, last] = [buckets[0], buckets.at(-1)];
  if (!first || !last || ids.length === 0) return;
  const gaps = groupBy(await intervals.held(view.id, ids, first.at, last.endAt), ({ meter }) => meter);
  if (gaps.size === 0) return;
  scopes.forEach(({ parts }, index) => {
    const row = rows[index]!;
    for (const id of new Set(parts.flatMap(({ meters }) => meters.map((meter) => meter.id)))) {
      for (const gap of gaps.get(id) ?? []) {
        if (gap.consumption === null || !countsThroughout(gap, parts, view.local)) continue;
        addHeld(row.whole, gap.consumption);
        const bucket = places(gap.fromAt);
        if (gap.toAt <= (buckets[bucket]?.endAt ?? 0)) addHeld(row.buckets[bucket]!, gap.consumption);
      }
    }
  });
}

/** A meter that was moved in the middle of a gap used it in two places, and nobody knows how much in which: in neither. */
function countsThroughout({ meter, fromAt, toAt }: StepRecord, parts: readonly ScopePart[], local: LocalTime): boolean {
  let countedMs = 0;
  for (const { era, meters } of parts) {
    if (!meters.some(({ id }) => id === meter)) continue;
    countedMs += Math.max(0, Math.min(toAt, local.startOfDay(era.to)) - Math.max(fromAt, local.startOfDay(era.from)));
  }
  return countedMs === toAt - fromAt;
}
