import type { Decimal } from '../../domain/decimal.ts';
import type { LedgerRow } from '../../domain/energy-ledger.ts';
import { sumOf, toDecimal, toMoney } from '../../tariffs/exact.ts';
import { LEDGER_ROWS } from './ledger-rows.ts';
import type { MonthSum } from './ledger-sums.ts';

/** One row of 公共机构能源资源消费状况 for a quarter or a year. */
export interface FormRow {
  row: LedgerRow;
  /** By month of the period, in order; null: nothing stands in the account. */
  months: readonly { month: string; amount: Decimal | null; cost: Decimal | null; coverage: number | null }[];
  /** Sum of the months that are known; null: of none. */
  amount: Decimal | null;
  /** Null as soon as the cost of one known month is not known. */
  cost: Decimal | null;
  /** Months of which nothing is known, while others are. */
  missing: readonly string[];
}

/**
 * The base form over a period. A row that nobody ever filled in is there, empty: a school without gas says so itself.
 *
 * @param months `YYYY-MM`, ascending
 */
export function toForm(sums: readonly MonthSum[], months: readonly string[]): FormRow[] {
  const byKey = new Map(sums.map((sum) => [`${sum.month} ${sum.row}`, sum]));
  return LEDGER_ROWS.map((row) => {
    const found = months.map((month) => byKey.get(`${month} ${row}`));
    const known = found.filter((sum) => sum !== undefined);
    const costs = known.map(({ cost }) => cost);
    return {
      row,
      months: months.map((month, index) => {
        const { amount = null, cost = null, coverage = null } = found[index] ?? {};
        return { month, amount, cost, coverage };
      }),
      amount: known.length === 0 ? null : toDecimal(sumOf(known.map(({ amount }) => amount))),
      cost: known.length > 0 && costs.every((cost) => cost !== null) ? toMoney(sumOf(costs)) : null,
      missing: known.length === 0 ? [] : months.filter((_, index) => found[index] === undefined),
    };
  });
}

/** Months of `2026`, `2026-Q2` or `2026-05`, ascending. Undefined: none of these. */
export function monthsOfPeriod(period: string): string[] | undefined {
  const [, year, quarter, month] = /^(\d{4})(?:-Q([1-4])|-(0[1-9]|1[0-2]))?$/.exec(period) ?? [];
  if (year === undefined) return undefined;
  const first = quarter === undefined ? Number(month ?? 1) : Number(quarter) * 3 - 2;
  const count = quarter === undefined ? (month === undefined ? 12 : 1) : 3;
  return Array.from({ length: count }, (_, index) => `${year}-${String(first + index).padStart(2, '0')}`);
}

/** The same period a year before. */
export const yearBefore = (period: string): string => `${Number(period.slice(0, 4)) - 1}${period.slice(4)}`;
