import { tallyWhole } from '../../consumption/scope-tallies.ts';
import { type Scope, scopesOf } from '../../consumption/scopes.ts';
import type { SiteView } from '../../consumption/site-view.ts';
import { toAmount } from '../../consumption/tally.ts';
import { GJ_PER_KWH } from '../../domain/carriers.ts';
import type { Medium } from '../../domain/medium.ts';
import type { LedgerRow } from '../../domain/energy-ledger.ts';
import { exact, toDecimal, toMoney } from '../../tariffs/exact.ts';
import { type CostDeps, schoolCost } from '../bills/school-cost.ts';
import type { ClosedAmount } from './close-month.ts';
import { type DaySpan, spansOf } from '../month/spans.ts';
import { LEDGER_ROWS, ROW_FACTS } from './ledger-rows.ts';

export type AmountDeps = CostDeps;

/**
 * What the meters of a school counted in a month, for the account: without the staff flats, which are households and no public
 * institution (domain note 6.3); their part of the cost goes by their part of the amount. A medium without a known amount is not there.
 */
export async function monthAmounts(deps: AmountDeps, view: SiteView, month: string): Promise<ClosedAmount[]> {
  const span = spansOf(month).month;
  const { whole, buildings } = await tally(deps, view, span);
  const flats = new Set(view.plan.buildings.filter((building) => building.function === 'staff_apartment').map(({ id }) => id));
  const amounts: ClosedAmount[] = [];
  for (const row of LEDGER_ROWS) {
    const { medium } = ROW_FACTS[row];
    const used = medium && whole.find((one) => one.scope.medium === medium);
    if (!used || used.value === null) continue;
    const homes = buildings.filter(({ scope }) => scope.medium === medium && flats.has(scope.key));
    const cost = await schoolCost(deps, view, { medium, ...span });
    amounts.push(
      toClosed(
        row,
        used,
        homes.flatMap(({ value }) => value ?? []),
        cost.amount,
      ),
    );
  }
  return amounts;
}

interface Used {
  scope: Scope;
  value: number | null;
  coverage: number;
}

async function tally({ records, now }: AmountDeps, view: SiteView, span: DaySpan): Promise<{ whole: Used[]; buildings: Used[] }> {
  const eras = view.eras(span.from, span.to);
  const media = scopesOf(view, eras, { by: 'medium' });
  const scopes = [...media, ...scopesOf(view, eras, { by: 'building' })];
  const tallies = await tallyWhole(records.intervals, view, scopes, span, now());
  const used = scopes.map((scope, index): Used => {
    const { value, coverage } = toAmount(tallies[index]!);
    return { scope, value, coverage };
  });
  return { whole: used.slice(0, media.length), buildings: used.slice(media.length) };
}

function toClosed(row: LedgerRow, { value, coverage }: Used, homes: readonly number[], cost: string | null): ClosedAmount {
  const all = exact(value!);
  const flats = homes.reduce((sum, home) => sum.plus(home), exact(0));
  const own = all.minus(flats);
  const share = all.isZero() ? exact(1) : own.div(all);
  return {
    row,
    amount: toDecimal(row === 'heat' ? own.times(GJ_PER_KWH) : own),
    cost: cost === null ? null : toMoney(exact(cost).times(share)),
    coverage,
    note: flats.isZero() ? '' : `已扣除教工宿舍 ${flats.toFixed(2)} ${unitOf(ROW_FACTS[row].medium)}，费用按用量分摊`,
  };
}

const unitOf = (medium: Medium | undefined) => (medium === 'electricity' || medium === 'heat' ? 'kWh' : 'm³');
