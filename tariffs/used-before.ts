import type { Decimal } from '../domain/decimal.ts';

/** kWh or m³; `isWhole`: nothing of it is missing or an estimate. Null: not known. Zero and whole where the span begins with the period. */
export type UsedBefore = Record<'month' | 'quarter' | 'year', { amount: Decimal; isWhole: boolean } | null>;

/** First day of the month, quarter or year that a local day lies in. */
export function usedBeforeFrom(day: string, period: keyof UsedBefore): string {
  const [year, month] = [day.slice(0, 4), Number(day.slice(5, 7))];
  if (period === 'year') return `${year}-01-01`;
  const first = period === 'month' ? month : month - ((month - 1) % 3);
  return `${year}-${String(first).padStart(2, '0')}-01`;
}
