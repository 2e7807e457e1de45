import { yearBefore } from '../../analysis/use-shape.ts';
import { type IntervalReader, type ScopeTallies, type Span, tallyScopes } from '../../consumption/scope-tallies.ts';
import { type Scope, scopesOf } from '../../consumption/scopes.ts';
import type { Era, SiteView } from '../../consumption/site-view.ts';
import { type Tally, toAmount } from '../../consumption/tally.ts';
import { BALANCE_COVERAGE } from '../../domain/balance.ts';
import { groupBy } from '../../domain/group-by.ts';
import { fromGrains } from '../../domain/interval.ts';
import { addDays } from '../../domain/local-time.ts';
import type { QuotaPace, QuotaPlan } from '../../domain/quota.ts';
import { paceOf } from './pace.ts';

/** Periods that lie side by side are one question each. */
type Period = Pick<QuotaPlan, 'from' | 'to'>;

/**
 * How quotas stand at the end of yesterday.
 *
 * @returns without those that have not begun, and those whose unit no meter counts
 */
export async function readQuotaPaces(
  intervals: IntervalReader,
  view: SiteView,
  plans: readonly QuotaPlan[],
  now: number,
): Promise<Map<QuotaPlan, QuotaPace>> {
  const today = view.local.dayOf(now);
  const paces = new Map<QuotaPlan, QuotaPace>();
  const begun = plans.filter(({ from }) => from < today);
  for (const same of groupBy(begun, ({ from, to }) => `${from} ${to}`).values()) {
    for (const [plan, pace] of await readPeriod(intervals, view, same, today, now)) paces.set(plan, pace);
  }
  return paces;
}

async function readPeriod(intervals: IntervalReader, view: SiteView, plans: readonly QuotaPlan[], today: string, now: number) {
  const { from, to } = plans[0]! satisfies Period;
  const end = to < today ? to : today;
  const lastDay = addDays(end, -1);
  const past = await tallyPlans(intervals, view, plans, { kind: 'day', from, to: end }, now);
  const before = await tallyPlans(intervals, view, plans, { kind: 'day', from: yearBefore(from), to: from }, now);
  return plans.flatMap((plan): [QuotaPlan, QuotaPace][] => {
    const sum = past.get(plan);
    if (!sum) return [];
    const uses = new Map([...usesOf(before.get(plan)), ...usesOf(sum)]);
    const { value: used, coverage } = toAmount(sum.whole);
    const { amount, from: first, to: last } = plan;
    return [
      [plan, paceOf({ amount, from: first, to: last, lastDay, used, coverage, useOf: (day) => uses.get(day), calendar: view.calendar })],
    ];
  });
}

const usesOf = (tallied: Tallied | undefined) =>
  (tallied?.buckets ?? []).map((tally, index) => [tallied!.days[index]!, useOfDay(tally)] as const);

/** A day with holes says less than what was used: it is not known, as for the rules (analysis/day-book.ts). */
function useOfDay({ grains, covered, estimated, expected }: Tally): number | undefined {
  if (grains === null || expected === 0) return undefined;
  return (covered + estimated) / expected < BALANCE_COVERAGE ? undefined : fromGrains(grains);
}

interface Tallied {
  days: readonly string[];
  /** A gap over several days is in none of them, and in the whole. */
  buckets: ScopeTallies['rows'][number]['buckets'];
  whole: Tally;
}

async function tallyPlans(
  intervals: IntervalReader,
  view: SiteView,
  plans: readonly QuotaPlan[],
  span: Span,
  now: number,
): Promise<Map<QuotaPlan, Tallied>> {
  const eras = view.eras(span.from, span.to);
  const counted = plans.flatMap((plan) => {
    const scope = scopeOf(view, eras, plan);
    return scope ? [{ plan, scope }] : [];
  });
  const { buckets, rows } = await tallyScopes(
    intervals,
    view,
    counted.map(({ scope }) => scope),
    span,
    now,
  );
  const days = buckets.map(({ day }) => day);
  return new Map(counted.map(({ plan }, index) => [plan, { days, ...rows[index]! }]));
}

/** Undefined: no meter counts the unit, or it is not there any more. */
function scopeOf(view: SiteView, eras: readonly Era[], { unit, medium }: QuotaPlan): Scope | undefined {
  if (unit.kind === 'site') return scopesOf(view, eras, { by: 'medium', medium })[0];
  if (unit.kind === 'building') return ofBuilding(view, eras, medium, unit.id);
  if (unit.kind === 'meter') return view.meters.has(unit.id) ? scopesOf(view, eras, { by: 'meter', medium, meter: unit.id })[0] : undefined;
  const scopes = unit.buildings.flatMap((building) => ofBuilding(view, eras, medium, building) ?? []);
  if (scopes.length === 0) return undefined;
  const parts = groupBy(
    scopes.flatMap((scope) => scope.parts),
    ({ era }) => era,
  );
  const together = [...parts].map(([era, same]) => ({ era, meters: same.flatMap(({ meters }) => meters) }));
  return { key: unit.name, name: unit.name, nameEn: unit.name, medium, parts: together };
}

const ofBuilding = (view: SiteView, eras: readonly Era[], medium: QuotaPlan['medium'], building: string): Scope | undefined =>
  view.buildings.has(building) ? scopesOf(view, eras, { by: 'building', medium, building })[0] : undefined;
