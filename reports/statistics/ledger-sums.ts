import type { Decimal } from '../../domain/decimal.ts';
import type { LedgerEntry, LedgerRow } from '../../domain/energy-ledger.ts';
import { groupBy } from '../../domain/group-by.ts';
import { sumOf, toDecimal, toMoney } from '../../tariffs/exact.ts';

/** What stands in the account for one row and month. */
export interface MonthSum {
  month: string;
  row: LedgerRow;
  amount: Decimal;
  /** Null: at least one line that stands has no cost, so the sum is not known. */
  cost: Decimal | null;
  /** Smallest of the lines that stand; null: none was measured. */
  coverage: number | null;
  sources: readonly LedgerEntry['source'][];
  /** Lines that stand: neither reversed nor a reversal. */
  standing: readonly LedgerEntry[];
}

/** Entries by month and row, reversals taken off. A month and row of which no line stands is not there: nobody knows it. */
export function sumEntries(entries: readonly LedgerEntry[]): MonthSum[] {
  const reversed = new Set(entries.flatMap(({ reverses }) => reverses ?? []));
  const standing = entries.filter(({ id, reverses }) => reverses === null && !reversed.has(id));
  return [...groupBy(standing, ({ month, row }) => `${month} ${row}`).values()].map(toSum);
}

function toSum(standing: readonly LedgerEntry[]): MonthSum {
  const { month, row } = standing[0]!;
  const costs = standing.map(({ cost }) => cost);
  const coverages = standing.flatMap(({ coverage }) => coverage ?? []);
  return {
    month,
    row,
    amount: toDecimal(sumOf(standing.map(({ amount }) => amount))),
    cost: costs.every((cost) => cost !== null) ? toMoney(sumOf(costs)) : null,
    coverage: coverages.length === 0 ? null : Math.min(...coverages),
    sources: [...new Set(standing.map(({ source }) => source))],
    standing,
  };
}
