import type { Account, Invoice, Reconciliation } from '../../domain/bill.ts';
import { addDays, daysBetween } from '../../domain/local-time.ts';
import type { SiteView } from '../../consumption/site-view.ts';
import { Exact, exact, toDecimal } from '../../tariffs/exact.ts';
import { billAccount } from './bill-account.ts';
import type { BillDeps } from './bill-meters.ts';
import { reconcile } from './reconcile.ts';
import type { ShiftedQuantity } from './sides.ts';

/** A reader who comes later than this is not late but absent. */
const MOST_DAYS = 3;

/** An invoice of an account against what we count for its days. */
export async function reconcileInvoice(deps: BillDeps, view: SiteView, account: Account, invoice: Invoice): Promise<Reconciliation> {
  const [outcome, shifted] = await Promise.all([
    billAccount(deps, view, account, invoice),
    readShifted(deps.records, view, account.meters, invoice),
  ]);
  return reconcile(invoice, outcome, shifted);
}

/** The same with the first, the last or both days of reading moved. A long gap belongs to no day: it moves nothing. */
async function readShifted(
  { intervals }: Pick<BillDeps['records'], 'intervals'>,
  { id, local }: SiteView,
  meters: Account['meters'],
  { from, to }: { from: string; to: string },
): Promise<ShiftedQuantity[]> {
  const ids = [...new Set(meters.map(({ meter }) => meter))];
  const [first, last] = [addDays(from, -MOST_DAYS), addDays(to, MOST_DAYS)];
  const totals = await intervals.totals(id, ids, first, last);
  const held = await intervals.held(id, ids, local.startOfDay(first), local.startOfDay(last));
  const byDay = new Map<string, Exact>();
  let gaps = new Exact(0);
  for (const { meter, share } of meters) {
    for (const { day, total } of totals.filter((one) => one.meter === meter)) {
      byDay.set(day, (byDay.get(day) ?? new Exact(0)).plus(exact(total ?? 0).times(exact(share))));
    }
    for (const gap of held.filter((one) => one.meter === meter)) gaps = gaps.plus(exact(gap.consumption ?? 0).times(exact(share)));
  }
  return shifts().map(({ startDays, endDays }) => {
    const days = daysBetween(addDays(from, startDays), addDays(to, endDays));
    const sum = days.reduce((so, day) => so.plus(byDay.get(day) ?? 0), gaps);
    return { startDays, endDays, quantity: toDecimal(sum) };
  });
}

function shifts(): { startDays: number; endDays: number }[] {
  const days = Array.from({ length: 2 * MOST_DAYS + 1 }, (_, index) => index - MOST_DAYS).filter((day) => day !== 0);
  return days.flatMap((day) => [
    { startDays: day, endDays: day },
    { startDays: day, endDays: 0 },
    { startDays: 0, endDays: day },
  ]);
}
