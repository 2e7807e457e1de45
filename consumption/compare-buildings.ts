import { DAY_KINDS, type Comparison, type DayKind, FEWEST_LIKE, kindOfDay, spanBefore, USUAL_DAYS } from '../domain/compared-span.ts';
import { fromGrains } from '../domain/interval.ts';
import { addDays, daysBetween } from '../domain/local-time.ts';
import type { Medium } from '../domain/medium.ts';
import { readLoadDays } from './load-days.ts';
import { nightUse } from './load-figures.ts';
import { type IntervalReader, type ScopeTallies, type SumReader, tallyScopes, tallyWhole } from './scope-tallies.ts';
import { type Scope, scopesOf } from './scopes.ts';
import type { SiteView } from './site-view.ts';
import { type Amount, addTally, createTally, round, type Tally, toAmount, toHeldAmount } from './tally.ts';

type Reader = IntervalReader & SumReader;

export interface ComparedQuery {
  medium: Medium;
  from: string;
  to: string;
  against: Comparison;
}

/** One building, or all that was asked for, in a span and in what the span is held against. */
export interface Compared {
  scope: Scope;
  amount: Amount & { held: number };
  night: { share: number | null; coverage: number } | null;
  /** What the comparison is made of: all of the span, or of its days those that have days of their kind before it. */
  now: Amount;
  before: Amount;
  /** now ÷ before − 1; null unless nine tenths of both are known. */
  change: number | null;
  /** Days on both sides; as many on each where the usual of their kind is compared. */
  nowDays: number;
  beforeDays: number;
}

export interface Comparing {
  whole: Compared | undefined;
  buildings: Compared[];
  before: { from: string; to: string };
  /** Days by kind: a month with fewer school days uses less. */
  kinds: Record<DayKind, number>;
  beforeKinds: Record<DayKind, number>;
}

/** Less of a span or day than this known is nothing to compare with. */
const COMPARABLE = 0.9;
/** Quarter hours of more days than this take too long for a page; then nobody says which part was used at night. */
export const NIGHT_SHARE_DAYS = 93;

/**
 * Each building and all together: what they used, how much of it at night, and how that differs from before.
 *
 * @throws BadQuery for a medium without consumption
 */
export async function compareBuildings(intervals: Reader, view: SiteView, query: ComparedQuery, now: number): Promise<Comparing> {
  const { medium, from, to, against } = query;
  const before = against === 'day_types' ? { from: addDays(from, -USUAL_DAYS), to: from } : spanBefore(query, against);
  // A building whose meters came later has nothing before.
  const scopes = scopesIn(view, medium, query);
  const earlier = scopesIn(view, medium, before);
  const sides =
    against === 'day_types'
      ? await usualSides(intervals, view, { scopes, earlier }, { query, before }, now)
      : await wholeSides(intervals, view, { scopes, earlier }, { query, before }, now);
  const wholes = await tallyWhole(intervals, view, scopes, query, now);
  const isShort = daysBetween(from, to).length <= NIGHT_SHARE_DAYS;
  const nights = isShort ? await readLoadDays(intervals, view, scopes, query, now) : undefined;
  const rows = scopes.map((scope, index): Compared => {
    const night = nights && nightUse(nights[index]!, view.local);
    return {
      scope,
      amount: toHeldAmount(wholes[index]!),
      night: night ? { share: night.share, coverage: night.coverage } : null,
      ...sides[index]!,
      change: changeOf(sides[index]!),
    };
  });
  const kindsIn = (span: { from: string; to: string }) => countKinds(view, daysBetween(span.from, span.to));
  return {
    whole: rows.find(({ scope }) => scope.key === medium),
    buildings: rows.filter(({ scope }) => scope.key !== medium),
    before,
    kinds: kindsIn(query),
    beforeKinds: kindsIn(before),
  };
}

/** All together first, then each building. */
function scopesIn(view: SiteView, medium: Medium, { from, to }: Days): Scope[] {
  const eras = view.eras(from, to);
  return [...scopesOf(view, eras, { by: 'medium', medium }), ...scopesOf(view, eras, { by: 'building', medium })];
}

interface Days {
  from: string;
  to: string;
}
interface Scopes {
  scopes: readonly Scope[];
  earlier: readonly Scope[];
}
interface Spans {
  query: Days;
  before: Days;
}
type Sides = Pick<Compared, 'now' | 'before' | 'nowDays' | 'beforeDays'>;

async function wholeSides(intervals: Reader, view: SiteView, { scopes, earlier }: Scopes, spans: Spans, at: number): Promise<Sides[]> {
  const now = await tallyWhole(intervals, view, scopes, spans.query, at);
  const before = await tallyWhole(intervals, view, earlier, spans.before, at);
  const byKey = new Map(earlier.map(({ key }, index) => [key, before[index]!]));
  const lengthOf = ({ from, to }: Days) => daysBetween(from, to).length;
  return scopes.map(({ key }, index) => ({
    now: toAmount(now[index]!),
    before: toAmount(byKey.get(key) ?? createTally()),
    nowDays: lengthOf(spans.query),
    beforeDays: lengthOf(spans.before),
  }));
}

async function usualSides(intervals: Reader, view: SiteView, { scopes, earlier }: Scopes, spans: Spans, at: number): Promise<Sides[]> {
  const now = await tallyScopes(intervals, view, scopes, { kind: 'day', ...spans.query }, at);
  const before = await tallyScopes(intervals, view, earlier, { kind: 'day', ...spans.before }, at);
  const means = new Map(earlier.map(({ key }, index) => [key, usualByKind(view, before.buckets, before.rows[index]!)]));
  return scopes.map(({ key }, index) => againstUsual(view, now.buckets, now.rows[index]!, means.get(key) ?? new Map<DayKind, number>()));
}

/** The days of the span that are known, against as many mean days of their kind. */
function againstUsual(view: SiteView, days: Buckets, row: Row, means: ReadonlyMap<DayKind, number>): Sides {
  const now = createTally();
  let usual = 0;
  let compared = 0;
  for (const [index, { day }] of days.entries()) {
    const tally = row.buckets[index]!;
    const mean = means.get(kindOfDay(view.calendar.dayType(day)));
    if (mean === undefined || !isWellKnown(tally)) continue;
    addTally(now, tally);
    usual += mean;
    compared++;
  }
  const isKnown = compared > 0;
  return {
    now: toAmount(now),
    before: { value: isKnown ? round(usual) : null, coverage: isKnown ? 1 : 0, estimated: 0 },
    nowDays: compared,
    beforeDays: compared,
  };
}

type Row = ScopeTallies['rows'][number];
type Buckets = ScopeTallies['buckets'];

/** Mean amount of a day by kind; kinds with fewer than five known days are not there. */
function usualByKind(view: SiteView, days: Buckets, row: Row): Map<DayKind, number> {
  const known = new Map<DayKind, number[]>();
  for (const [index, { day }] of days.entries()) {
    const tally = row.buckets[index]!;
    if (!isWellKnown(tally)) continue;
    const kind = kindOfDay(view.calendar.dayType(day));
    known.set(kind, [...(known.get(kind) ?? []), fromGrains(tally.grains!)]);
  }
  const enough = [...known].filter(([, amounts]) => amounts.length >= FEWEST_LIKE);
  return new Map(enough.map(([kind, amounts]) => [kind, amounts.reduce((sum, amount) => sum + amount, 0) / amounts.length]));
}

const isWellKnown = ({ grains, covered, estimated, expected }: Tally) =>
  grains !== null && expected > 0 && covered + estimated >= COMPARABLE * expected;

function changeOf({ now, before }: Sides): number | null {
  const isKnown = [now, before].every(({ value, coverage, estimated }) => value !== null && coverage + estimated >= COMPARABLE);
  return isKnown && before.value! > 0 ? round(now.value! / before.value! - 1) : null;
}

function countKinds(view: SiteView, days: readonly string[]): Record<DayKind, number> {
  const counts = Object.fromEntries(DAY_KINDS.map((kind) => [kind, 0])) as Record<DayKind, number>;
  for (const day of days) counts[kindOfDay(view.calendar.dayType(day))]++;
  return counts;
}
