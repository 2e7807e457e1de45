import type { Account, BillOutcome, Invoice, PeriodState, Reconciliation } from '../../domain/bill.ts';
import type { Decimal } from '../../domain/decimal.ts';
import { groupBy } from '../../domain/group-by.ts';
import { daysBetween } from '../../domain/local-time.ts';
import type { SiteView } from '../../consumption/site-view.ts';
import { exact, sumOf, toMoney } from '../../tariffs/exact.ts';
import { billAccount } from './bill-account.ts';
import { type BillingPeriod, billingPeriods } from './billing-periods.ts';
import { reconcileInvoice } from './reconcile-account.ts';
import type { CostDeps } from './school-cost.ts';

export interface AccountPeriod extends BillingPeriod {
  state: PeriodState;
  /** Of a running period up to today; null: ahead. */
  ours: BillOutcome | null;
  /** Each invoice for its own span. */
  reconciled: Reconciliation[];
}

/** Sums of the invoices of a year that have a bill of ours beside them. */
export interface ComparedYear {
  invoices: number;
  ours: Decimal;
  theirs: Decimal;
  difference: Decimal;
}

/** Month by month what an account costs by our own meters, what the utility asks, and what may lie behind the difference. */
export async function accountYear(deps: CostDeps, view: SiteView, account: Account, year: number): Promise<AccountPeriod[]> {
  const periods = billingPeriods(year, account.billingDay);
  const [first, last] = [periods[0]!, periods.at(-1)!];
  const invoices = await deps.records.accounts.invoices(view.id, { account: account.id, from: first.from, to: last.to });
  const today = view.local.dayOf(deps.now());
  const byPeriod = groupBy(invoices.toReversed(), (invoice) => periodOf(periods, invoice));
  return Promise.all(periods.map((period) => standOf(deps, view, account, { period, today, invoices: byPeriod.get(period) ?? [] })));
}

async function standOf(
  deps: CostDeps,
  view: SiteView,
  account: Account,
  { period, today, invoices }: { period: BillingPeriod; today: string; invoices: readonly Invoice[] },
): Promise<AccountPeriod> {
  const reconciled = await Promise.all(invoices.map((invoice) => reconcileInvoice(deps, view, account, invoice)));
  if (period.from >= today) return { ...period, state: 'ahead', ours: null, reconciled };
  const known = reconciled.find(({ invoice }) => invoice.from === period.from && invoice.to === period.to);
  const isRunning = period.to > today;
  const ours = known?.outcome ?? (await billAccount(deps, view, account, { from: period.from, to: isRunning ? today : period.to }));
  return { ...period, state: stateOf(ours, reconciled, isRunning), ours, reconciled };
}

function stateOf(ours: BillOutcome, reconciled: readonly Reconciliation[], isRunning: boolean): PeriodState {
  if (ours.kind === 'refused') return 'no_bill';
  if (reconciled.length > 0) return reconciled.every(({ causes }) => causes[0]?.kind === 'agrees') ? 'agrees' : 'differs';
  return isRunning ? 'running' : 'no_invoice';
}

/** The period that an invoice lies in for the most part. */
function periodOf(periods: readonly BillingPeriod[], { from, to }: Invoice): BillingPeriod | undefined {
  const overlap = (period: BillingPeriod) => daysBetween(from > period.from ? from : period.from, to < period.to ? to : period.to).length;
  const [best] = periods.toSorted((one, other) => overlap(other) - overlap(one));
  return best && overlap(best) * 2 >= daysBetween(from, to).length ? best : undefined;
}

export function compareYear(periods: readonly AccountPeriod[]): ComparedYear {
  const pairs = periods.flatMap(({ reconciled }) =>
    reconciled.flatMap(({ invoice, outcome }) => (outcome.kind === 'billed' ? [{ ours: outcome.bill.total, theirs: invoice.amount }] : [])),
  );
  const [ours, theirs] = [toMoney(sumOf(pairs.map((pair) => pair.ours))), toMoney(sumOf(pairs.map((pair) => pair.theirs)))];
  return { invoices: pairs.length, ours, theirs, difference: toMoney(exact(theirs).minus(exact(ours))) };
}
