/** What the program asks of the records about intervals: the consumption that readings prove, on a grid of 15 minutes. */
import type { MeterStep } from '../domain/consumption.ts';
import type { DayTotal, IntervalDay } from '../domain/interval.ts';
import type { StepKind } from '../domain/register.ts';

/** Instants of a meter, both included, whose intervals have to be computed again. */
export interface TouchedSpan {
  site: string;
  meter: string;
  fromAt: number;
  toAt: number;
}

/**
 * A span of one meter that waits for its intervals: from the first touched instant up to and without `toAt`, over adjoining
 * UTC days. `seq` tells whether it was touched again meanwhile.
 */
export interface TouchedMeter {
  site: string;
  meter: string;
  fromAt: number;
  toAt: number;
  seq: number;
}

/** Days of a meter as they are now, with the steps that are worth keeping: everything but `normal`. */
export interface DaysReplacement {
  site: string;
  meter: string;
  days: readonly IntervalDay[];
  steps: readonly MeterStep[];
  fromAt: number;
  toAt: number;
  /** Where the replaced steps end, when that is more than the span that was touched. */
  stepSpan?: { fromAt: number; toAt: number };
  /** Marks up to this one are done with. */
  seq: number;
}

/** Totals of one meter and day, with the meter. */
export interface MeterDayTotal extends DayTotal {
  meter: string;
}

/** Day totals of one meter added up. */
export interface MeterSum extends Pick<DayTotal, 'total' | 'counts'> {
  meter: string;
}

export interface MeterIntervalDay extends IntervalDay {
  meter: string;
}

export interface StepRecord extends MeterStep {
  meter: string;
}

/** 15-min intervals and day rollups. */
export interface IntervalStore {
  /** Meters that wait to be recomputed: those of recent days first, whole meters at a time. */
  touched(limit: number): Promise<TouchedMeter[]>;
  /** Days of meters that wait. */
  touchedCount(): Promise<number>;
  /** The same of one site, by meter; meters that wait for nothing are not there. */
  touchedByMeter(site: string): Promise<Map<string, number>>;
  /**
   * One transaction: the days of a meter replaced, its remarkable steps (everything but `normal`) in the span replaced,
   * its marks up to `seq` inside the span cleared, and its nights noted as changed for the detectors.
   * Give a span of `touched()` or a wider one; one that is cut has to be cut between UTC days, or the mark at the cut stays.
   */
  replaceDays(replacement: DaysReplacement): Promise<void>;
  /** Day totals of [fromDay, toDay) for the meters asked for, by meter then day. */
  totals(site: string, meters: readonly string[], fromDay: string, toDay: string): Promise<MeterDayTotal[]>;
  /** The same added up, one row a meter that has any: long spans of many meters. */
  sums(site: string, meters: readonly string[], fromDay: string, toDay: string): Promise<MeterSum[]>;
  /** Interval days of [fromDay, toDay) for the meters asked for, by meter then day. */
  days(site: string, meters: readonly string[], fromDay: string, toDay: string): Promise<MeterIntervalDay[]>;
  /** First and last local day with intervals; null while there is none. */
  span(site: string): Promise<{ firstDay: string; lastDay: string } | null>;
  /** First local day with intervals of each meter; a meter without any is not there. */
  firstDays(site: string): Promise<Map<string, string>>;
  /**
   * Remarkable steps, newest first or those of the largest `size` first; with `fromAt` and `toAt` those that end in
   * [fromAt, toAt).
   */
  steps(
    site: string,
    options: {
      meter?: string;
      fromAt?: number;
      toAt?: number;
      kinds?: readonly StepKind[];
      order?: 'newest' | 'largest';
      limit: number;
    },
  ): Promise<StepRecord[]>;
  /** Steps whose consumption is held out of single days and that lie wholly in [fromAt, toAt], by meter then end. */
  held(site: string, meters: readonly string[], fromAt: number, toAt: number): Promise<StepRecord[]>;
  /**
   * Since when the raw readings are kept: what was computed before stays as it is and is not computed again. −∞ where
   * nothing was ever forgotten. It never moves back.
   */
  rawSince(): Promise<number>;
  setRawSince(at: number): Promise<void>;
  /** Grows whenever intervals of a local day of [fromDay, toDay) changed, or what is known of its weather; 0 before the first. */
  revision(site: string, fromDay: string, toDay: string): Promise<number>;
  /** Local days whose intervals changed since their nights were last judged, oldest first. */
  changedDays(site: string): Promise<{ day: string; seq: number }[]>;
  clearChangedDays(site: string, days: readonly { day: string; seq: number }[]): Promise<void>;
}
