import type { Bill, BillLine } from '../../domain/bill.ts';
import type { Decimal } from '../../domain/decimal.ts';
import { exact, sumOf, toDecimal, toMoney } from '../../tariffs/exact.ts';

/** Losses of the network between the school's main meter and the party's, as a percentage of its own use and at what that costs. */
export function addLossShare(bill: Bill, percent: Decimal | null): Bill {
  if (percent === null || exact(percent).isZero()) return bill;
  // A rent of a meter has no quantity, and no losses.
  const used = bill.lines.filter(({ quantity }) => quantity !== null);
  const cost = sumOf(used.map(({ amount }) => amount));
  const line: BillLine = {
    code: 'loss_share',
    period: null,
    tier: null,
    tariff: null,
    quantity: toDecimal(exact(bill.quantity).times(percent).div(100)),
    unit: bill.unit,
    price: null,
    amount: toMoney(cost.times(percent).div(100)),
    isEstimated: used.some(({ isEstimated }) => isEstimated),
    note: {
      zh: `自用 ${bill.quantity} ${bill.unit}、${toMoney(cost)} 元的 ${percent} %`,
      en: `${percent} % of the own ${bill.quantity} ${bill.unit} and ${toMoney(cost)} yuan`,
    },
  };
  return withLines(bill, [line]);
}

/** With further lines, and their sum. */
export function withLines(bill: Bill, more: readonly BillLine[]): Bill {
  const lines = [...bill.lines, ...more];
  return { ...bill, lines, total: toMoney(sumOf(lines.map(({ amount }) => amount))) };
}
