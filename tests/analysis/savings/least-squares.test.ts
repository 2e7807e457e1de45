import { describe, expect, it } from 'vitest';
import { addRow, productsOf, solve, without } from '../../../analysis/savings/least-squares.ts';

/** Anscombe (1973), first set: intercept 3.0001, slope 0.5001, R² 0.667. */
const X = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
const Y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];

function products(rows: readonly (readonly number[])[], y: readonly number[]) {
  const sums = productsOf(rows[0]!.length);
  rows.forEach((row, index) => addRow(sums, row, y[index]!));
  return sums;
}

describe('least squares', () => {
  it('give the published line of Anscombe’s first set', () => {
    const { coefficients, left, used } = solve(
      products(
        X.map((x) => [1, x]),
        Y,
      ),
      [],
    )!;
    expect(coefficients[0]).toBeCloseTo(3.0001, 4);
    expect(coefficients[1]).toBeCloseTo(0.5001, 4);
    expect(left).toBeCloseTo(13.7627, 3);
    expect(used).toBe(2);
  });

  it('leave a column out whose coefficient would be negative', () => {
    const falling = X.map((x) => [1, -x]);
    const { coefficients, used, inverse } = solve(products(falling, Y), [1])!;
    expect(coefficients).toEqual([expect.closeTo(7.5009, 4), 0]);
    expect(used).toBe(1);
    expect(inverse[1]).toEqual([0, 0]);
  });

  it('say nothing where the rows do not tell the columns apart', () => {
    const twice = X.map((x) => [1, x, 2 * x]);
    expect(solve(products(twice, Y), [])).toBeUndefined();
  });

  it('are the same of some rows as of all without the others', () => {
    const some = without(products([[1], [1], [1]], [1, 2, 9]), products([[1]], [9]));
    expect(some.count).toBe(2);
    expect(solve(some, [])!.coefficients).toEqual([1.5]);
  });
});
