import type { Account, BillOutcome } from '../../domain/bill.ts';
import type { SiteView } from '../../consumption/site-view.ts';
import { type BillDeps, billMeters } from './bill-meters.ts';

/** A bill of ours for any span of an account: computed from the intervals as they are known now. @param span local days, half open */
export function billAccount(deps: BillDeps, view: SiteView, account: Account, span: { from: string; to: string }): Promise<BillOutcome> {
  const { medium, meters, assignments, quota } = account;
  return billMeters(deps, view, { ...span, medium, meters, assignments, quota });
}
