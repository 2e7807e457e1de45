import { type DayTotal, fromGrains, type IntervalDay, INTERVAL_MS, isCovering, QUALITIES, toGrains } from '../domain/interval.ts';
import type { Meter } from '../domain/site.ts';

/** What is known of the consumption of some meters over some time. Tallies of different meters or times add up. */
export interface Tally {
  /**
   * Whole grains of kWh or m³ (domain/interval.ts), so that a sum is the same in whatever order and portions it was made;
   * null when nothing is known. Null + value = value, with a lower coverage.
   */
  grains: number | null;
  /** The part of it that was used in long gaps: known, but no interval has it. */
  held: number;
  /** Intervals whose value is known well, and those whose spread is an estimate. */
  covered: number;
  estimated: number;
  /** Intervals that should be there by now. */
  expected: number;
}

const ESTIMATED = QUALITIES.indexOf('estimated');
const COVERING = QUALITIES.map((_, index) => isCovering(index));
/** From the reading's instant to its interval in the records: arrival, flush, recomputation. */
const ARRIVAL_GRACE_MS = 2 * 60_000;

export function createTally(): Tally {
  return { grains: null, held: 0, covered: 0, estimated: 0, expected: 0 };
}

export function addTally(sum: Tally, more: Tally): void {
  if (more.grains !== null) sum.grains = (sum.grains ?? 0) + more.grains;
  sum.held += more.held;
  sum.covered += more.covered;
  sum.estimated += more.estimated;
  sum.expected += more.expected;
}

/** @param day of one day, or of several added up */
export function addDayTotal(sum: Tally, day: Pick<DayTotal, 'total' | 'counts'>): void {
  if (day.total !== null) addAmount(sum, day.total);
  sum.estimated += day.counts[ESTIMATED] ?? 0;
  day.counts.forEach((count, quality) => {
    if (COVERING[quality]) sum.covered += count;
  });
}

/** What a long gap took. It covers nothing: no interval is known. */
export function addHeld(sum: Tally, amount: number): void {
  addAmount(sum, amount);
  sum.held += toGrains(amount);
}

function addAmount(sum: Tally, amount: number): void {
  sum.grains = (sum.grains ?? 0) + toGrains(amount);
}

/** @param index of the interval in its day */
export function addInterval(sum: Tally, day: IntervalDay, index: number): void {
  const value = day.values[index];
  const quality = day.qualities[index];
  if (value === undefined || quality === undefined || Number.isNaN(value)) return;
  addAmount(sum, value);
  if (COVERING[quality]) sum.covered++;
  else if (quality === ESTIMATED) sum.estimated++;
}

/** Intervals of a day that begin in [fromAt, toAt). */
export function addSpan(sum: Tally, day: IntervalDay, fromAt: number, toAt: number): void {
  const first = Math.max(0, Math.ceil((fromAt - day.startAt) / INTERVAL_MS));
  const end = Math.min(day.values.length, Math.ceil((toAt - day.startAt) / INTERVAL_MS));
  for (let index = first; index < end; index++) addInterval(sum, day, index);
}

/** From when to when a meter owes intervals. */
export interface Owed {
  fromAt: number;
  toAt: number;
}

/**
 * A meter owes intervals from the first day that it has any (before that it was not there, which is not a gap) until the
 * last full interval that its next reading must have closed by now: a meter that reports once a day owes nothing of today.
 *
 * @param firstDayAt start of its first day with intervals; undefined: none yet, it owes nothing
 */
export function owedBy(meter: Pick<Meter, 'readingIntervalS'>, firstDayAt: number | undefined, now: number): Owed {
  const dueAt = now - meter.readingIntervalS * 1000 - ARRIVAL_GRACE_MS;
  return { fromAt: firstDayAt ?? Number.POSITIVE_INFINITY, toAt: Math.floor(dueAt / INTERVAL_MS) * INTERVAL_MS };
}

/** Set what was expected of one meter in [fromAt, toAt). What came early counts as expected too: it hides no one's gap. */
export function expect(tally: Tally, owed: Owed, fromAt: number, toAt: number): Tally {
  const due = Math.floor((Math.min(toAt, owed.toAt) - Math.max(fromAt, owed.fromAt)) / INTERVAL_MS);
  tally.expected = Math.max(due, tally.covered + tally.estimated, 0);
  return tally;
}

export interface Amount {
  value: number | null;
  /** Shares of what was expected; 0 when nothing was. */
  coverage: number;
  estimated: number;
}

export function toAmount(tally: Tally): Amount {
  const whole = Math.max(1, tally.expected);
  return {
    value: tally.grains === null ? null : fromGrains(tally.grains),
    coverage: round(tally.covered / whole),
    estimated: round(tally.estimated / whole),
  };
}

/** An amount, with how much of it was used in long gaps. */
export function toHeldAmount(tally: Tally): Amount & { held: number } {
  return { ...toAmount(tally), held: fromGrains(tally.held) };
}

/** To a millionth, as amounts are: without the dust of binary fractions. */
export function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
