import type { QuotaSurcharge, Tiers } from '../domain/tariff.ts';
import { type UsedBefore, usedBeforeFrom } from './used-before.ts';
import { Exact } from './exact.ts';

/** How long tiers or a quota count before they begin again at zero. */
export type CountingBasis = Tiers['basis'] | QuotaSurcharge['period'];

/** Which amount before the span a basis needs; a billing period begins with the span. */
export function usedBeforeKey(basis: CountingBasis): keyof UsedBefore | undefined {
  if (basis === 'billing_period') return undefined;
  return basis === 'calendar_year' ? 'year' : basis;
}

/** First day of the window that a day is counted in. */
export function windowStart(basis: CountingBasis, day: string, spanFrom: string): string {
  const key = usedBeforeKey(basis);
  return key ? usedBeforeFrom(day, key) : spanFrom;
}

/**
 * How much of what was used after `before` falls into each step.
 *
 * @param bounds ascending, included in the lower step; there is one step more
 * @returns      sums to `amount`; negative where the amount is
 */
export function shareBySteps(bounds: readonly Exact[], before: Exact, amount: Exact): Exact[] {
  const after = before.plus(amount);
  return Array.from({ length: bounds.length + 1 }, (_, index) => {
    const low = index === 0 ? undefined : bounds[index - 1];
    const reached = (total: Exact) => {
      const up = bounds[index] && total.gt(bounds[index]) ? bounds[index] : total;
      return low === undefined ? up : Exact.max(up.minus(low), 0);
    };
    return reached(after).minus(reached(before));
  });
}
