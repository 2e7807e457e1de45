import type { BillQuestion } from './bill-question.ts';
import { type CountingBasis, usedBeforeKey, windowStart } from './counting-windows.ts';
import { type Exact, exact } from './exact.ts';
import type { StretchUse } from './metered-use.ts';

/** What was counted in a window before something; `isWhole`: none of it is missing or an estimate. */
export interface Counted {
  amount: Exact;
  isWhole: boolean;
}

/**
 * What tiers or a quota of a basis had counted when a stretch began: what was used in the window before the span, and the stretches of
 * the span before it.
 *
 * @returns null where the use before the span is not known
 */
export function countBefore(
  question: BillQuestion,
  uses: readonly StretchUse[],
  stretch: StretchUse,
  basis: CountingBasis,
): Counted | null {
  const start = windowStart(basis, stretch.from, question.from);
  const key = usedBeforeKey(basis);
  const known = key && start < question.from ? question.usedBefore[key] : { amount: '0', isWhole: true };
  if (!known) return null;
  const counted: Counted = { amount: exact(known.amount), isWhole: known.isWhole };
  for (const { from, periods } of uses) {
    if (from < start || from >= stretch.from) continue;
    for (const { amount, isEstimated } of periods) {
      counted.amount = counted.amount.plus(amount);
      counted.isWhole &&= !isEstimated;
    }
  }
  return counted;
}
