import { MEDIUM_FACTS } from '../domain/medium.ts';
import { type BucketKind, countBuckets } from '../consumption/buckets.ts';
import { BadQuery } from './problems.ts';
import type { ConsumptionAnswer, ConsumptionQuery, ConsumptionSeries } from './schemas/consumption.ts';
import { type IntervalReader, type ScopeTallies, type Span, tallyScopes } from '../consumption/scope-tallies.ts';
import { type Scope, scopesOf } from '../consumption/scopes.ts';
import type { SiteView } from '../consumption/site-view.ts';
import { toHeldAmount } from '../consumption/tally.ts';
import { readVirtual, virtualMetersOf } from './virtual.ts';

const MAX_DAYS: Record<BucketKind, number> = { hour: 62, day: 1100, month: 1100 };
/** About 1.6 MB of answer. */
const MAX_POINTS = 20_000;

/**
 * Consumption per local hour, day or month.
 *
 * @throws NotFound, BadQuery
 */
export async function readConsumption(
  intervals: IntervalReader,
  view: SiteView,
  query: ConsumptionQuery,
  now: number,
): Promise<ConsumptionAnswer> {
  const { by, bucket: kind, from, to } = query;
  checkSpan(from, to, MAX_DAYS[kind]);
  const span = { kind, from, to };
  const answer = (series: ConsumptionSeries[]) => ({ site: view.id, bucket: kind, from, to, series });
  if (by === 'virtual') {
    const asked = virtualMetersOf(view, query);
    checkPoints(asked.length, span);
    return answer(await readVirtual(intervals, view, asked, span, now));
  }
  const scopes = scopesOf(view, view.eras(from, to), { ...query, by });
  checkPoints(scopes.length, span);
  const tallies = await tallyScopes(intervals, view, scopes, span, now);
  return answer(scopes.map((scope, index) => toSeries(scope, tallies, index)));
}

/** @throws BadQuery unless [from, to) is a span of 1 to `maxDays` days */
export function checkSpan(from: string, to: string, maxDays: number): void {
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000;
  if (days < 1) throw new BadQuery('query.to', `must be after 'from' (${from}), because it is excluded (got '${to}')`);
  if (days > maxDays) throw new BadQuery('query.to', `at most ${maxDays} days after 'from' for this question (got ${days} days)`);
}

function checkPoints(series: number, { kind, from, to }: Span): void {
  const points = series * countBuckets(kind, from, to);
  if (points <= MAX_POINTS) return;
  throw new BadQuery(
    'query.bucket',
    `that would be ${points} values, and ${MAX_POINTS} is the most; ask for fewer days, a longer bucket, one building or one medium`,
  );
}

function toSeries(scope: Scope, { buckets, rows }: ScopeTallies, index: number): ConsumptionSeries {
  const { key, name, nameEn, medium } = scope;
  const row = rows[index]!;
  const { value: total, ...known } = toHeldAmount(row.whole);
  const points = buckets.map(({ at }, place) => ({ at, ...toHeldAmount(row.buckets[place]!) }));
  return { key, name, nameEn, medium, unit: MEDIUM_FACTS[medium].unit, total, ...known, buckets: points };
}
