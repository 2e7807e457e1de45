import type { Account, BillOutcome, Invoice, Reconciliation } from '../domain/bill.ts';
import type { TariffRevision } from '../domain/tariff.ts';
import { type AccountPeriod, compareYear } from '../reports/bills/account-year.ts';
import { type SiteView, toNames } from '../consumption/site-view.ts';
import type { AccountList, AccountView, InvoiceView, PeriodView, ReconciliationView, YearAnswer } from './schemas/accounts.ts';

export function toAccountView(view: SiteView, account: Account, tariffs: readonly TariffRevision[]): AccountView {
  const { id, name, medium, utilityNo, meters, assignments, billingDay, quota, endedAt } = account;
  return {
    id,
    name,
    medium,
    utilityNo,
    meters: meters.map(({ meter, share }) => ({ ...toNames(view.meters.get(meter) ?? { name: meter }), meter, share })),
    assignments: assignments.map(({ from, tariff }) => {
      const newest = tariffs.findLast((one) => one.tariff.id === tariff)?.tariff;
      return { from, tariff, called: newest ? toNames(newest) : null };
    }),
    billingDay,
    quota,
    endedAt,
  };
}

/** Each tariff once, as its newest version is called. */
export function toTariffChoices(tariffs: readonly TariffRevision[]): AccountList['tariffs'] {
  const newest = new Map(tariffs.map(({ tariff }) => [tariff.id, tariff]));
  return [...newest.values()].map((tariff) => ({
    id: tariff.id,
    ...toNames(tariff),
    medium: tariff.medium,
    isExample: tariff.isExample ?? false,
  }));
}

export function toInvoiceView({ site: _, ...invoice }: Invoice): InvoiceView {
  return invoice;
}

export function toYearAnswer(account: AccountView, year: number, periods: readonly AccountPeriod[]): YearAnswer {
  return { account, year, periods: periods.map(toPeriodView), compared: compareYear(periods) };
}

function toPeriodView({ month, from, to, state, ours, reconciled }: AccountPeriod): PeriodView {
  return {
    month,
    from,
    to,
    state,
    ours: ours && toOurs(ours),
    troubles: ours?.kind === 'refused' ? ours.troubles.map(({ words }) => words) : [],
    reconciled: reconciled.map(toReconciliationView),
  };
}

function toReconciliationView({ invoice, outcome, quantityDifference, amountDifference, causes }: Reconciliation): ReconciliationView {
  return { invoice: toInvoiceView(invoice), ours: toOurs(outcome), quantityDifference, amountDifference, causes: [...causes] };
}

function toOurs(outcome: BillOutcome): PeriodView['ours'] {
  if (outcome.kind === 'refused') return null;
  const { quantity, unit, total, coverage, estimated, tariffs } = outcome.bill;
  return { quantity, unit, total, coverage, estimated, isExample: tariffs.some(({ isExample }) => isExample) };
}
