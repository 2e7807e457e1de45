import { INTERVAL_MS, isCovering, QUALITIES } from '../domain/interval.ts';
import type { IntervalSeries } from './series.ts';

/** Values of a day that the 99.9th percentile of 70 days can need: at most 6 of 6,720 lie above it. */
const KEPT = 8;
const TOP_SHARE = 0.001;
const MEASURED = QUALITIES.indexOf('measured');
/** A day counts with 90 % of it known. */
const KNOWN_SHARE = 0.9;
/** Showers and breaks come an hour or two earlier or later on a day that is different: so much belongs to a time of day. */
const NEAR_SLOTS = 8;
/** Two hours: the second stage of shut-off valves (domain note 5.1, NF7). */
export const LONG_INTERVALS = 8;

/**
 * Days of one kind have much the same people in a place. `return`: a free day on whose evening pupils are back, so free until noon
 * and used afterwards (domain note 3.1).
 */
export type DayKind = 'used' | 'free' | 'return';
const NOON_SLOT = 48;

/** What one local day was worth to the history, m³. */
export interface PastDay {
  day: string;
  startAt: number;
  kind: DayKind;
  known: number;
  /** Undefined where too little is known. */
  total: number | undefined;
  /** Largest intervals, descending: of the whole day, and of the hours in which nobody is there. */
  largest: number[];
  largestAtNight: number[];
  knownAtNight: number;
  floors: Floors;
}

/** By quarter hour of the day, m³ in 15 min; 0 where not known. */
interface Floors {
  /** What no interval was below for as long as a burst has to last. */
  short: Float32Array;
  /** And for two hours: no shower or break lasts so long. */
  long: Float32Array;
}

/** The usual of one type of day before an instant. */
export interface FlowHistory {
  days: number;
  /** 99.9th percentile (nearest rank) of the 15-min amounts, m³. */
  peak: number;
  /** Largest day, m³. */
  largestDay: number;
  /** Largest of all floors, m³ in 15 min. */
  largestFloor: number;
  /** Largest floors of any day within two hours of a time. */
  byClock: Floors;
}

/**
 * Past days of one meter, each in a few numbers, so that a replay over months asks for each day's usual at no cost.
 *
 * @param intervals how many in a row a burst has to last
 * @param isPassed  intervals that are not learned from: they belong to a cause that was raised, or people had leave
 */
export function pastDay(
  { startAt, values, qualities }: IntervalSeries,
  span: { day: string; fromAt: number; toAt: number; kind: DayKind },
  intervals: number,
  isPassed: (index: number) => boolean,
  isNight: (at: number) => boolean,
): PastDay {
  const largest: number[] = [];
  const largestAtNight: number[] = [];
  let knownAtNight = 0;
  let known = 0;
  let total = 0;
  const midnight = (span.fromAt - startAt) / INTERVAL_MS;
  const to = (span.toAt - startAt) / INTERVAL_MS;
  const floors: Floors = { short: new Float32Array(to - midnight), long: new Float32Array(to - midnight) };
  let row = 0;
  for (let index = Math.max(0, midnight); index < to; index++) {
    const quality = qualities[index];
    row++;
    if (quality === undefined || !isCovering(quality) || isPassed(index)) {
      row = 0;
      continue;
    }
    const value = values[index]!;
    // What is spread over a gap does not tell how long it flowed.
    if (quality !== MEASURED) row = 0;
    if (row >= intervals) floors.short[index - midnight] = lowestOf(values, index - intervals + 1, index);
    if (row >= LONG_INTERVALS) floors.long[index - midnight] = lowestOf(values, index - LONG_INTERVALS + 1, index);
    known++;
    total += value;
    keep(largest, value);
    if (!isNight(startAt + index * INTERVAL_MS)) continue;
    knownAtNight++;
    keep(largestAtNight, value);
  }
  const isKnown = known >= (KNOWN_SHARE * (span.toAt - span.fromAt)) / INTERVAL_MS;
  return {
    day: span.day,
    startAt: span.fromAt,
    kind: span.kind,
    known,
    total: isKnown ? total : undefined,
    largest,
    largestAtNight,
    knownAtNight,
    floors,
  };
}

function lowestOf(values: Float64Array, from: number, to: number): number {
  let lowest = values[from]!;
  for (let index = from + 1; index <= to; index++) lowest = Math.min(lowest, values[index]!);
  return lowest;
}

/**
 * Free days are compared with used ones while too few of their own are known; days of return with used ones, their mornings
 * with free ones.
 *
 * @param past  days before the one in question, ascending
 * @param since nothing that began before counts
 * @returns     undefined for fewer than `minDays` known ones
 */
export function historyOf(past: readonly PastDay[], kind: DayKind, since: number, minDays: number): FlowHistory | undefined {
  const known = past.filter(({ total, startAt }) => total !== undefined && startAt >= since);
  const free = known.filter((day) => day.kind === 'free');
  if (kind === 'free' && free.length >= minDays) return usualOf(free);
  const used = known.filter((day) => day.kind !== 'free');
  if (used.length < minDays) return undefined;
  const usual = usualOf(used);
  if (kind !== 'return' || free.length < minDays) return usual;
  const mornings = peaksByClock(known.filter((day) => day.kind !== 'used'));
  return {
    ...usual,
    byClock: {
      short: withMornings(usual.byClock.short, mornings.short),
      long: withMornings(usual.byClock.long, mornings.long),
    },
  };
}

const withMornings = (peaks: Float32Array, mornings: Float32Array) =>
  peaks.map((peak, slot) => (slot < NOON_SLOT ? Math.min(peak, mornings[slot] ?? peak) : peak));

function usualOf(days: readonly PastDay[]): FlowHistory {
  const byClock = peaksByClock(days);
  return {
    days: days.length,
    peak: peakOf(
      days.map(({ largest }) => largest),
      days.reduce((sum, { known }) => sum + known, 0),
    ),
    largestDay: Math.max(...days.map(({ total }) => total!)),
    largestFloor: Math.max(...byClock.short),
    byClock,
  };
}

const peaksByClock = (days: readonly PastDay[]): Floors => ({
  short: peakByClock(days.map(({ floors }) => floors.short)),
  long: peakByClock(days.map(({ floors }) => floors.long)),
});

function peakByClock(days: readonly Float32Array[]): Float32Array {
  const slots = Math.max(...days.map(({ length }) => length));
  const highest = new Float32Array(slots);
  for (const floors of days) {
    for (let slot = 0; slot < floors.length; slot++) if (floors[slot]! > highest[slot]!) highest[slot] = floors[slot]!;
  }
  const peaks = new Float32Array(slots);
  for (let slot = 0; slot < slots; slot++) {
    // Midnight is near both ends of a day.
    let near = (slot - NEAR_SLOTS + slots) % slots;
    for (let count = 0; count <= 2 * NEAR_SLOTS; count++) {
      if (highest[near]! > peaks[slot]!) peaks[slot] = highest[near]!;
      near = near + 1 === slots ? 0 : near + 1;
    }
  }
  return peaks;
}

/**
 * 99.9th percentile (nearest rank) of the 15-min amounts in hours in which nobody is there, m³. Nights of all kinds are alike.
 *
 * @returns 0 for fewer than `minDays` known days
 */
export function nightPeakOf(past: readonly PastDay[], since: number, minDays: number): number {
  const known = past.filter(({ total, startAt }) => total !== undefined && startAt >= since);
  if (known.length < minDays) return 0;
  return peakOf(
    known.map(({ largestAtNight }) => largestAtNight),
    known.reduce((sum, { knownAtNight }) => sum + knownAtNight, 0),
  );
}

function peakOf(largest: readonly (readonly number[])[], count: number): number {
  const top: number[] = [];
  for (const ofDay of largest) for (const value of ofDay) keep(top, value);
  return top[Math.min(top.length - 1, Math.floor(count * TOP_SHARE))] ?? 0;
}

/** Whether any known interval of [fromAt, toAt) is above an amount, m³. */
export function isAnyAbove({ startAt, values, qualities }: IntervalSeries, fromAt: number, toAt: number, amount: number): boolean {
  for (let index = Math.max(0, (fromAt - startAt) / INTERVAL_MS); index < (toAt - startAt) / INTERVAL_MS; index++) {
    if (values[index]! > amount && isCovering(qualities[index]!)) return true;
  }
  return false;
}

function keep(largest: number[], value: number): void {
  if (largest.length === KEPT && value <= largest[KEPT - 1]!) return;
  let place = Math.min(largest.length, KEPT - 1);
  for (; place > 0 && largest[place - 1]! < value; place--) largest[place] = largest[place - 1]!;
  largest[place] = value;
}
