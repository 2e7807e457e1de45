import type { RateAnswer } from '../../api/schemas/consumption.ts';
import { INTERVAL_MS, QUALITIES, type Quality } from '../../domain/interval.ts';

/** How the quarter hours of a span are known, the most frequent first. Those to come do not count. */
export function countQualities(intervals: RateAnswer['intervals'], now: number): { quality: Quality; count: number; share: number }[] {
  const past = intervals.filter(({ at }) => at + INTERVAL_MS <= now);
  return QUALITIES.map((quality) => ({ quality, count: past.filter((one) => one.quality === quality).length }))
    .filter(({ count }) => count > 0)
    .map(({ quality, count }) => ({ quality, count, share: count / past.length }))
    .toSorted((one, other) => other.count - one.count);
}
