import { isPrivate } from '../../alerts/night/is-private.ts';
import { groupBy } from '../../domain/group-by.ts';
import { fromGrains } from '../../domain/interval.ts';
import { countingMeters } from '../../domain/site.ts';
import type { SiteView } from '../../consumption/site-view.ts';
import { addTally, createTally, type Tally, toAmount } from '../../consumption/tally.ts';
import { amountOf } from './charts.ts';
import type { MonthAmounts, Row } from './load-amounts.ts';
import type { MeterTotal } from './schema.ts';

/** What each meter counted, in walking order; what is inside of homes is one row a building and medium, at its first meter's place, and nothing in it twice. */
export function meterTotals(view: SiteView, { meters, metersBefore: { lastMonth, lastYear } }: MonthAmounts): MeterTotal[] {
  const groups = groupBy([...meters.list], ({ scope }) =>
    isPrivateMeter(view, scope.key) ? `${view.meter(scope.key).building} ${scope.medium}` : scope,
  );
  return [...groups].map(([key, all]) => {
    const [{ scope }] = all as [Row];
    const rows = all.length === 1 ? all : outermost(view, all);
    const before = (of: typeof lastMonth) => amountOf(sumOf(rows.flatMap((row) => of.of(row.scope.key, row.scope.medium)?.tally ?? [])));
    const whole = sumOf(rows.map(({ tally }) => tally));
    const building = view.meter(scope.key).building;
    const { name, nameEn } = scope;
    return {
      ...(typeof key === 'string'
        ? { name: '教工住房与宿舍房间合计', nameEn: 'Homes, together', meter: null }
        : { name, nameEn, meter: scope.key }),
      building,
      medium: scope.medium,
      month: amountOf(whole),
      lastMonth: before(lastMonth),
      lastYear: before(lastYear),
      coverage: toAmount(whole).coverage,
      held: fromGrains(whole.held),
      days: meters.buckets.map((_, index) => amountOf(sumOf(rows.map(({ buckets }) => buckets[index]!)))),
    };
  });
}

function outermost(view: SiteView, rows: readonly Row[]): Row[] {
  const counting = new Set(
    countingMeters(
      rows.map(({ scope }) => view.meter(scope.key)),
      rows[0]!.scope.medium,
    ).map(({ id }) => id),
  );
  return rows.filter(({ scope }) => counting.has(scope.key));
}

/** Whether a meter tells about somebody's home: nothing of it is listed. */
export function isPrivateMeter({ rulebook }: SiteView, meter: string): boolean {
  const placed = rulebook.placed.get(meter);
  return placed !== undefined && isPrivate(placed);
}

function sumOf(tallies: readonly Tally[]): Tally {
  const sum = createTally();
  for (const tally of tallies) addTally(sum, tally);
  return sum;
}
