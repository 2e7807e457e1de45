import type { Calendar } from '../domain/calendar.ts';
import type { Blind, Finding } from '../domain/finding.ts';
import type { LocalTime } from '../domain/local-time.ts';
import type { Meter } from '../domain/site.ts';
import type { IntervalSeries } from './series.ts';

/** What a rule about meters says, and about which of them it can say something; the others keep what was said before. */
export interface HealthJudgement {
  findings: Finding[];
  blind: Blind[];
  judged: Set<string>;
}

/** Day totals of the meters of a site, where they are known well enough to compare meters with each other. */
export interface DayBook {
  /** kWh or m³ of a local day; undefined where less than `BALANCE_COVERAGE` of it is known. */
  total(meter: string, day: string): number | undefined;
  /** Parent − Σ children of a local day; undefined where one of them is not known. */
  remainder(parent: string, day: string): number | undefined;
}

/** What a detector is told about one meter over weeks. */
export interface MeterQuestion {
  meter: Meter;
  /** Begins `lookBackDays` before `fromAt`, or earlier. */
  series: IntervalSeries;
  days: DayBook;
  calendar: Calendar;
  local: LocalTime;
  /** Causes that ended before are passed over. */
  fromAt: number;
  /** Nothing later than this is known. */
  now: number;
}

export interface MeterSeries {
  meter: Meter;
  series: IntervalSeries;
}

export const HOUR_MS = 3_600_000;

/** Median absolute deviation, scaled to the standard deviation of a normal distribution. */
export function robustSigma(values: readonly number[], middle: number): number {
  const deviations = values.map((value) => Math.abs(value - middle)).toSorted((a, b) => a - b);
  const count = deviations.length;
  if (count === 0) return 0;
  const half = count >> 1;
  return 1.4826 * (count % 2 === 1 ? deviations[half]! : (deviations[half - 1]! + deviations[half]!) / 2);
}
