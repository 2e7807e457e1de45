import { expect } from 'vitest';
import type { SeriesRule } from '../../analysis/rule.ts';
import type { SeriesDetector, SeriesJudgement, SeriesQuestion } from '../../analysis/series-detector.ts';
import type { IntervalSeries } from '../../analysis/series.ts';
import { createCalendar } from '../../domain/calendar.ts';
import type { Finding } from '../../domain/finding.ts';
import { addDays, daysBetween } from '../../domain/local-time.ts';
import type { CalendarPlan, Meter } from '../../domain/site.ts';
import { NO_WEATHER, type Weather } from '../../domain/weather.ts';
import { building, knownAt, shanghai, waterMain } from './series-of.ts';

const HOUR_MS = 3_600_000;
/** Hour of the day in Shanghai, with its fraction; eight hours ahead without exception. */
export const hourOf = (instant: number) => (instant / HOUR_MS + 8) % 24;

export const calendarOf = (plan: Partial<CalendarPlan> = {}) => createCalendar({ holidays: 'none', terms: [], exceptions: [], ...plan });

/** What the detector is asked about one water meter: a teaching building, no weather, nothing declared. */
export function asking(
  series: IntervalSeries,
  span: { fromNight: string; toNight?: string; now: number },
  more: Partial<SeriesQuestion> = {},
): SeriesQuestion {
  return {
    meter: waterMain,
    building,
    space: undefined,
    series: knownAt(series, span.now),
    local: shanghai,
    calendar: calendarOf(),
    weather: NO_WEATHER,
    fromNight: span.fromNight,
    toNight: span.toNight ?? span.fromNight,
    now: span.now,
    permitted: () => false,
    changedAt: [],
    other: () => undefined,
    meters: [waterMain],
    spaces: [],
    pastAlerts: new Map(),
    ...more,
  };
}

/** Litres-per-hour meters of a family: the series of the others are known until `now` as well. */
export const family = (meters: readonly Meter[], series: ReadonlyMap<string, IntervalSeries>, now: number): Partial<SeriesQuestion> => ({
  meters,
  other: (id) => {
    const one = series.get(id);
    return one && knownAt(one, now);
  },
});

/** Outdoor temperature by instant, °C; announced at any time as it will be. */
export function weatherOf(temperature: (at: number) => number, hasForecast = false): Weather {
  const hours = (fromAt: number, toAt: number) => {
    const values: number[] = [];
    for (let at = Math.floor(fromAt / HOUR_MS) * HOUR_MS; at < toAt; at += HOUR_MS) values.push(temperature(at));
    return values;
  };
  return {
    mean: (fromAt, toAt) => hours(fromAt, toAt).reduce((sum, value, _, all) => sum + value / all.length, 0),
    lowest: (fromAt, toAt) => Math.min(...hours(fromAt, toAt)),
    highest: (fromAt, toAt) => Math.max(...hours(fromAt, toAt)),
    forecastLowest: (fromAt, toAt) => (hasForecast ? Math.min(...hours(fromAt, toAt)) : undefined),
  };
}

type Key = [night: string, startAt: number];
const keyOf = ({ night, startAt }: Finding): Key => [night, startAt];

/**
 * Judges night by night with a clock that moves, and the whole span at once: both have to say the same.
 *
 * @param question for a span, as of an instant
 * @returns        what the span says
 */
export function expectCausal(
  detector: SeriesDetector,
  span: { fromNight: string; toNight: string },
  question: (span: { fromNight: string; toNight: string; now: number }) => SeriesQuestion,
): SeriesJudgement {
  const live = new Map<string, Key>();
  const ended = new Map<string, number | undefined>();
  for (const night of daysBetween(span.fromNight, addDays(span.toNight, 1))) {
    const now = detector.window(shanghai, night).toAt;
    for (const finding of detector.judge(question({ fromNight: night, toNight: night, now })).findings) {
      live.set(keyOf(finding).join(), keyOf(finding));
      ended.set(keyOf(finding).join(), finding.endAt);
    }
  }
  const now = detector.window(shanghai, span.toNight).toAt;
  const whole = detector.judge(question({ ...span, now }));
  expect(whole.findings.map(keyOf)).toEqual([...live.values()]);
  expect(whole.findings.map(({ endAt }) => endAt)).toEqual([...ended.values()]);
  return whole;
}

/** A sentence in both languages, without what must not be in it, and words for all numbers and reasons of a finding. */
export function expectWords(rule: SeriesRule, finding: Finding): void {
  for (const isExpired of [false, true]) {
    for (const one of [finding, { ...finding, endAt: finding.endAt ?? finding.startAt + 5 * HOUR_MS }]) {
      const { zh, en } = rule.sentence(one, { meter: waterMain, building, space: undefined }, shanghai, isExpired);
      expect(zh).toMatch(/^教学楼B.*。$/);
      expect(en).toMatch(/^Teaching B.*\.$/);
      expect(zh + en).not.toMatch(/[!！]|undefined|NaN|null/);
    }
  }
  for (const { name } of finding.evidence) expect(rule.words, name).toHaveProperty(name);
  for (const { name } of finding.reasons ?? []) expect(rule.words, name).toHaveProperty(name);
}
