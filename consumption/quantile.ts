import { round } from './tally.ts';

/**
 * Quantile with linear interpolation between order statistics.
 *
 * @param share 0 to 1
 * @returns     null without samples
 * @see         Hyndman and Fan (1996), type 7: the default of R and numpy
 */
export function quantile(samples: readonly number[], share: number): number | null {
  const sorted = samples.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)];
  const high = sorted[Math.ceil(place)];
  return low === undefined || high === undefined ? null : round(low + (high - low) * (place - Math.floor(place)));
}
