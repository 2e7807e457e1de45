import type { Bill, Invoice } from '../../domain/bill.ts';
import type { Decimal } from '../../domain/decimal.ts';

/** What our meters counted, had the utility read on other days. */
export interface ShiftedQuantity {
  /** Days later (earlier when negative) than the invoice says. */
  startDays: number;
  endDays: number;
  quantity: Decimal;
}

/** The two sides of one invoice in numbers. Judgements need no more digits than a float has; differences that are shown are exact. */
export interface Sides {
  invoice: Invoice;
  bill: Bill;
  theirs: { quantity: number; amount: number };
  ours: { quantity: number; amount: number };
  shifted: readonly ShiftedQuantity[];
}
