import type { BillOutcome, Invoice, Reconciliation } from '../../domain/bill.ts';
import type { Decimal } from '../../domain/decimal.ts';
import { exact, toDecimal } from '../../tariffs/exact.ts';
import { amountCauses } from './amount-causes.ts';
import { type Cause, differs, money, percent } from './reconcile-words.ts';
import { quantityCauses } from './quantity-causes.ts';
import type { ShiftedQuantity, Sides } from './sides.ts';

/**
 * An invoice against what we count for the same days, and what may lie behind a difference, the most likely first. Each cause brings the
 * numbers that speak for it: a suggestion of where to look, not a verdict.
 *
 * @param outcome of the invoice's own span
 */
export function reconcile(invoice: Invoice, outcome: BillOutcome, shifted: readonly ShiftedQuantity[]): Reconciliation {
  if (outcome.kind === 'refused') {
    const causes = outcome.troubles.map(({ kind, words }) => ({ kind: kind === 'no_data' ? 'missing_data' : 'unknown', words }) as const);
    return { invoice, outcome, quantityDifference: null, amountDifference: null, causes };
  }
  const { bill } = outcome;
  const numbers = (quantity: Decimal, amount: Decimal) => ({ quantity: Number(quantity), amount: Number(amount) });
  const sides = {
    invoice,
    bill,
    theirs: numbers(invoice.quantity, invoice.amount),
    ours: numbers(bill.quantity, bill.total),
    shifted,
  };
  return {
    invoice,
    outcome,
    quantityDifference: toDecimal(exact(invoice.quantity).minus(exact(bill.quantity))),
    amountDifference: exact(invoice.amount).minus(exact(bill.total)).toFixed(2),
    causes: causesOf(sides).map(({ kind, words }) => ({ kind, words })),
  };
}

function causesOf(sides: Sides): Cause[] {
  const { theirs, ours } = sides;
  if (!differs(theirs.quantity, ours.quantity) && !differs(theirs.amount, ours.amount)) return [agrees(sides)];
  const causes = [...quantityCauses(sides), ...amountCauses(sides)].toSorted((one, other) => other.weight - one.weight);
  return causes.length > 0 ? causes : [unknown(sides)];
}

function agrees({ theirs, ours }: Sides): Cause {
  const [quantity, amount] = [percent(theirs.quantity, ours.quantity), percent(theirs.amount, ours.amount)];
  return {
    kind: 'agrees',
    weight: 1,
    words: { zh: `用量相差 ${quantity}，金额相差 ${amount}，相符`, en: `quantity differs by ${quantity}, amount by ${amount}: they agree` },
  };
}

function unknown({ theirs, ours }: Sides): Cause {
  const [quantity, amount] = [percent(theirs.quantity, ours.quantity), money(theirs.amount - ours.amount)];
  return {
    kind: 'unknown',
    weight: 0,
    words: {
      zh: `用量相差 ${quantity}，金额相差 ${amount}，没有一种常见原因能解释；请核对账单上的起止码和日期`,
      en: `quantity differs by ${quantity}, amount by ${amount}; no usual cause explains it: compare the registers and days on the invoice`,
    },
  };
}
