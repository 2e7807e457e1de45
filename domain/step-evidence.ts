import type { RegisterFacts, RegisterReading, RegisterSpec } from './register-facts.ts';

/** So many readings after a step are asked what they go on from. */
export const LOOK_AHEAD = 12;
/** A tolerance over the rated hourly maximum, for meters that read a little after the rated load (domain note: 1.2 × rating). */
const RATING_MARGIN = 1.2;
/** Backward movement that is the display's own trembling, in resolution steps. */
const JITTER_STEPS = 2;
/** A rollover comes from the last tenth of the register and lands in its first tenth. */
const ROLLOVER_ZONE = 0.1;
/** After a true reset the display starts near zero. */
const RESET_ZONE = 0.02;
/** A fall of less than this share is a stale reading rather than a register that began again. */
const SMALL_FALL = 0.1;
/** A leap so many times as steep as everything around it is no consumption. */
const LEAP = 10;
const HOUR_MS = 3_600_000;

/** Readings under explanation. */
export interface Series {
  readings: readonly RegisterReading[];
  facts: RegisterFacts;
  /** Index of the first fall behind the step at hand, as far as it was looked for. */
  fallAt: number;
}

/** What holds for a step: the register of its end, and the larger rating of both ends. */
export function specBetween({ specs }: RegisterFacts, from: RegisterReading, to: RegisterReading): RegisterSpec {
  if (specs.length === 1) return specs[0]!;
  const spec = specAt(specs, to.at);
  const before = specAt(specs, from.at).maxPerHour;
  if (spec.maxPerHour === undefined || before === undefined || before <= spec.maxPerHour) return spec;
  return { ...spec, maxPerHour: before };
}

function specAt(specs: RegisterFacts['specs'], at: number): RegisterSpec {
  let known = specs[0]!;
  for (const spec of specs) if (spec.fromAt <= at) known = spec;
  return known;
}

/** Differences of decimal displays, free of binary dust: rounded to a thousandth of the display's step. */
export function rounded(difference: number, { resolution }: RegisterSpec): number {
  const grain = 1000 / resolution;
  return Math.round(difference * grain) / grain;
}

export const modulusOf = (spec: RegisterSpec) => 10 ** spec.digits;
export const isNearLastDigit = (value: number, spec: RegisterSpec) => value >= modulusOf(spec) * (1 - ROLLOVER_ZONE);
const slackOf = (spec: RegisterSpec) => JITTER_STEPS * spec.resolution;

export const isTremble = (difference: number, spec: RegisterSpec) => difference < 0 && difference >= -slackOf(spec);
export const isSmallFall = (from: number, to: number) => to >= from * (1 - SMALL_FALL);
export const startsNearZero = (from: number, to: number) => to <= from * RESET_ZONE;

/** Two steps of slack: the display is cut, not rounded, at both ends. */
export function isPlausible(difference: number, fromAt: number, toAt: number, spec: RegisterSpec): boolean {
  if (spec.maxPerHour === undefined) return difference < modulusOf(spec) / 2;
  return difference <= spec.maxPerHour * RATING_MARGIN * ((toAt - fromAt) / HOUR_MS) + slackOf(spec);
}

/**
 * How far a register went from one reading to another that goes on from it; undefined when it does not. The display may
 * tremble; a counter that begins again after every restart (`restart`) does not, when it loses a good part of what it showed.
 */
export function advance(falls: RegisterFacts['falls'], from: RegisterReading, to: RegisterReading, spec: RegisterSpec): number | undefined {
  const difference = rounded(to.value - from.value, spec);
  const size = falls === 'net' ? Math.abs(difference) : difference;
  if (size >= 0) return isPlausible(size, from.at, to.at, spec) ? difference : undefined;
  return isTremble(difference, spec) && (falls !== 'restart' || isSmallFall(from.value, to.value)) ? 0 : undefined;
}

/** How far it went when it fell because it went past its last digit; undefined when it did not. */
export function pastLastDigit(from: RegisterReading, to: RegisterReading, spec: RegisterSpec): number | undefined {
  const modulus = modulusOf(spec);
  if (!isNearLastDigit(from.value, spec) || to.value >= modulus * ROLLOVER_ZONE) return undefined;
  const used = rounded(to.value + modulus - from.value, spec);
  return isPlausible(used, from.at, to.at, spec) ? used : undefined;
}

/** Whether the register falls in one of the next readings: only then there is a reason to doubt a rise. */
export function fallsSoon(series: Series, index: number): boolean {
  const { readings, facts } = series;
  if (series.fallAt <= index) {
    let at = index + 1;
    while (at < readings.length && !falls(facts, readings[at - 1]!, readings[at]!)) at++;
    series.fallAt = at;
  }
  return series.fallAt < readings.length && series.fallAt <= index + LOOK_AHEAD;
}

const falls = (facts: RegisterFacts, from: RegisterReading, to: RegisterReading) =>
  to.value < from.value && to.value < from.value - slackOf(specBetween(facts, from, to));

/** What the readings after a step say about it. */
export interface Outlook {
  /** They go on from the reading before the step, not from the one that ends it; nothing else explains them. */
  returns: boolean;
  /** They may go on from the reading before the step. */
  mayReturn: boolean;
  /** They go on from the one that ends it, or there are none. */
  goesOn: boolean;
  /** Steepest rise among them, register units per ms. */
  steepest: number;
}

/**
 * Two tracks: the old one goes on from the reading before the step, the fresh one from the reading that ends it. Each of the
 * readings after joins the track whose end it is nearer to. A foreign or stale run is one from which the series came back:
 * its last reading is on the old track again, or the tracks take turns as two meters on one channel do.
 */
export function outlook(series: Series, last: RegisterReading, index: number, spec: RegisterSpec): Outlook {
  const { readings, facts } = series;
  const next = readings[index]!;
  const isRise = next.value >= last.value;
  let [old, fresh] = [last, next];
  let [returned, stayed, others] = [0, 1, 0];
  let endsOld = false;
  let steepest = 0;
  // What is not possible if all readings belong to one meter: the way up to the foreign run, or the way up out of it.
  let leap: RegisterReading[] = isRise ? [last, next] : [];
  for (let at = index + 1; at <= index + LOOK_AHEAD && at < readings.length; at++) {
    const reading = readings[at]!;
    if (breaksAt(facts, readings[at - 1]!, reading)) break;
    if (isSetAside(facts, next, reading)) continue;
    const fromOld = advance(facts.falls, old, reading, spec);
    const fromFresh = advance(facts.falls, fresh, reading, spec);
    if (fromOld === undefined && fromFresh === undefined) {
      others++;
      continue;
    }
    endsOld = fromFresh === undefined || (fromOld !== undefined && Math.abs(fromOld) < Math.abs(fromFresh));
    if (endsOld) {
      if (leap.length === 0) leap = [fresh, reading];
      steepest = Math.max(steepest, steepness(old, reading));
      old = higher(old, reading, facts);
      returned++;
    } else {
      steepest = Math.max(steepest, steepness(fresh, reading));
      fresh = higher(fresh, reading, facts);
      stayed++;
    }
  }
  const used = advance(facts.falls, last, next, spec);
  const isClear = isRise || facts.falls === 'net' ? used === undefined : isSmallFall(last.value, next.value);
  const cameBack = returned > 0 && (endsOld || 3 * returned >= stayed);
  return {
    returns: cameBack && (isClear || isLeap(leap, steepest, spec)),
    mayReturn: cameBack,
    goesOn: stayed > 1 || returned + others === 0,
    steepest,
  };
}

const steepness = (from: RegisterReading, to: RegisterReading) => Math.abs(to.value - from.value) / (to.at - from.at);

/** A trembling display does not lower a track. */
function higher(track: RegisterReading, reading: RegisterReading, { falls: rule }: RegisterFacts): RegisterReading {
  return rule !== 'net' && reading.value < track.value ? { at: reading.at, value: track.value } : reading;
}

function isLeap([from, to]: readonly RegisterReading[], steepest: number, spec: RegisterSpec): boolean {
  if (!from || !to) return false;
  const size = to.value - from.value;
  return !isPlausible(size, from.at, to.at, spec) || !isInPace(size, to.at - from.at, steepest, spec);
}

/** Not much steeper than what the readings after a step show. */
export function isInPace(size: number, ms: number, steepest: number, spec: RegisterSpec): boolean {
  return size <= LEAP * steepest * ms + slackOf(spec);
}

/** Somebody said that the series begins anew here: what comes after says nothing about what was before. */
function breaksAt({ decisions, exchanges, outages }: RegisterFacts, from: RegisterReading, to: RegisterReading): boolean {
  const decision = decisions.get(to.at);
  if (decision !== undefined && decision !== 'glitch') return true;
  return exchanges.some(({ at }) => at > from.at && at <= to.at) || outages.some(({ fromAt, toAt }) => from.at < toAt && to.at > fromAt);
}

/** A reading that is known not to belong to the meter of the reading at hand. */
function isSetAside({ decisions, serials }: RegisterFacts, next: RegisterReading, reading: RegisterReading): boolean {
  if (decisions.get(reading.at) === 'glitch') return true;
  return serials.length > 1 && differ(serialAt(serials, next.at), serialAt(serials, reading.at));
}

/** Whether the serial numbers of two instants are known, and which they are. */
export function serialsOf({ serials }: RegisterFacts, fromAt: number, toAt: number): 'unknown' | 'same' | 'changed' {
  const [from, to] = [serialAt(serials, fromAt), serialAt(serials, toAt)];
  if (from === undefined || to === undefined) return 'unknown';
  return from === to ? 'same' : 'changed';
}

const differ = (a: string | undefined, b: string | undefined) => a !== undefined && b !== undefined && a !== b;

/**
 * Whether the serial numbers say that a step leads to another meter (`changed`), or to a single foreign reading after which the
 * old meter is back (`returns`).
 */
export function serialsOver({ readings, facts }: Series, last: RegisterReading, index: number): 'same' | 'changed' | 'returns' {
  if (facts.serials.length < 2) return 'same';
  const before = serialAt(facts.serials, last.at);
  if (!differ(before, serialAt(facts.serials, readings[index]!.at))) return 'same';
  for (let at = index + 1; at <= index + LOOK_AHEAD && at < readings.length; at++) {
    if (breaksAt(facts, readings[at - 1]!, readings[at]!)) break;
    if (serialAt(facts.serials, readings[at]!.at) === before) return 'returns';
  }
  return 'changed';
}

/**
 * The serial number in force: the span around the instant, the innermost where one lies in the other; else the one that was
 * seen last. Undefined where two overlap, and before the first.
 */
function serialAt(serials: RegisterFacts['serials'], at: number): string | undefined {
  let inside: RegisterFacts['serials'][number] | undefined;
  let before: RegisterFacts['serials'][number] | undefined;
  let isClear = true;
  for (const span of serials) {
    if (span.firstAt > at) continue;
    if (span.lastAt < at) {
      if (!before || span.lastAt > before.lastAt) before = span;
    } else if (!inside || (span.firstAt >= inside.firstAt && span.lastAt <= inside.lastAt)) {
      inside = span;
    } else if (span.firstAt > inside.firstAt || span.lastAt < inside.lastAt) {
      isClear = false;
    }
  }
  if (inside) return isClear ? inside.serial : undefined;
  return before?.serial;
}
