import type { Carrier } from './factor.ts';
import type { Decimal } from './decimal.ts';

/** Rows of the statistics beside the carriers: kWh of the server room, and of photovoltaics. */
export const SUPPLEMENTS = ['data_centre', 'solar'] as const;
export type LedgerRow = Carrier | (typeof SUPPLEMENTS)[number];

/** A line of the month-by-month 台账. Nothing is overwritten: a correction is a reversal and a new line. */
export interface LedgerEntry {
  id: number;
  site: string;
  /** `YYYY-MM`. */
  month: string;
  row: LedgerRow;
  /** In the unit of the carrier; negative in a reversal. */
  amount: Decimal;
  /** Yuan; null: not known, which is not nothing. */
  cost: Decimal | null;
  /** `meters`: closed from the meters; `invoice`; `person`. */
  source: 'meters' | 'invoice' | 'person';
  coverage: number | null;
  note: string;
  /** Id of the line that it takes back. */
  reverses: number | null;
  enteredBy: string;
  enteredAt: number;
}
