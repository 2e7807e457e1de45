import { fromGrains } from '../domain/interval.ts';
import { MEDIUM_FACTS } from '../domain/medium.ts';
import type { VirtualMeter } from '../domain/site.ts';
import { BadQuery, NotFound } from './problems.ts';
import type { Bucket, ConsumptionQuery, ConsumptionSeries } from './schemas/consumption.ts';
import { type IntervalReader, type Span, tallyScopes } from '../consumption/scope-tallies.ts';
import { checkConsumed, type Scope } from '../consumption/scopes.ts';
import { type SiteView, toNames } from '../consumption/site-view.ts';
import { type Tally, toHeldAmount } from '../consumption/tally.ts';

/**
 * The virtual meters of a question, as declared.
 *
 * @throws NotFound for one that the site does not have; BadQuery for a building: they belong to none
 */
export function virtualMetersOf(view: SiteView, query: Pick<ConsumptionQuery, 'medium' | 'building' | 'meter'>): VirtualMeter[] {
  checkConsumed(query.medium);
  if (query.building !== undefined) {
    throw new BadQuery('query.building', `a virtual meter stands in no building; leave it out (got '${query.building}')`);
  }
  const all = view.plan.virtualMeters ?? [];
  const ids = all.map(({ id }) => id);
  if (query.meter !== undefined && !ids.includes(query.meter)) throw new NotFound('virtual meter', query.meter, ids);
  return all.filter(({ id, medium }) => (query.meter ?? id) === id && (query.medium ?? medium) === medium);
}

/** Series of meters that are only computed: Σ share × term. */
export async function readVirtual(
  intervals: IntervalReader,
  view: SiteView,
  asked: readonly VirtualMeter[],
  span: Span,
  now: number,
): Promise<ConsumptionSeries[]> {
  const scopes = termScopes(view, asked, span);
  const places = new Map(scopes.map(({ key }, index) => [key, index]));
  const { buckets, rows } = await tallyScopes(intervals, view, scopes, span, now);
  return asked.map(({ id, medium, terms, ...named }) => {
    const known = terms.map(({ meter, share }) => ({ share, row: rows[places.get(meter)!]! }));
    const { value: total, ...whole } = combine(known.map(({ share, row }) => ({ share, tally: row.whole })));
    const points = buckets.map(({ at }, index) => ({
      at,
      ...combine(known.map(({ share, row }) => ({ share, tally: row.buckets[index]! }))),
    }));
    return { key: id, ...toNames(named), medium, unit: MEDIUM_FACTS[medium].unit, total, ...whole, buckets: points };
  });
}

/** Each meter that is a term, by itself: wherever it stood, what it counted is the same. */
function termScopes(view: SiteView, asked: readonly VirtualMeter[], { from, to }: Span): Scope[] {
  const era = { from, to, meters: view.plan.meters };
  return [...new Set(asked.flatMap(({ terms }) => terms.map(({ meter }) => meter)))].map((id) => {
    const meter = view.meter(id);
    return { key: id, ...toNames(meter), medium: meter.medium, parts: [{ era, meters: [meter] }] };
  });
}

type Term = { share: number; tally: Tally };

/**
 * Not known when one term is not, and known only as well as the worst of them. Sums and differences are exact; a part of
 * one, such as a third, is rounded to the grain.
 */
function combine(terms: readonly Term[]): Omit<Bucket, 'at'> {
  const amounts = terms.map(({ tally }) => toHeldAmount(tally));
  const isKnown = terms.length > 0 && amounts.every(({ value }) => value !== null);
  return {
    value: isKnown ? weigh(terms, ({ grains }) => grains ?? 0) : null,
    coverage: Math.min(1, ...amounts.map(({ coverage }) => coverage)),
    estimated: Math.max(0, ...amounts.map(({ estimated }) => estimated)),
    held: isKnown ? weigh(terms, ({ held }) => held) : 0,
  };
}

function weigh(terms: readonly Term[], grainsOf: (tally: Tally) => number): number {
  return fromGrains(Math.round(terms.reduce((sum, { share, tally }) => sum + share * grainsOf(tally), 0)));
}
