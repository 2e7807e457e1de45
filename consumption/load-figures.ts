import { INTERVAL_MS } from '../domain/interval.ts';
import type { LocalTime } from '../domain/local-time.ts';
import type { LoadDay } from './load-days.ts';
import { quantile } from './quantile.ts';
import { round } from './tally.ts';

/** Rates are in units per hour: kW of kWh, m³/h of m³. */
const PER_HOUR = 3_600_000 / INTERVAL_MS;
/** Quarter hours of a day without a clock change. */
const QUARTERS = 96;
/** The hours in which a school sleeps: 22:00 to 06:00. */
const NIGHT = { untilQuarter: 6 * 4, fromQuarter: 22 * 4 };
/** Fewer known quarter hours than this share say nothing about a day. */
const WELL_KNOWN = 0.9;

/** Quarter of the clock, 0 to 95, of each interval of a day. A day of a clock change has some twice, or lacks some. */
export function quartersOf({ startAt, amounts }: LoadDay, local: LocalTime): number[] {
  return Array.from({ length: amounts.length }, (_, index) => {
    if (amounts.length === QUARTERS) return index;
    const [hours, minutes] = local
      .clockOf(startAt + index * INTERVAL_MS)
      .split(':')
      .map(Number);
    return hours! * 4 + Math.floor(minutes! / 15);
  });
}

/** Largest mean of a quarter hour, with its beginning; null where nothing was measured. Estimates are flat: they prove no peak. */
export function peakOf({ startAt, amounts, estimated }: LoadDay): { rate: number; at: number } | null {
  let best = -1;
  for (let index = 0; index < amounts.length; index++) {
    if (Number.isNaN(amounts[index]) || estimated[index] === 1) continue;
    if (best < 0 || amounts[index]! > amounts[best]!) best = index;
  }
  return best < 0 ? null : { rate: round(amounts[best]! * PER_HOUR), at: startAt + best * INTERVAL_MS };
}

const BASE_HALF_HOURS = 8;

/**
 * Base load of a day: mean of its eight lowest half hours, as Energy Sparks counts it (domain note 5.1).
 *
 * @returns null unless nine tenths of the day are known
 */
export function baseOf({ amounts, estimated }: LoadDay): number | null {
  const halves: number[] = [];
  for (let index = 0; index + 1 < amounts.length; index += 2) {
    const amount = amounts[index]! + amounts[index + 1]!;
    if (!Number.isNaN(amount) && estimated[index] === 0 && estimated[index + 1] === 0) halves.push(amount);
  }
  if (halves.length < (WELL_KNOWN * amounts.length) / 2) return null;
  const lowest = halves.toSorted((one, other) => one - other).slice(0, BASE_HALF_HOURS);
  return round((lowest.reduce((sum, amount) => sum + amount, 0) / lowest.length) * (PER_HOUR / 2));
}

/** Mean rate of each clock hour, from what is known of it; null where less than half is, and where the clock skips it. */
export function hourRates(day: LoadDay, local: LocalTime): (number | null)[] {
  const sums = new Float64Array(24);
  const known = new Uint8Array(24);
  const all = new Uint8Array(24);
  for (const [index, quarter] of quartersOf(day, local).entries()) {
    const hour = quarter >> 2;
    all[hour]!++;
    if (Number.isNaN(day.amounts[index])) continue;
    known[hour]!++;
    sums[hour] = sums[hour]! + day.amounts[index]!;
  }
  return Array.from(sums, (sum, hour) =>
    known[hour]! > 0 && 2 * known[hour]! >= all[hour]! ? round((sum / known[hour]!) * PER_HOUR) : null,
  );
}

export interface Profile {
  /** Days of which at least a part is known. */
  days: number;
  /** One a quarter of the clock, as rates: mean, and the ends of the middle half of the days. */
  mean: (number | null)[];
  low: (number | null)[];
  high: (number | null)[];
}

/** How some days go by the clock. */
export function profileOf(days: readonly LoadDay[], local: LocalTime): Profile {
  const samples = Array.from({ length: QUARTERS }, (): number[] => []);
  const used = days.filter(({ known }) => known > 0);
  for (const day of used) {
    for (const [index, quarter] of quartersOf(day, local).entries()) {
      const amount = day.amounts[index]!;
      if (!Number.isNaN(amount)) samples[quarter]!.push(amount * PER_HOUR);
    }
  }
  return {
    days: used.length,
    mean: samples.map((rates) => (rates.length === 0 ? null : round(rates.reduce((sum, rate) => sum + rate, 0) / rates.length))),
    low: samples.map((rates) => quantile(rates, 0.25)),
    high: samples.map((rates) => quantile(rates, 0.75)),
  };
}

/** What was used between 22:00 and 06:00 beside all that is known, from the same quarter hours. */
export function nightUse(
  days: readonly LoadDay[],
  local: LocalTime,
): { night: number; all: number; share: number | null; coverage: number } {
  let [night, all, known, expected] = [0, 0, 0, 0];
  for (const day of days) {
    const quarters = day.amounts.length === QUARTERS ? undefined : quartersOf(day, local);
    known += day.known;
    expected += day.expected;
    for (let index = 0; index < day.amounts.length; index++) {
      const amount = day.amounts[index]!;
      if (Number.isNaN(amount)) continue;
      const quarter = quarters?.[index] ?? index;
      all += amount;
      if (quarter < NIGHT.untilQuarter || quarter >= NIGHT.fromQuarter) night += amount;
    }
  }
  const share = all > 0 ? round(night / all) : null;
  return { night: round(night), all: round(all), share, coverage: round(known / Math.max(1, expected)) };
}

/** What is known of a day; null where nothing is. */
export function amountOf({ amounts }: LoadDay): number | null {
  let sum: number | null = null;
  for (const amount of amounts) if (!Number.isNaN(amount)) sum = (sum ?? 0) + amount;
  return sum === null ? null : round(sum);
}
