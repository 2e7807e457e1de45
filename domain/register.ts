/**
 * From register readings to steps: what happened between two successive readings of one meter.
 *
 * A step that cannot be explained has no amount: it is held, shown, and stays out of every sum. So no explanation,
 * right or wrong, makes a negative number or a spike. What the evidence is worth: docs/decisions/0007-steps-by-evidence.md.
 */
import type { RegisterFacts, RegisterReading, RegisterSpec, StepDecision } from './register-facts.ts';
import {
  advance,
  fallsSoon,
  isInPace,
  isPlausible,
  isSmallFall,
  isTremble,
  modulusOf,
  type Outlook,
  outlook,
  pastLastDigit,
  rounded,
  type Series,
  serialsOver,
  specBetween,
  startsNearZero,
} from './step-evidence.ts';

export * from './register-facts.ts';
export { LOOK_AHEAD } from './step-evidence.ts';

/**
 * `gap`: a plausible advance over a time much longer than the meter's rhythm; its total is known, its spread is not.
 * `exchange`: another meter; without an amount while nobody wrote down the registers. `outage`: into, inside or out of a span
 * in which the meter did not count (declared by a person). `suspicious`: two explanations remain; held out of every sum until
 * later readings or a person decide.
 */
export const STEP_KINDS = ['normal', 'jitter', 'rollover', 'reset', 'exchange', 'glitch', 'gap', 'outage', 'suspicious'] as const;
export type StepKind = (typeof STEP_KINDS)[number];

export interface Step {
  fromAt: number;
  toAt: number;
  /** Register before and after; for a quarantined glitch `to` is the foreign value. */
  from: number;
  to: number;
  kind: StepKind;
  /** Advance in register units; null where it is not known. Negative only where the register is declared to run backwards. */
  amount: number | null;
}

/** A reading that a person stamped at an exchange is good to a quarter of an hour. */
const EXCHANGE_SLACK_MS = 15 * 60_000;

/**
 * Classify the steps of one meter. A step depends on the base before it (`baseAfter`), on its own reading and on the
 * LOOK_AHEAD readings after it, and on nothing else: so a series can be taken up anywhere.
 *
 * @param readings ascending by `at`, no two at the same instant, finite values
 * @returns        steps in order; a quarantined reading yields a `glitch` step and the series goes on around it
 */
export function classifySteps(readings: readonly RegisterReading[], facts: RegisterFacts): Step[] {
  const series: Series = { readings, facts, fallAt: 0 };
  const steps: Step[] = [];
  let last = readings[0];
  if (!last) return steps;
  for (let index = 1; index < readings.length; index++) {
    const step = stepTo(series, last, index);
    steps.push(step);
    last = step.kind === 'normal' ? readings[index]! : baseAfter(step);
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

/** What people said comes first, then the serial numbers, then the registers. */
function stepTo(series: Series, last: RegisterReading, index: number): Step {
  const { facts } = series;
  const next = series.readings[index]!;
  const decision = facts.decisions.get(next.at);
  if (decision) return decided(facts, last, next, decision);
  if (isOut(facts, last.at, next.at)) return stepOf(last, next, 'outage', null);
  if (facts.exchanges.length > 0) {
    const crossed = exchangesIn(facts, last, next);
    if (crossed.length > 0) return exchanged(series, last, index, crossed);
  }
  const serial = serialsOver(series, last, index);
  if (serial !== 'same') return stepOf(last, next, serial === 'returns' ? 'glitch' : 'exchange', null);
  return judged(series, last, index);
}

const stepOf = (last: RegisterReading, next: RegisterReading, kind: StepKind, amount: number | null): Step => ({
  fromAt: last.at,
  toAt: next.at,
  from: last.value,
  to: next.value,
  kind,
  amount,
});

function isOut({ outages }: RegisterFacts, fromAt: number, toAt: number): boolean {
  for (const outage of outages) if (fromAt < outage.toAt && toAt > outage.fromAt) return true;
  return false;
}

/** The amount that a decision gives a step; null where it gives none, or cannot hold. */
export function amountIf(decision: StepDecision, facts: RegisterFacts, last: RegisterReading, next: RegisterReading): number | null {
  const spec = specBetween(facts, last, next);
  const difference = rounded(next.value - last.value, spec);
  switch (decision) {
    case 'normal':
      if (difference >= 0 || facts.falls === 'net') return difference;
      return isTremble(difference, spec) ? 0 : null;
    case 'rollover':
      return Math.max(0, rounded(difference + modulusOf(spec), spec));
    case 'reset':
      return Math.max(0, next.value);
    case 'glitch':
    case 'unknown':
      return null;
  }
}

function decided(facts: RegisterFacts, last: RegisterReading, next: RegisterReading, decision: StepDecision): Step {
  if (decision === 'glitch') return stepOf(last, next, 'glitch', null);
  const amount = amountIf(decision, facts, last, next);
  if (amount === null || decision === 'unknown') return stepOf(last, next, 'suspicious', null);
  if (decision !== 'normal') return stepOf(last, next, decision, amount);
  const falls = next.value < last.value && facts.falls !== 'net';
  return stepOf(last, next, falls ? 'jitter' : risen(facts, last, next), amount);
}

const risen = ({ gapMs }: RegisterFacts, last: RegisterReading, next: RegisterReading): StepKind =>
  next.at - last.at > gapMs ? 'gap' : 'normal';

/** A piece of a step on one meter: what was used is the difference of its registers. */
export interface StepPiece {
  from: RegisterReading;
  to: RegisterReading;
}

/** The pieces of a step that has an amount: one, or more over exchanges (up to each closing register, from each opening one). */
export function stepPieces(facts: RegisterFacts, { fromAt, from, toAt, to, kind }: Step): StepPiece[] {
  const last = { at: fromAt, value: from };
  const next = { at: toAt, value: to };
  if (kind === 'exchange') return exchangePieces(facts, last, next);
  if (kind === 'jitter') return [{ from: last, to: { at: toAt, value: from } }];
  if (kind === 'rollover') return [{ from: last, to: { at: toAt, value: to + modulusOf(specBetween(facts, last, next)) } }];
  return [{ from: kind === 'reset' ? { at: fromAt, value: 0 } : last, to: next }];
}

function exchangePieces(facts: RegisterFacts, last: RegisterReading, next: RegisterReading): StepPiece[] {
  const pieces: StepPiece[] = [];
  let from = last;
  for (const { at, closing, opening } of exchangesIn(facts, last, next)) {
    pieces.push(onOneMeter(facts, from, { at, value: closing }));
    from = { at, value: opening };
  }
  return [...pieces, onOneMeter(facts, from, next)];
}

function onOneMeter(facts: RegisterFacts, from: RegisterReading, to: RegisterReading): StepPiece {
  if (to.value >= from.value || facts.falls === 'net') return { from, to };
  const spec = specBetween(facts, to, to);
  const isJitter = isTremble(rounded(to.value - from.value, spec), spec);
  return { from, to: { at: to.at, value: isJitter ? from.value : to.value + modulusOf(spec) } };
}

/** The exchanges between two readings. A reading at the very instant belongs to the meter whose register is nearer. */
function exchangesIn({ exchanges }: RegisterFacts, last: RegisterReading, next: RegisterReading): RegisterFacts['exchanges'] {
  if (!exchanges.some(({ at }) => at >= last.at && at <= next.at)) return [];
  return exchanges.filter(({ at, closing, opening }) => {
    const isOld = (reading: RegisterReading) =>
      reading.at < at || (reading.at === at && Math.abs(reading.value - closing) < Math.abs(reading.value - opening));
    return isOld(last) && !isOld(next);
  });
}

/** Without an amount when the registers that were written down do not fit the readings around them. */
function exchanged(series: Series, last: RegisterReading, index: number, crossed: RegisterFacts['exchanges']): Step {
  const { facts } = series;
  const next = series.readings[index]!;
  let amount = 0;
  let from = last;
  for (const { at, closing, opening } of crossed) {
    const used = advance(facts.falls, from, { at: at + EXCHANGE_SLACK_MS, value: closing }, specBetween(facts, from, from));
    if (used === undefined) return stepOf(last, next, 'suspicious', null);
    amount += used;
    from = { at: at - EXCHANGE_SLACK_MS, value: opening };
  }
  // As if the new meter had been read at the exchange.
  const since = judged(series, from, index);
  if (since.kind === 'glitch') return stepOf(last, next, 'glitch', null);
  if (since.amount === null || since.kind === 'reset') return stepOf(last, next, 'suspicious', null);
  return stepOf(last, next, 'exchange', rounded(amount + since.amount, specBetween(facts, next, next)));
}

/** By the evidence of the registers alone. */
function judged(series: Series, last: RegisterReading, index: number): Step {
  const { readings, facts } = series;
  const next = readings[index]!;
  const spec = specBetween(facts, last, next);
  const used = advance(facts.falls, last, next, spec);
  const fell = next.value < last.value && facts.falls !== 'net';
  if (fell && used !== undefined) return stepOf(last, next, 'jitter', 0);
  const isSettled = used !== undefined && (facts.falls === 'net' || !fallsSoon(series, index));
  if (isSettled) return stepOf(last, next, risen(facts, last, next), used);
  const seen = outlook(series, last, index, spec);
  if (seen.returns) return stepOf(last, next, 'glitch', null);
  if (used !== undefined) return stepOf(last, next, risen(facts, last, next), used);
  return fell ? fallen(facts, last, next, spec, seen) : stepOf(last, next, 'suspicious', null);
}

/** The register fell and does not come back. */
function fallen(facts: RegisterFacts, last: RegisterReading, next: RegisterReading, spec: RegisterSpec, seen: Outlook): Step {
  const past = pastLastDigit(last, next, spec);
  if (past !== undefined) return stepOf(last, next, 'rollover', past);
  // What was used before the reset and after the last reading is not known; from zero on it is.
  const isReset =
    facts.falls === 'restart'
      ? !isSmallFall(last.value, next.value)
      : startsNearZero(last.value, next.value) && seen.goesOn && isUsual(last, next, spec, seen);
  const isKnown = isReset && isPlausible(next.value, last.at, next.at, spec);
  return stepOf(last, next, isKnown ? 'reset' : 'suspicious', isKnown ? next.value : null);
}

/** Without a rating the readings after have to tell how much is plausible. */
function isUsual(last: RegisterReading, next: RegisterReading, spec: RegisterSpec, { steepest }: Outlook): boolean {
  return spec.maxPerHour !== undefined || steepest === 0 || isInPace(next.value, next.at - last.at, steepest, spec);
}
