import type { Calendar } from '../domain/calendar.ts';
import type { Finding } from '../domain/finding.ts';
import { INTERVAL_MS } from '../domain/interval.ts';
import type { LocalTime } from '../domain/local-time.ts';
import type { Meter, Space } from '../domain/site.ts';
import type { Weather } from '../domain/weather.ts';
import type { Watched } from './rulebook.ts';
import type { SeriesJudgement } from './series-detector.ts';
import type { IntervalSeries } from './series.ts';

/** What a look at a school may see; the same for all meters that are looked at together. */
export interface LookSources {
  /** Intervals of a meter (15-min means in °C of a thermometer): same beginning and length for all. Undefined: not at hand. */
  series(meter: string): IntervalSeries | undefined;
  weather: Weather;
  local: LocalTime;
  /** Of the classes in a building. */
  calendarOf(building: string): Calendar;
  meters: readonly Meter[];
  spaces: readonly Space[];
  /** How often each room of a building was on an alert in the 60 nights before, by space. */
  pastAlerts(building: string): ReadonlyMap<string, number>;
}

/** Nights to judge, both included, and how far the clock has come. */
export interface LookSpan {
  fromNight: string;
  toNight: string;
  now: number;
}

/** `excused`: findings wholly inside an exclusion; they stand in no alert, and are not among `findings`. */
export interface Seen extends SeriesJudgement {
  excused: Finding[];
}

/** Asks one detector about one meter. */
export function look(watched: Watched, sources: LookSources, span: LookSpan): Seen {
  const { meter, building, space, detector, permitted, changedAt, beside } = watched;
  const series = sources.series(meter.id);
  if (!series) {
    const blind = [{ rule: detector.rule, meter: meter.id, night: span.toNight, why: 'no_data' as const }];
    return { findings: [], blind, cutOff: false, excused: [] };
  }
  const { findings, blind, cutOff } = detector.judge({
    meter,
    building,
    space,
    series,
    local: sources.local,
    calendar: sources.calendarOf(building.id),
    weather: sources.weather,
    ...span,
    permitted,
    changedAt,
    beside,
    other: (id) => sources.series(id),
    meters: sources.meters,
    spaces: sources.spaces,
    pastAlerts: sources.pastAlerts(building.id),
  });
  const excused = findings.filter((finding) => isExcused(finding, watched, sources.local, span.now));
  return { findings: findings.filter((finding) => !excused.includes(finding)), blind, cutOff, excused };
}

/** A cause that outlasts the exclusion is spoken of, and so is one that was there before. */
function isExcused({ startAt, endAt, night }: Finding, { detector, excluded }: Watched, local: LocalTime, now: number): boolean {
  if (!excluded(startAt)) return false;
  const nightEndAt = detector.scope === 'night' ? detector.window(local, night).toAt : now;
  const toAt = endAt ?? Math.min(now, nightEndAt);
  for (let at = startAt; at < toAt; at += INTERVAL_MS) if (!excluded(at)) return false;
  return true;
}
