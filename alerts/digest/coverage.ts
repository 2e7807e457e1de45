import { INTERVAL_MS, type IntervalDay, isCovering } from '../../domain/interval.ts';

/**
 * Share of a stretch that is known, over meters that ever reported.
 *
 * @param days  of these meters; a day that is not there is not known
 * @param count meters
 * @param fromAt and `toAt`: on the grid of 15 minutes
 * @returns null without meters
 */
export function coverageOf(days: readonly IntervalDay[], count: number, fromAt: number, toAt: number): number | null {
  const expected = (count * (toAt - fromAt)) / INTERVAL_MS;
  if (expected <= 0) return null;
  let known = 0;
  for (const { startAt, qualities } of days) {
    const first = Math.max(0, (fromAt - startAt) / INTERVAL_MS);
    const end = Math.min(qualities.length, (toAt - startAt) / INTERVAL_MS);
    for (let index = first; index < end; index++) if (isCovering(qualities[index]!)) known++;
  }
  return known / expected;
}
