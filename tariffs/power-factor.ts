import type { PowerFactorRule } from '../domain/tariff.ts';
import { Exact } from './exact.ts';

/**
 * Power factor of a month, two decimals, half up: P / √(P² + Q²).
 *
 * @returns null when nothing was used
 */
export function powerFactorOf(activeKwh: Exact, reactiveKvarh: Exact): Exact | null {
  const apparent = activeKwh.pow(2).plus(reactiveKvarh.pow(2)).sqrt();
  return apparent.isZero() ? null : activeKwh.abs().div(apparent).toDecimalPlaces(2, Exact.ROUND_HALF_UP);
}

/** From here on the reward grows no more, hundredths. 0.85: one public code rewards 0.94 by 1.00 %, which breaks its own pattern; by the pattern it is 1.10 %, still to be confirmed. */
const FULL_REWARD_FROM: Record<PowerFactorRule['standard'], number> = { '0.90': 95, '0.85': 94, '0.80': 92 };

/**
 * Percent of the base by (83)水电财字第215号, domain note 2.1: above zero a surcharge, below a reward.
 *
 * Below the standard 0.5 for each hundredth up to 20 of them (10 %), then 1 each up to 25 (15 %), then 2 each. Above it 0.1 for each
 * hundredth up to 0.90, then 0.15 each.
 */
export function powerFactorPercent(standard: PowerFactorRule['standard'], powerFactor: Exact): Exact {
  const reached = powerFactor.times(100).round().toNumber();
  const wanted = Math.round(Number(standard) * 100);
  const short = wanted - reached;
  if (short > 25) return new Exact(15 + 2 * (short - 25));
  if (short > 20) return new Exact(10 + (short - 20));
  if (short >= 0) return new Exact(short).div(2);
  const slow = Math.min(reached, 90) - wanted;
  const fast = Math.max(0, Math.min(reached, FULL_REWARD_FROM[standard]) - 90);
  return new Exact(slow).times('0.1').plus(new Exact(fast).times('0.15')).neg();
}
