import type { SiteView } from '../../consumption/site-view.ts';
import type { LedgerEntry } from '../../domain/energy-ledger.ts';
import type { EnergyLedger } from '../../store/report-ports.ts';
import { closeMonth } from './close-month.ts';
import { type AmountDeps, monthAmounts } from './month-amounts.ts';

export type CloseDeps = AmountDeps & { records: AmountDeps['records'] & { energyLedger: EnergyLedger } };

/**
 * Write what the meters counted in a month into the account; once it stands there, only what differs, as reversal and new line.
 *
 * @returns the lines that were added
 */
export async function closeLedger(deps: CloseDeps, view: SiteView, month: string, by: string): Promise<LedgerEntry[]> {
  const { energyLedger } = deps.records;
  const amounts = await monthAmounts(deps, view, month);
  const standing = await energyLedger.entries(view.id, month, month);
  const added = closeMonth(standing, amounts, { site: view.id, month, by, at: deps.now() });
  return added.length === 0 ? [] : energyLedger.add(added);
}
