import type { Calendar } from '../domain/calendar.ts';
import type { Judgement, Rule } from '../domain/finding.ts';
import { addDays, type ClockWindow, type LocalTime, windowOn } from '../domain/local-time.ts';
import type { PlacedMeter } from '../domain/placed-meter.ts';
import type { Meter, Space } from '../domain/site.ts';
import type { Weather } from '../domain/weather.ts';
import type { IntervalSeries } from './series.ts';

/** What a series detector is told about one meter. */
export interface SeriesQuestion extends PlacedMeter {
  /** Begins `lookBackNights` before `fromNight`, or earlier. */
  series: IntervalSeries;
  local: LocalTime;
  /** Of the classes in the building. */
  calendar: Calendar;
  weather: Weather;
  /** Nights to judge, both included; a night is named after its evening. */
  fromNight: string;
  toNight: string;
  /** Nothing later than this is known; nights that have not begun are passed over. */
  now: number;
  /** Whether people were allowed to use the place in the interval that begins at an instant. */
  permitted(at: number): boolean;
  /** Instants from which on the place uses another amount: what was learned before them does not count. Ascending. */
  changedAt: readonly number[];
  /** Intervals (15-min means in °C of a thermometer) of another meter that `relatives` named, with the same beginning and length. */
  other(meter: string): IntervalSeries | undefined;
  /** Meters and spaces of the site. */
  meters: readonly Meter[];
  spaces: readonly Space[];
  /**
   * How another rule looks at this meter at an instant, so that one matter becomes one alert. Undefined where it is switched off,
   * excluded, or does not look here; absent: no other rule does.
   */
  beside?: ((rule: Rule, at: number) => SeriesDetector | undefined) | undefined;
  /** How often a room was on an alert of this building in the 60 nights before `fromNight`, by space. */
  pastAlerts: ReadonlyMap<string, number>;
}

export interface SeriesJudgement extends Judgement {
  /** The cause was there already where the series begins: an earlier beginning may give another night and start. */
  cutOff: boolean;
}

/**
 * Looks at the intervals of one meter at a time. Pure and causal: what it says about an instant of a night does not depend
 * on later intervals, so a replay says what the live run said.
 */
export interface SeriesDetector {
  rule: Rule;
  /**
   * `night`: a cause belongs to one night and the night's end ends the matter. `cause`: it goes on over days and stays one
   * finding under the night on which it was first reported.
   */
  scope: 'night' | 'cause';
  /** Judged while its window runs; else when it is over. */
  isLive: boolean;
  lookBackNights: number;
  window(local: LocalTime, night: string): { fromAt: number; toAt: number };
  /** @param meters of the site */
  watches(watched: PlacedMeter, meters: readonly Meter[]): boolean;
  /** Ids of other meters that it has to see beside this one. */
  relatives?(watched: PlacedMeter, meters: readonly Meter[]): readonly string[];
  judge(question: SeriesQuestion): SeriesJudgement;
}

/** A clock window of the night that begins on a local day: a time before noon belongs to the next morning. */
export function nightWindow(local: LocalTime, night: string, window: ClockWindow): { fromAt: number; toAt: number } {
  return windowOn(local, window.start < '12:00' ? addDays(night, 1) : night, window);
}
