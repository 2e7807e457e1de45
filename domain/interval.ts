/** The grid on which consumption is kept: tariff periods, demand windows and school hours all fall on it. */
export const INTERVAL_MS = 15 * 60_000;

/**
 * Amounts are whole numbers of this grain, kWh or m³: one watt-second and a bit, one cubic centimetre. Sums are made of whole
 * grains, so that a month is exactly the sum of its days, and the days exactly what the register moved.
 */
const GRAINS = 1_000_000;

/** Exact up to nine billion kWh or m³; what is finer than the grain is rounded. */
export const toGrains = (amount: number) => Math.round(amount * GRAINS);
export const fromGrains = (grains: number) => grains / GRAINS;

/** Sum of amounts, free of binary dust. Absent ones (null, NaN) are passed over; null when all are absent. */
export function sumAmounts(values: Iterable<number | null>): number | null {
  let grains: number | null = null;
  for (const value of values) if (value !== null && !Number.isNaN(value)) grains = (grains ?? 0) + toGrains(value);
  return grains === null ? null : fromGrains(grains);
}

/**
 * How an interval's value is known. The order is the code that is stored.
 *
 * - `absent`: no value; never zero.
 * - `measured`: readings as dense as the meter's own rhythm on both sides.
 * - `interpolated`: spread over a short gap.
 * - `estimated`: the total of a long gap is known, its spread is not.
 * - `manual`: from a reading that a person took.
 * - `suspect`: computed, but its meter is under suspicion.
 * - `partial`: only a part of the interval is known; the value is that part.
 */
export const QUALITIES = ['absent', 'measured', 'interpolated', 'estimated', 'manual', 'suspect', 'partial'] as const;
export type Quality = (typeof QUALITIES)[number];

/** A known amount of consumption between two instants; segments of one meter do not overlap. */
export interface Segment {
  fromAt: number;
  toAt: number;
  /** kWh or m³ after the ratio. Negative only of a register that is declared to run backwards. */
  amount: number;
  quality: Exclude<Quality, 'absent' | 'partial'>;
}

/** One local day of one meter: 92, 96 or 100 intervals. */
export interface IntervalDay {
  /** Local day, `YYYY-MM-DD`. */
  day: string;
  startAt: number;
  /** kWh or m³ per interval; NaN where absent (stored so; null in every answer). */
  values: Float64Array;
  /** Index into QUALITIES. */
  qualities: Uint8Array;
}

/** A day of which nothing is known yet. @param endAt start of the next day */
export function absentDay(day: string, startAt: number, endAt: number): IntervalDay {
  const count = (endAt - startAt) / INTERVAL_MS;
  return { day, startAt, values: new Float64Array(count).fill(Number.NaN), qualities: new Uint8Array(count).fill(ABSENT) };
}

/** A day in one row: what most questions need. */
export interface DayTotal {
  day: string;
  startAt: number;
  /** Null when no interval of the day is known. */
  total: number | null;
  /** Intervals of the day by quality, indexed like QUALITIES. Their sum is the length of the day. */
  counts: readonly number[];
}

const code = (quality: Quality) => QUALITIES.indexOf(quality);
const ABSENT = code('absent');
/** Index into QUALITIES of what is not known. */
export const ABSENT_QUALITY = ABSENT;
const PARTIAL = code('partial');

/**
 * Lay segments on the grid of one span. Each segment is shared by time; what it reached at each edge of the grid is rounded to
 * the grain. So its parts sum to it exactly, and a span that is laid in parts gets the same values as one laid at once.
 *
 * @param segments ascending, without overlap; those outside the span are ignored, those across its edge are cut
 * @param startAt  on the grid
 * @param count    number of intervals
 */
export function layOnGrid(segments: readonly Segment[], startAt: number, count: number): Pick<IntervalDay, 'values' | 'qualities'> {
  const values = new Float64Array(count);
  const qualities = new Uint8Array(count).fill(ABSENT);
  const coveredMs = new Float64Array(count);
  const endAt = startAt + count * INTERVAL_MS;
  for (const segment of segments) {
    const from = Math.max(segment.fromAt, startAt);
    const to = Math.min(segment.toAt, endAt);
    if (to <= from) continue;
    const grains = toGrains(segment.amount);
    const lengthMs = segment.toAt - segment.fromAt;
    const quality = code(segment.quality);
    let reached = Math.round((grains * (from - segment.fromAt)) / lengthMs);
    for (let at = from, index = Math.floor((from - startAt) / INTERVAL_MS); at < to; index++) {
      const edge = Math.min(to, startAt + (index + 1) * INTERVAL_MS);
      const next = Math.round((grains * (edge - segment.fromAt)) / lengthMs);
      values[index] = values[index]! + next - reached;
      coveredMs[index] = coveredMs[index]! + edge - at;
      if (qualities[index]! < quality) qualities[index] = quality;
      at = edge;
      reached = next;
    }
  }
  for (let index = 0; index < count; index++) {
    if (qualities[index] === ABSENT) values[index] = Number.NaN;
    else values[index] = fromGrains(values[index]!);
    if (qualities[index] !== ABSENT && coveredMs[index]! < INTERVAL_MS) qualities[index] = PARTIAL;
  }
  return { values, qualities };
}

export function toDayTotal(day: IntervalDay): DayTotal {
  const counts = QUALITIES.map(() => 0);
  for (const quality of day.qualities) counts[quality] = counts[quality]! + 1;
  return { day: day.day, startAt: day.startAt, total: sumAmounts(day.values), counts };
}

/** Intervals that count as covered: their value was measured, or interpolated over a gap too short to matter. */
const COVERING = (['measured', 'interpolated', 'manual'] as const).map(code);

/** How much of a span is known. Shares from 0 to 1 of the intervals expected. */
export interface Coverage {
  covered: number;
  estimated: number;
}

/** @param quality index into QUALITIES */
export function isCovering(quality: number): boolean {
  return COVERING.includes(quality);
}

/** @param counts intervals by quality; @param expected intervals that should be there, at least 1 */
export function coverageOf(counts: readonly number[], expected: number): Coverage {
  const covered = COVERING.reduce((sum, index) => sum + (counts[index] ?? 0), 0);
  const estimated = counts[code('estimated')] ?? 0;
  const whole = Math.max(1, expected);
  return { covered: Math.min(1, covered / whole), estimated: Math.min(1, estimated / whole) };
}

export function qualityOf(index: number): Quality {
  return QUALITIES[index] ?? 'absent';
}
