/** Of the normal distribution, 95 % and 97.5 %: intervals of 90 % and 95 %. */
const NORMAL: Record<number, number> = { 0.9: 1.281552, 0.95: 1.644854, 0.975: 1.959964 };

/**
 * Quantile of Student's t distribution, from that of the normal one.
 *
 * @param freedom from 4 up the error is below 0.3 %
 * @throws RangeError for a share that is not 0.9, 0.95 or 0.975
 * @see Abramowitz & Stegun (1964), 26.7.5
 */
export function studentQuantile(share: number, freedom: number): number {
  const z = NORMAL[share];
  if (z === undefined) throw new RangeError(`no quantile of ${share}; known: ${Object.keys(NORMAL).join(', ')}`);
  const first = (z ** 3 + z) / 4;
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  return z + first / freedom + second / freedom ** 2 + third / freedom ** 3;
}
