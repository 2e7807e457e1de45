import { fromGrains } from '../domain/interval.ts';
import { SUB_ITEMS, type SubItem, subItemOf } from '../domain/sub-item.ts';
import type { Meter } from '../domain/site.ts';
import { type SumReader, tallyWhole } from './scope-tallies.ts';
import { type Scope, type ScopePart, scopesOf } from './scopes.ts';
import type { SiteView } from './site-view.ts';
import { type Amount, round, type Tally, toAmount } from './tally.ts';

export interface SubItemUse {
  item: SubItem;
  /** Meters that count it and nothing else; 0: it is not metered separately, and then nobody knows its amount. */
  meters: number;
  /** Buildings in which some of it is metered, of those with electricity. */
  buildings: number;
  amount: Amount;
  /** Of the total; null where one of the two is not known well. */
  share: number | null;
}

export interface SubItemsAnswer {
  total: Amount;
  buildings: number;
  items: SubItemUse[];
  /** Total − what is metered by sub-item; null where one of them is not known well. */
  rest: number | null;
  restShare: number | null;
}

/** Below this a difference says more about gaps than about use. */
const WELL_KNOWN = 0.95;

/**
 * Electricity of a site or building by sub-item. A meter of one sub-item below a meter of another is counted in its own only.
 *
 * @throws NotFound for a building that is not there
 */
export async function readSubItems(
  intervals: SumReader,
  view: SiteView,
  query: { building?: string | undefined; from: string; to: string },
  now: number,
): Promise<SubItemsAnswer> {
  const { building, from, to } = query;
  const eras = view.eras(from, to);
  const [whole] = scopesOf(view, eras, { by: 'medium', medium: 'electricity', building });
  if (!whole) return { total: UNKNOWN, buildings: 0, items: SUB_ITEMS.map(nothingOf), rest: null, restShare: null };
  const inside = eras.map((era) => ({
    era,
    meters: era.meters.filter((meter) => meter.medium === 'electricity' && (building ?? meter.building) === meter.building),
  }));
  const sums = SUB_ITEMS.map((item) => signedScopes(item, whole, inside));
  const scopes = [whole, ...sums.flatMap(({ plus, minus }) => [plus, minus])];
  const tallies = await tallyWhole(intervals, view, scopes, { from, to }, now);
  const total = tallies[0]!;
  const items = SUB_ITEMS.map((item, index): SubItemUse => {
    const { meters } = sums[index]!;
    if (meters.length === 0) return nothingOf(item);
    const amount = subtract(tallies[1 + 2 * index]!, tallies[2 + 2 * index]!);
    const places = new Set(meters.map((meter) => meter.building)).size;
    return { item, meters: new Set(meters.map(({ id }) => id)).size, buildings: places, amount, share: shareOf(amount, toAmount(total)) };
  });
  const metered = items.filter(({ meters }) => meters > 0);
  const isKnown = [toAmount(total), ...metered.map(({ amount }) => amount)].every(isWellKnown);
  const rest = isKnown ? round(toAmount(total).value! - metered.reduce((sum, { amount }) => sum + amount.value!, 0)) : null;
  return {
    total: toAmount(total),
    buildings: scopesOf(view, eras, { by: 'building', medium: 'electricity', building }).length,
    items,
    rest,
    restShare: rest === null ? null : shareOf({ value: rest, coverage: 1, estimated: 0 }, toAmount(total)),
  };
}

const UNKNOWN: Amount = { value: null, coverage: 0, estimated: 0 };
const nothingOf = (item: SubItem): SubItemUse => ({ item, meters: 0, buildings: 0, amount: UNKNOWN, share: null });
const isWellKnown = ({ value, coverage, estimated }: Amount) => value !== null && coverage + estimated >= WELL_KNOWN;
const shareOf = (part: Amount, whole: Amount) =>
  isWellKnown(part) && isWellKnown(whole) && whole.value! > 0 ? round(part.value! / whole.value!) : null;

interface Signed {
  plus: Scope;
  minus: Scope;
  /** Those that count the item. */
  meters: Meter[];
}

/** Its uppermost meters, and below them the uppermost of other sub-items, which are taken off. */
function signedScopes(item: SubItem, { medium }: Scope, eras: readonly ScopePart[]): Signed {
  const plus: ScopePart[] = [];
  const minus: ScopePart[] = [];
  const meters: Meter[] = [];
  for (const { era, meters: inside } of eras) {
    const byId = new Map(inside.map((meter) => [meter.id, meter]));
    const above = (meter: Meter): SubItem | undefined => {
      for (let parent = byId.get(meter.parent ?? ''); parent; parent = byId.get(parent.parent ?? '')) {
        const itemOfParent = subItemOf(parent.item);
        if (itemOfParent !== undefined) return itemOfParent;
      }
      return undefined;
    };
    const coded = inside.flatMap((meter) => {
      const own = subItemOf(meter.item);
      return own === undefined ? [] : [{ meter, own, above: above(meter) }];
    });
    const top = coded.filter(({ own, above: parent }) => own === item && parent !== item);
    meters.push(...coded.filter(({ own }) => own === item).map(({ meter }) => meter));
    plus.push({ era, meters: top.map(({ meter }) => meter) });
    minus.push({ era, meters: coded.filter(({ own, above: parent }) => own !== item && parent === item).map(({ meter }) => meter) });
  }
  const toScope = (key: string, parts: ScopePart[]): Scope => ({
    key,
    name: key,
    nameEn: key,
    medium,
    parts: parts.filter((part) => part.meters.length > 0),
  });
  return { plus: toScope(item, plus), minus: toScope(`${item}-others`, minus), meters };
}

/** What is taken off has to be known as well; its coverage counts like that of the rest. */
function subtract(plus: Tally, minus: Tally): Amount {
  const amount = toAmount({
    ...plus,
    covered: plus.covered + minus.covered,
    estimated: plus.estimated + minus.estimated,
    expected: plus.expected + minus.expected,
  });
  if (plus.grains === null || (minus.expected > 0 && minus.grains === null)) return { ...amount, value: null };
  return { ...amount, value: fromGrains(plus.grains - (minus.grains ?? 0)) };
}
