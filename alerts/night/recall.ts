import type { SpotCheck } from '../../domain/round.ts';

export interface Recall {
  /** Share of the rooms left on that stood on the lists; null: too few were looked at. */
  value: number | null;
  /** No worse than this, with 95 % confidence about the spot checks. */
  low: number | null;
  checked: number;
  foundOn: number;
}

/** Fewer rooms say nothing. */
const MIN_CHECKED = 10;
/** 95 %, two-sided. */
const Z = 1.96;

/**
 * What the lists missed, from random rooms that were on no list: the share of those found on, taken for all rooms that were on
 * no list in these nights.
 *
 * @param listedOn rooms of the lists that were on by the guard's word
 * @param unlisted room-nights on no list, among rooms that a spot check may pick
 * @see Wilson, E. B. (1927): probable inference; the interval of a share also where few or none were found
 * @example 20 looked at, 1 found on, 900 unlisted, 60 listed and on → 60 / (60 + 45) = 0.57
 */
export function recallOf(checks: readonly SpotCheck[], listedOn: number, unlisted: number): Recall {
  const looked = checks.filter(({ result }) => result !== null && result !== 'no_access');
  const foundOn = looked.filter(({ result }) => result !== 'all_off').length;
  const checked = looked.length;
  if (checked < MIN_CHECKED) return { value: null, low: null, checked, foundOn };
  const recallWith = (missedShare: number) => {
    const missed = missedShare * unlisted;
    return listedOn + missed > 0 ? listedOn / (listedOn + missed) : null;
  };
  return { value: recallWith(foundOn / checked), low: recallWith(wilsonHigh(foundOn, checked)), checked, foundOn };
}

/** Upper end of Wilson's interval for a share. @example wilsonHigh(0, 10) // 0.278 */
export function wilsonHigh(hits: number, count: number): number {
  const share = hits / count;
  const z2 = Z * Z;
  const middle = share + z2 / (2 * count);
  const half = Z * Math.sqrt((share * (1 - share)) / count + z2 / (4 * count * count));
  return (middle + half) / (1 + z2 / count);
}
