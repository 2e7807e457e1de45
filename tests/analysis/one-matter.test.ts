import { describe, expect, it } from 'vitest';
import { look } from '../../analysis/look.ts';
import { createRulebook } from '../../analysis/rulebook.ts';
import type { IntervalSeries } from '../../analysis/series.ts';
import type { Finding } from '../../domain/finding.ts';
import { addDays, daysBetween } from '../../domain/local-time.ts';
import type { RuleSetting } from '../../domain/rule-setting.ts';
import type { BuildingFunction, SitePlan } from '../../domain/site.ts';
import { NO_WEATHER } from '../../domain/weather.ts';
import { at, building, knownAt, metered, shanghai, waterMain } from './series-of.ts';
import { calendarOf, hourOf } from './water-question.ts';

const FROM = '2026-03-02';
const TO = '2026-05-20';
const LEAK = '2026-05-04';
const LEAK_RULES = ['zero_flow_fail', 'continuous_flow', 'night_flow_step', 'slow_leak', 'burst'];
const calendar = { ...calendarOf(), nightType: () => 'teaching' as const };

function school(use: BuildingFunction, ruleSettings: readonly RuleSetting[] = []): SitePlan {
  return {
    site: { id: 'gl', name: '绿叶', timeZone: 'Asia/Shanghai' },
    calendar: { holidays: 'none', terms: [], exceptions: [] },
    campuses: [],
    buildings: [{ ...building, function: use }],
    spaces: [],
    meters: [waterMain],
    channels: [],
    ruleSettings: [...ruleSettings],
  };
}

function saidBy(plan: SitePlan, series: IntervalSeries, span: { fromNight: string; toNight: string; now: number }): Finding[] {
  const rulebook = createRulebook(plan, shanghai, {});
  const known = knownAt(series, span.now);
  const sources = {
    series: () => known,
    weather: NO_WEATHER,
    local: shanghai,
    calendarOf: () => calendar,
    meters: plan.meters,
    spaces: [],
    pastAlerts: () => new Map<string, number>(),
  };
  return LEAK_RULES.flatMap((rule) => rulebook.watched(rule).flatMap((watched) => look(watched, sources, span).findings));
}

const WHOLE = { fromNight: addDays(FROM, 20), toNight: addDays(TO, -2), now: at(addDays(TO, -1), '06:15') };
const rulesOf = (findings: readonly Finding[]) => findings.map(({ rule }) => rule);

/** Busy by day, nobody at night, and a leak, L/h. */
function water(leakLph: (instant: number) => number): IntervalSeries {
  return metered(FROM, TO, (instant) => (hourOf(instant) >= 7 && hourOf(instant) < 22 ? 0.8 : 0) + leakLph(instant) / 1000, 0.01);
}
const from =
  (fromAt: number, lph: number, untilAt = Number.POSITIVE_INFINITY) =>
  (instant: number) =>
    instant >= fromAt && instant < untilAt ? lph : 0;

describe('one matter is one alert', () => {
  it('a leak in an empty building is told by zero_flow_fail alone', () => {
    const series = water(from(at(LEAK, '15:00'), 60));
    expect(rulesOf(saidBy(school('teaching'), series, WHOLE))).toEqual(['zero_flow_fail']);
  });

  it('where that rule is switched off the jump is told', () => {
    const off: RuleSetting = {
      site: 'gl',
      rule: 'zero_flow_fail',
      scope: { kind: 'site', id: 'gl' },
      isOn: false,
      options: {},
      by: 'a',
      reason: 'b',
      setAt: 0,
    };
    const series = water(from(at(LEAK, '15:00'), 60));
    expect(rulesOf(saidBy(school('teaching', [off]), series, WHOLE))).toEqual(['night_flow_step']);
  });

  it('a burst is told by burst alone as long as it lasts; what still flows after it is told on the next morning', () => {
    const closedAt = at(addDays(LEAK, 1), '10:00');
    const bursting = water(from(at(LEAK, '23:10'), 900, closedAt));
    expect(rulesOf(saidBy(school('teaching'), bursting, WHOLE))).toEqual(['burst']);
    const dripping = water((instant) => from(at(LEAK, '23:10'), 900, closedAt)(instant) + from(closedAt, 200)(instant));
    const said = saidBy(school('teaching'), dripping, WHOLE);
    expect(rulesOf(said)).toEqual(['zero_flow_fail', 'burst']);
    expect(said[0]!.night).toBe(addDays(LEAK, 1));
  });

  it('a leak in a dormitory that rests by day is told by continuous_flow alone', () => {
    const atNight = (instant: number) => (hourOf(instant) < 6 ? 60 : 0);
    const series = metered(
      FROM,
      TO,
      (instant) => (atNight(instant) + (hourOf(instant) > 21 ? 900 : 0) + from(at(LEAK, '15:00'), 60)(instant)) / 1000,
      0.01,
    );
    expect(rulesOf(saidBy(school('dormitory'), series, WHOLE))).toEqual(['continuous_flow']);
  });

  it.each([
    ['a leak', (instant: number) => from(at(LEAK, '15:00'), 60, at(addDays(LEAK, 6), '12:00'))(instant)],
    [
      'a burst and what is left of it',
      (instant: number) =>
        from(at(LEAK, '23:10'), 900, at(addDays(LEAK, 1), '10:00'))(instant) + from(at(addDays(LEAK, 1), '10:00'), 200)(instant),
    ],
    [
      'a leak that grows',
      (instant: number) => (instant < at(LEAK, '12:00') ? 0 : Math.min(80, ((instant - at(LEAK, '12:00')) / 86_400_000) * 4)),
    ],
  ])('says morning by morning what a look back says: %s', (_, leak) => {
    const series = water(leak);
    const live = new Set<string>();
    for (const night of daysBetween(addDays(LEAK, -3), addDays(LEAK, 14))) {
      const now = at(addDays(night, 1), '12:00');
      for (const { rule, night: told } of saidBy(school('teaching'), series, { fromNight: night, toNight: night, now }))
        live.add(`${rule} ${told}`);
    }
    const toNight = addDays(LEAK, 13);
    const whole = saidBy(school('teaching'), series, { fromNight: addDays(LEAK, -3), toNight, now: at(addDays(toNight, 1), '12:00') });
    expect(whole.map(({ rule, night }) => `${rule} ${night}`).toSorted()).toEqual([...live].toSorted());
    expect(whole.length).toBeGreaterThan(0);
  });
});
