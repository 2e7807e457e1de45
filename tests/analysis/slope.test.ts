import { describe, expect, it } from 'vitest';
import { slopeThrough } from '../../analysis/slope.ts';

describe('slopeThrough', () => {
  // Anscombe (1973), "Graphs in Statistical Analysis", The American Statistician 27: set I, y = 3.00 + 0.500 x.
  const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
  const y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];

  it('is 0.500 for the first set of Anscombe', () => {
    const fit = slopeThrough(x, y)!;
    expect(fit.slope).toBeCloseTo(0.5001, 4);
    // Residual sum of squares 13.763 (ibid.); about the best line of slope one it is 13.763 + 0.25 × 110.
    expect(fit.unexplained).toBeCloseTo(13.763 / (13.763 + 0.4999 ** 2 * 110), 3);
  });

  it('leaves nothing of a line, and all of what a slope of one explains already', () => {
    expect(slopeThrough([1, 2, 3], [10, 20, 30])).toEqual({ slope: 10, unexplained: expect.closeTo(0, 12), scatter: 2 });
    expect(slopeThrough([1, 2, 3, 4], [5, 8, 7, 8.2])!.unexplained).toBeCloseTo(0.99, 1);
    expect(slopeThrough([2, 2, 2], [1, 2, 3])).toBeUndefined();
    expect(slopeThrough([1, 2, 3], [4, 5, 6])).toBeUndefined();
  });
});
