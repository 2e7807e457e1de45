/**
 * From register readings to steps: what happened between two successive readings of one meter.
 *
 * A step that cannot be explained has no amount: it is held, shown, and stays out of every sum. So no explanation,
 * right or wrong, makes a negative number or a spike.
 */

export interface RegisterReading {
  at: number;
  /** As the display shows it, before any ratio. */
  value: number;
}

export interface RegisterSpec {
  /** Digits before the decimal point; the register rolls over at 10^digits. */
  digits: number;
  /** Smallest step of the display. */
  resolution: number;
  /** Largest plausible advance per hour, in register units (rating ÷ ratio). Undefined: unknown. */
  maxPerHour?: number | undefined;
}

export const STEP_KINDS = ['normal', 'jitter', 'rollover', 'reset', 'exchange', 'glitch', 'suspicious'] as const;
export type StepKind = (typeof STEP_KINDS)[number];

export interface Step {
  fromAt: number;
  toAt: number;
  /** Register before and after; for a quarantined glitch `to` is the foreign value. */
  from: number;
  to: number;
  kind: StepKind;
  /** Advance in register units; null where it is not known. Never negative. */
  amount: number | null;
}

/** What a person, or an exchange form, said about the step that ends at an instant. */
export interface Explanation {
  toAt: number;
  kind: StepKind;
  /** Exchange only: the old meter's last and the new meter's first register. */
  closing?: number | undefined;
  opening?: number | undefined;
}

/** A tolerance over the rated hourly maximum, for meters that read a little after the rated load (domain note: 1.2 × rating). */
const RATING_MARGIN = 1.2;
/** Backward movement that is the display's own trembling, in resolution steps. */
const JITTER_STEPS = 2;
/** A rollover comes from the last tenth of the register and lands in its first tenth. */
const ROLLOVER_ZONE = 0.1;
/** After a true reset the display starts near zero. */
const RESET_ZONE = 0.02;

/**
 * Classify the steps of one meter.
 *
 * @param readings      ascending by `at`, no two at the same instant, finite values
 * @param explanations  decisions that override the evidence, by the end of their step
 * @returns             steps in order; a quarantined reading yields a `glitch` step and the series goes on around it
 */
export function classifySteps(readings: readonly RegisterReading[], spec: RegisterSpec, explanations: readonly Explanation[] = []): Step[] {
  const explained = new Map(explanations.map((explanation) => [explanation.toAt, explanation]));
  const steps: Step[] = [];
  let last = readings[0];
  if (!last) return steps;
  for (let index = 1; index < readings.length; index++) {
    const next = readings[index]!;
    const decision = explained.get(next.at);
    const step: Step = decision ? decided(last, next, decision, spec) : judged(last, readings, index, spec);
    steps.push(step);
    last = baseAfter(step);
  }
  return steps;
}

/**
 * What the next step is measured from. The series goes on around a glitch; a trembling display does not lower the base,
 * or the way back up would be counted twice.
 */
export function baseAfter(step: Step): RegisterReading {
  if (step.kind === 'glitch') return { at: step.fromAt, value: step.from };
  return { at: step.toAt, value: step.kind === 'jitter' ? step.from : step.to };
}

function judged(last: RegisterReading, readings: readonly RegisterReading[], index: number, spec: RegisterSpec): Step {
  const next = readings[index]!;
  const difference = round(next.value - last.value, spec);
  const step = (kind: StepKind, amount: number | null): Step => ({
    fromAt: last.at,
    toAt: next.at,
    from: last.value,
    to: next.value,
    kind,
    amount,
  });
  if (difference >= 0 && isPlausible(difference, last.at, next.at, spec)) return step('normal', difference);
  if (difference < 0 && difference >= -JITTER_STEPS * spec.resolution) return step('jitter', 0);
  // The reading after tells a foreign value from a change that stays: the series goes on as if it had not come.
  const after = readings[index + 1];
  if (after && continues(last, after, spec) && !continues(next, after, spec)) return step('glitch', null);
  if (difference >= 0) return step('suspicious', null);
  const modulus = 10 ** spec.digits;
  const wrapped = round(next.value + modulus - last.value, spec);
  const wraps = last.value >= modulus * (1 - ROLLOVER_ZONE) && next.value < modulus * ROLLOVER_ZONE;
  if (wraps && isPlausible(wrapped, last.at, next.at, spec)) return step('rollover', wrapped);
  if (after && continues(last, after, spec)) return step('glitch', null);
  const restarts = next.value <= last.value * RESET_ZONE && isPlausible(next.value, last.at, next.at, spec);
  // What was used before the reset and after the last reading is not known; from zero on it is.
  if (restarts && (!after || continues(next, after, spec))) return step('reset', next.value);
  return step('suspicious', null);
}

function decided(last: RegisterReading, next: RegisterReading, decision: Explanation, spec: RegisterSpec): Step {
  const step = { fromAt: last.at, toAt: next.at, from: last.value, to: next.value, kind: decision.kind };
  const known = (amount: number): Step => ({ ...step, amount: Math.max(0, round(amount, spec)) });
  switch (decision.kind) {
    case 'normal':
      return known(next.value - last.value);
    case 'jitter':
      return known(0);
    case 'rollover':
      return known(next.value + 10 ** spec.digits - last.value);
    case 'reset':
      return known(next.value);
    case 'exchange':
      return known((decision.closing ?? last.value) - last.value + next.value - (decision.opening ?? next.value));
    case 'glitch':
    case 'suspicious':
      return { ...step, amount: null };
  }
}

function continues(from: RegisterReading, to: RegisterReading, spec: RegisterSpec): boolean {
  const difference = round(to.value - from.value, spec);
  return difference >= -JITTER_STEPS * spec.resolution && isPlausible(difference, from.at, to.at, spec);
}

/** Two steps of slack: the display is cut, not rounded, at both ends. */
function isPlausible(difference: number, fromAt: number, toAt: number, spec: RegisterSpec): boolean {
  if (spec.maxPerHour === undefined) return difference < 10 ** spec.digits / 2;
  const hours = (toAt - fromAt) / 3_600_000;
  return difference <= spec.maxPerHour * RATING_MARGIN * hours + 2 * spec.resolution;
}

/** Differences of decimal displays, free of binary dust: rounded to a thousandth of the display's step. */
function round(difference: number, spec: RegisterSpec): number {
  const grain = 1000 / spec.resolution;
  return Math.round(difference * grain) / grain;
}
