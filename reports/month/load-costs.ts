import type { SiteView } from '../../consumption/site-view.ts';
import type { SoldMedium } from '../../domain/tariff.ts';
import { sumOf, toMoney } from '../../tariffs/exact.ts';
import { type CostDeps, type SchoolCost, schoolCost } from '../bills/school-cost.ts';
import { COMPARABLE, type Known } from './known.ts';
import { type FiveSpans, moveMonth, type MonthSpans } from './spans.ts';

export interface MediumCost {
  medium: SoldMedium;
  spans: FiveSpans<Known>;
  /** Of the month: its tariffs, and why it is not known. */
  month: SchoolCost;
}

/** What the school pays, month by month, each month billed once: a span of several is their sum. */
export async function loadCosts(deps: CostDeps, view: SiteView, media: readonly SoldMedium[], spans: MonthSpans): Promise<MediumCost[]> {
  const once = rememberLists(deps);
  const costs: MediumCost[] = [];
  for (const medium of media) {
    const known = new Map<string, SchoolCost>();
    for (const month of [...monthsOf(spans.cumulatedLastYear), ...monthsOf(spans.lastMonth), ...monthsOf(spans.cumulated)]) {
      if (!known.has(month))
        known.set(month, await schoolCost(once, view, { medium, from: `${month}-01`, to: `${moveMonth(month, 1)}-01` }));
    }
    const of = (span: keyof MonthSpans) => sumUp(monthsOf(spans[span]).map((month) => known.get(month)!));
    costs.push({
      medium,
      spans: {
        month: of('month'),
        lastMonth: of('lastMonth'),
        lastYear: of('lastYear'),
        cumulated: of('cumulated'),
        cumulatedLastYear: of('cumulatedLastYear'),
      },
      month: known.get(spans.month.from.slice(0, 7))!,
    });
  }
  return costs;
}

/** Asked for every month, and the same for all of them. */
function rememberLists(deps: CostDeps): CostDeps {
  const { intervals, accounts, tariffs } = deps.records;
  const firstDays = new Map<string, ReturnType<typeof intervals.firstDays>>();
  const lists = new Map<string, ReturnType<typeof accounts.list>>();
  const prices = new Map<string, ReturnType<typeof tariffs.list>>();
  return {
    ...deps,
    records: {
      ...deps.records,
      intervals: { ...intervals, firstDays: (site) => ofKey(firstDays, site, () => intervals.firstDays(site)) },
      accounts: { ...accounts, list: (site, options) => ofKey(lists, `${site} ${options?.all}`, () => accounts.list(site, options)) },
      tariffs: { ...tariffs, list: (site) => ofKey(prices, site, () => tariffs.list(site)) },
    },
  };
}

function ofKey<T>(known: Map<string, T>, key: string, make: () => T): T {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}

/** Not known as soon as one of the months is not. */
function sumUp(costs: readonly SchoolCost[]): Known {
  const amounts = costs.flatMap(({ amount }) => amount ?? []);
  const isKnown = amounts.length === costs.length && costs.length > 0;
  const coverage = costs.length === 0 ? 0 : costs.reduce((sum, cost) => sum + cost.coverage, 0) / costs.length;
  return {
    cell: {
      value: isKnown ? toMoney(sumOf(amounts)) : null,
      coverage: isKnown ? coverage : null,
      isEstimated: costs.some(({ isEstimated }) => isEstimated),
      why: costs.flatMap(({ troubles }) => troubles)[0] ?? null,
    },
    isComparable: isKnown && coverage >= COMPARABLE,
  };
}

function monthsOf({ from, to }: MonthSpans['month']): string[] {
  const months: string[] = [];
  for (let month = from.slice(0, 7); `${month}-01` < to; month = moveMonth(month, 1)) months.push(month);
  return months;
}
