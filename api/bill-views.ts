import type { Bill, BillOutcome } from '../domain/bill.ts';
import { type SiteView, toNames } from '../consumption/site-view.ts';
import type { BillView, OutcomeView } from './schemas/bills.ts';

/** A bill as it was computed or stored, with the names that its meters have now. */
export function toBillView(view: SiteView, bill: Bill): BillView {
  return {
    ...bill,
    lines: [...bill.lines],
    meters: bill.meters.map((meter) => ({
      ...meter,
      ...toNames(view.meters.get(meter.meter) ?? { name: meter.meter }),
      steps: [...meter.steps],
    })),
    tariffs: [...bill.tariffs],
    notes: [...bill.notes],
  };
}

export function toOutcomeView(view: SiteView, outcome: BillOutcome): OutcomeView {
  if (outcome.kind === 'billed') return { kind: 'billed', bill: toBillView(view, outcome.bill) };
  return { kind: 'refused', troubles: [...outcome.troubles] };
}
