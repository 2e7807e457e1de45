import { robustSigma } from '../health-detector.ts';
import { median } from '../standby.ts';

/** What one night was worth to a rule: a mean power, a mean flow. Unit as the rule has it. */
export interface NightValue {
  /** Local day of its evening. */
  night: string;
  /** When the stretch began that the value is of. */
  fromAt: number;
  value: number;
  /** The rule spoke of it: a fault that goes on must not become its own usual. */
  isFlagged?: boolean | undefined;
}

/** From which earlier nights the usual is learned. */
export interface Learning {
  /** Nights of another type are of another kind: teaching, Friday and Saturday, vacation, holiday. */
  typeOf(night: string): string;
  /** The newest ones, at most. */
  most: number;
  /** Nothing that began before the last of these which is not later than the judged night counts. Ascending. */
  changedAt: readonly number[];
}

/**
 * The nights before one that are like it, newest first: same night type, good, after the last change.
 *
 * @param earlier ascending; those from the judged night on are passed over. It reaches back as far as the rule looks.
 * @param judged  the night that they are compared with; `fromAt` is its own beginning
 */
export function nightsLike<N extends Omit<NightValue, 'value'>>(
  earlier: readonly N[],
  judged: Pick<NightValue, 'night' | 'fromAt'>,
  learning: Learning,
): N[] {
  const type = learning.typeOf(judged.night);
  const changedAt = learning.changedAt.findLast((at) => at <= judged.fromAt) ?? Number.NEGATIVE_INFINITY;
  const alike: N[] = [];
  for (let index = earlier.length - 1; index >= 0 && alike.length < learning.most; index--) {
    const one = earlier[index]!;
    if (one.night >= judged.night) continue;
    if (one.fromAt < changedAt) break;
    if (!one.isFlagged && learning.typeOf(one.night) === type) alike.push(one);
  }
  return alike;
}

/** Their values. */
export function alikeNights(earlier: readonly NightValue[], judged: Pick<NightValue, 'night' | 'fromAt'>, learning: Learning): number[] {
  return nightsLike(earlier, judged, learning).map(({ value }) => value);
}

/** What is usual in one type of night. Unit of the values. */
export interface NightLevel {
  median: number;
  /** Robust spread, never below half a quantum: behind coarse pulses most nights are equal and their spread would be zero. */
  sigma: number;
  /** Nights behind it. */
  nights: number;
}

/**
 * Median and robust spread: σ = max(1.4826 × MAD, ½ quantum).
 *
 * @param quantum   smallest difference that the meter can show in such a value, same unit (a 10 L pulse over 3 h: 3.3 L/h)
 * @param minNights below this nothing is usual yet (cold start: 10 valid nights of a night type)
 * @returns         undefined for too few nights
 * @see             Iglewicz & Hoaglin (1993) for the robust z of 3.5; the floor is our own check of quantised nights (domain note 5.2)
 */
export function nightLevel(
  values: readonly number[],
  { quantum, minNights }: { quantum: number; minNights: number },
): NightLevel | undefined {
  const middle = median(values);
  if (middle === undefined || values.length < minNights) return undefined;
  return { median: middle, sigma: Math.max(robustSigma(values, middle), quantum / 2), nights: values.length };
}

/**
 * The line above which a night is not usual: median + max(k × σ, floor, 2 quanta).
 *
 * @param floor least excess that is worth a word, same unit (0.5 kW, 5 L/h)
 */
export function nightLimit(level: NightLevel, { k, floor, quantum }: { k: number; floor: number; quantum: number }): number {
  return level.median + Math.max(k * level.sigma, floor, 2 * quantum);
}
