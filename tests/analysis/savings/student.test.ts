import { describe, expect, it } from 'vitest';
import { studentQuantile } from '../../../analysis/savings/student.ts';

describe('a quantile of Student’s t', () => {
  // Any printed table of the distribution.
  it.each([
    [0.95, 4, 2.132],
    [0.95, 10, 1.812],
    [0.95, 30, 1.697],
    [0.975, 10, 2.228],
    [0.9, 20, 1.325],
  ])('of %f with %i degrees of freedom is as in the tables: %f', (share, freedom, expected) => {
    expect(studentQuantile(share, freedom) / expected).toBeCloseTo(1, 2);
  });

  it('is refused for a share that nobody asks for', () => {
    expect(() => studentQuantile(0.8, 10)).toThrow('0.9, 0.95, 0.975');
  });
});
