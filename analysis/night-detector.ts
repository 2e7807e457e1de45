import type { Judgement, Rule } from '../domain/finding.ts';
import { addDays, type ClockWindow, type LocalTime, windowOn } from '../domain/local-time.ts';
import type { Building, Meter, Space } from '../domain/site.ts';
import type { IntervalSeries } from './series.ts';

/** A meter with the place that it measures. */
export interface WatchedMeter {
  meter: Meter;
  building: Building;
  space: Space | undefined;
}

/** What a night detector is told about one meter. */
export interface NightQuestion extends WatchedMeter {
  /** Begins `lookBackNights` before `fromNight`, or earlier. */
  series: IntervalSeries;
  local: LocalTime;
  /** Nights to judge, both included; a night is named after its evening. */
  fromNight: string;
  toNight: string;
  /** Nothing later than this is known; nights that have not begun are passed over. */
  now: number;
}

export interface NightJudgement extends Judgement {
  /** The cause was there already where the series begins: an earlier beginning may give another night and start. */
  cutOff: boolean;
}

/**
 * Looks at the intervals of one meter at a time. Pure and causal: what it says about an instant of a night does not depend
 * on later intervals, so a replay says what the live run said.
 */
export interface NightDetector {
  rule: Rule;
  /**
   * `night`: a cause belongs to one night and the night's end ends the matter. `cause`: it goes on over days and stays one
   * finding under the night on which it was first reported.
   */
  scope: 'night' | 'cause';
  lookBackNights: number;
  window(local: LocalTime, night: string): { fromAt: number; toAt: number };
  watches(watched: WatchedMeter): boolean;
  judge(question: NightQuestion): NightJudgement;
}

/** A clock window of the night that begins on a local day: a time before noon belongs to the next morning. */
export function nightWindow(local: LocalTime, night: string, window: ClockWindow): { fromAt: number; toAt: number } {
  return windowOn(local, window.start < '12:00' ? addDays(night, 1) : night, window);
}
