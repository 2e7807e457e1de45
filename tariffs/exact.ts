import { Decimal as Exact } from 'decimal.js';
import type { Decimal } from '../domain/decimal.ts';

/** Forty digits: far more than any bill has, so that only what is rounded on purpose is rounded. */
Exact.set({ precision: 40, rounding: Exact.ROUND_HALF_UP });

export { Exact };

/** @param value decimal text, or an amount of whole grains (domain/interval.ts), whose shortest form is exact */
export const exact = (value: Decimal | number): Exact => new Exact(value);

/** Without an exponent and without zeros at the end. */
export const toDecimal = (value: Exact): Decimal => value.toFixed();

/** Yuan: two decimals, half up. */
export const toMoney = (value: Exact): Decimal => value.toFixed(2, Exact.ROUND_HALF_UP);

export const sumOf = (values: Iterable<Decimal>): Exact => {
  let sum = new Exact(0);
  for (const value of values) sum = sum.plus(value);
  return sum;
};
