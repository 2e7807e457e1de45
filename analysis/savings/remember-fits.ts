import { fitDaily, type FitOutcome } from './fit-daily.ts';

/** A few dozen kilobytes each. */
const MOST_KEPT = 100;

/**
 * `fitDaily` that keeps what came of the baselines of late. It is kept by the days themselves: once a reading, the calendar or the
 * weather of one is corrected, it is another baseline.
 */
export function rememberFits(mostKept = MOST_KEPT): typeof fitDaily {
  const kept = new Map<string, FitOutcome>();
  return (days, options) => {
    const key = JSON.stringify([days, options]);
    const outcome = kept.get(key) ?? fitDaily(days, options);
    kept.delete(key);
    kept.set(key, outcome);
    if (kept.size > mostKept) kept.delete(kept.keys().next().value!);
    return outcome;
  };
}
