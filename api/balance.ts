import { BALANCE_BOUNDS, BALANCE_COVERAGE, type Balance, balanceOf, familiesOf, verdictOf } from '../domain/balance.ts';
import { MEDIUM_FACTS, type Medium } from '../domain/medium.ts';
import type { Meter } from '../domain/site.ts';
import { checkSpan } from './consumption.ts';
import type { BalanceAnswer, BalanceRow } from './schemas/balance.ts';
import { type IntervalReader, tallyScopes } from '../consumption/scope-tallies.ts';
import { checkConsumed, type Scope } from '../consumption/scopes.ts';
import { type Era, type SiteView, toNames } from '../consumption/site-view.ts';
import { addTally, createTally, round, type Tally, toAmount } from '../consumption/tally.ts';

const MAX_DAYS = 1100;

export interface BalanceQuery {
  medium?: Medium | undefined;
  from: string;
  to: string;
}

/**
 * Each meter that has others below it against their sum, by local month. A child that was moved counts on the days on which
 * it was one, and a parent on those on which it had any.
 *
 * @throws BadQuery
 */
export async function readBalance(intervals: IntervalReader, view: SiteView, query: BalanceQuery, now: number): Promise<BalanceAnswer> {
  const { medium, from, to } = query;
  checkConsumed(medium);
  checkSpan(from, to, MAX_DAYS);
  const families = familiesIn(view, view.eras(from, to), medium);
  const scopes = families.flatMap(({ parent, children }) => [parent, ...children]);
  const tallies = await tallyScopes(intervals, view, scopes, { kind: 'month', from, to }, now);
  const places = new Map(scopes.map((scope, index) => [scope, index]));
  const known = (scope: Scope, month: number) => ({ scope, tally: tallies.rows[places.get(scope)!]!.buckets[month]! });
  const rows = families.map(({ parent, children }) => {
    const months = tallies.buckets.map((_, month) =>
      compare(
        known(parent, month),
        children.map((child) => known(child, month)),
      ),
    );
    const meter = view.meter(parent.key);
    const isWhole = meter.role === 'campus_main' || isUsuallyInside(months.map(({ balance }) => balance));
    return months.map((compared, month) => toRow(meter, tallies.buckets[month]!.day.slice(0, 7), compared, isWhole));
  });
  return { rows: tallies.buckets.flatMap((_, month) => rows.map((ofFamily) => ofFamily[month]!)), ...BALANCE_BOUNDS };
}

interface Family {
  parent: Scope;
  children: Scope[];
}

/** In walking order; with the eras in which each was a parent, or a child of it. */
function familiesIn(view: SiteView, eras: readonly Era[], medium: Medium | undefined): Family[] {
  const families = new Map<string, { parent: Scope; children: Map<string, Scope> }>();
  for (const era of eras) {
    for (const { parent, children } of familiesOf(era.meters)) {
      if ((medium ?? parent.medium) !== parent.medium || MEDIUM_FACTS[parent.medium].register === undefined) continue;
      const family = families.get(parent.id) ?? { parent: toScope(parent), children: new Map<string, Scope>() };
      families.set(parent.id, family);
      family.parent.parts.push({ era, meters: [parent] });
      for (const child of children) {
        const scope = family.children.get(child.id) ?? toScope(child);
        family.children.set(child.id, scope);
        scope.parts.push({ era, meters: [child] });
      }
    }
  }
  return view.plan.meters.flatMap(({ id }) => {
    const family = families.get(id);
    return family ? [{ parent: family.parent, children: [...family.children.values()] }] : [];
  });
}

const toScope = (meter: Meter): Scope => ({ key: meter.id, ...toNames(meter), medium: meter.medium, parts: [] });

interface Known {
  scope: Scope;
  tally: Tally;
}

/** In at least half of the months that are known: what it feeds is metered, as far as one can tell. */
function isUsuallyInside(balances: readonly (Balance | undefined)[]): boolean {
  const known = balances.filter((balance) => balance !== undefined);
  return known.length > 0 && 2 * known.filter(({ isOutside }) => !isOutside).length >= known.length;
}

/** A family in one month. */
interface Compared {
  parent: Known;
  children: readonly Known[];
  childrenSum: Tally;
  /** Undefined where too little is known of one of them. */
  balance: Balance | undefined;
}

function compare(parent: Known, children: readonly Known[]): Compared {
  const childrenSum = createTally();
  for (const { tally } of children) addTally(childrenSum, tally);
  const [above, below] = [toKnown(parent.tally).value, toKnown(childrenSum).value];
  const isKnown = [parent, ...children].every(({ tally }) => toAmount(tally).coverage >= BALANCE_COVERAGE);
  return { parent, children, childrenSum, balance: isKnown && above !== null && below !== null ? balanceOf(above, below) : undefined };
}

function toRow(meter: Meter, month: string, { parent, children, childrenSum, balance }: Compared, isWhole: boolean): BalanceRow {
  return {
    month,
    meter: { id: meter.id, ...toNames(meter), medium: meter.medium, unit: MEDIUM_FACTS[meter.medium].unit, building: meter.building },
    parent: toKnown(parent.tally),
    children: children.map(({ scope, tally }) => ({ id: scope.key, name: scope.name, nameEn: scope.nameEn, ...toKnown(tally) })),
    childrenSum: toKnown(childrenSum),
    gap: balance?.gap ?? null,
    gapShare: balance && balance.gapShare !== null ? round(balance.gapShare) : null,
    verdict: verdictOf(balance, isWhole),
  };
}

function toKnown(tally: Tally): { value: number | null; coverage: number } {
  const { value, coverage } = toAmount(tally);
  return { value, coverage };
}
