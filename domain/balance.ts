import { sumAmounts } from './interval.ts';
import type { Medium } from './medium.ts';

/** Parent − Σ children as a share of the parent, over a month: outside, a meter lies or one is missing (domain note: −2 … +8 %). */
export const BALANCE_BOUNDS = { lowest: -0.02, highest: 0.08 } as const;
/** With less known than this of one of the meters nothing is said. */
export const BALANCE_COVERAGE = 0.95;

/** Meters that have others of their medium below them, each with those directly below. */
export function familiesOf<M extends { id: string; medium: Medium; parent?: string | undefined }>(
  meters: readonly M[],
): { parent: M; children: M[] }[] {
  return meters.flatMap((parent) => {
    const children = meters.filter((meter) => meter.parent === parent.id && meter.medium === parent.medium);
    return children.length > 0 ? [{ parent, children }] : [];
  });
}

/**
 * `inside` the bounds; `outside`; `partly`: more than the upper bound is missing, but not everything below is metered, as in many
 * a building; `unknown`: too little is known of one of the meters.
 */
export const BALANCE_VERDICTS = ['inside', 'outside', 'partly', 'unknown'] as const;
export type BalanceVerdict = (typeof BALANCE_VERDICTS)[number];

export interface Balance {
  /** Parent − Σ children, kWh or m³. */
  gap: number;
  /** Gap ÷ parent; null where the parent counted nothing. */
  gapShare: number | null;
  isOutside: boolean;
}

/** @param isWhole whether everything that the parent feeds has a meter of its own, as far as is known */
export function verdictOf(balance: Balance | undefined, isWhole: boolean): BalanceVerdict {
  if (!balance) return 'unknown';
  if (!balance.isOutside) return 'inside';
  return isWhole || balance.gap < 0 ? 'outside' : 'partly';
}

/** A parent that counted nothing is outside as soon as its children counted something. */
export function balanceOf(parent: number, children: number): Balance {
  const gap = sumAmounts([parent, -children]) ?? 0;
  const gapShare = parent === 0 ? null : gap / parent;
  const isOutside = gapShare === null ? gap !== 0 : gapShare < BALANCE_BOUNDS.lowest || gapShare > BALANCE_BOUNDS.highest;
  return { gap, gapShare, isOutside };
}
