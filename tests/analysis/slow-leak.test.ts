import { describe, expect, it } from 'vitest';
import { nightFlowStep } from '../../analysis/night-flow-step.ts';
import type { SeriesQuestion } from '../../analysis/series-detector.ts';
import type { IntervalSeries } from '../../analysis/series.ts';
import { slowLeak } from '../../analysis/slow-leak.ts';
import { addDays } from '../../domain/local-time.ts';
import { nightWater, randomOf } from './night-water.ts';
import { at, metered, waterMain } from './series-of.ts';
import { asking, calendarOf, expectCausal, expectWords, hourOf } from './water-question.ts';

const detector = slowLeak.create(slowLeak.options.parse({}));
const step = nightFlowStep.create(nightFlowStep.options.parse({}));
const FROM = '2026-03-01';
const LEAK = addDays(FROM, 28);
const LAST = addDays(LEAK, 27);
const calendar = { ...calendarOf(), nightType: () => 'teaching' as const };
const HOUR_MS = 3_600_000;

function question(series: IntervalSeries, toNight = LAST, more: Partial<SeriesQuestion> = {}) {
  return asking(series, { fromNight: LEAK, toNight, now: at(addDays(toNight, 1), '06:15') }, { calendar, ...more });
}

/** Shares of seeded dormitories raised within 28 nights, by this rule and by it or the one for jumps. */
function raised(trials: number, flushesPerHour: number, lph: number) {
  let slow = 0;
  const nights: number[] = [];
  for (let seed = 1; seed <= trials; seed++) {
    const leak = lph > 0 ? { leak: { lph, fromNight: LEAK } } : {};
    const asked = question(nightWater({ from: FROM, nights: 56, flushesPerHour, pulseL: 10, seed: seed * 31, ...leak }));
    const found = detector.judge(asked).findings.filter(({ night }) => night >= LEAK);
    const both = [...found, ...step.judge(asked).findings].filter(({ night }) => night >= LEAK).map(({ night }) => night);
    if (found.length > 0) slow++;
    if (both.length > 0) nights.push((Date.parse(both.toSorted()[0]!) - Date.parse(LEAK)) / 86_400_000 + 1);
  }
  return { slow: slow / trials, either: nights.length / trials, middle: nights.toSorted((a, b) => a - b)[nights.length >> 1] };
}

/** A dormitory whose night flow scatters around a level, L/h, a night. */
function dormitory(level: (night: number) => number): IntervalSeries {
  const random = randomOf(11);
  const scatter = Array.from({ length: 80 }, () => (random() + random() + random() - 1.5) * 2 * 12);
  return metered(FROM, addDays(LAST, 2), (instant) => {
    const night = Math.floor((instant - at(FROM, '12:00')) / (24 * HOUR_MS));
    return night < 0 || hourOf(instant) > 6 ? 0.1 : Math.max(0, level(night) + scatter[night]!) / 1000;
  });
}

describe('slow_leak', () => {
  // Domain note 5.2: false 1–2 % in 28 nights; 31.5 L/h found in 93 % (7 nights) of 300 persons, 37 % of 1000; 60 L/h in 100 and 91 %.
  // 1.1–2.2 % of 1,200 each; 300 of them scatter by 0.8 %.
  it('raises at most 3 % of calm dormitories in 28 nights', () => {
    expect((raised(150, 18, 0).slow + raised(150, 60, 0).slow) / 2).toBeLessThanOrEqual(0.03);
  });

  it('finds a running toilet in a dormitory of 300, together with the rule for jumps in 93 %, half of them within a week', () => {
    const { either, middle } = raised(100, 18, 31.5);
    expect(either).toBeGreaterThanOrEqual(0.88);
    expect(middle).toBeLessThanOrEqual(7);
  });

  it('finds 60 L/h in nine of ten dormitories of 1000, and 31.5 L/h in a third and more', () => {
    expect(raised(60, 60, 60).either).toBeGreaterThanOrEqual(0.85);
    expect(raised(60, 60, 31.5).either).toBeGreaterThanOrEqual(0.3);
  });

  it('finds a leak that grows over three weeks, and does not get used to it', () => {
    const series = dormitory((night) => 110 + (night < 28 ? 0 : Math.min(45, (night - 28) * 2)));
    const { findings } = expectCausal(detector, { fromNight: addDays(FROM, 12), toNight: LAST }, (span) =>
      asking(series, span, { calendar }),
    );
    expect(findings).toMatchObject([{ endAt: undefined, rate: { unit: 'L/h' } }]);
    expect(findings[0]!.night > addDays(LEAK, 4)).toBe(true);
    expectWords(slowLeak, findings[0]!);
  });

  it('ends after the repair, and begins anew after a declared change', () => {
    const repaired = dormitory((night) => (night >= 28 && night < 40 ? 140 : 110));
    const [finding] = detector.judge(question(repaired)).findings;
    expect(finding!.endAt).toBeGreaterThanOrEqual(at(addDays(FROM, 38), '05:00'));
    expect(finding!.endAt).toBeLessThanOrEqual(at(addDays(FROM, 48), '05:00'));
    const more = dormitory((night) => (night >= 28 ? 140 : 110));
    expect(detector.judge(question(more)).findings).toHaveLength(1);
    expect(detector.judge(question(more, LAST, { changedAt: [at(LEAK, '12:00')] })).findings).toEqual([]);
  });

  it('keeps silent about a jump that was raised already', () => {
    const series = dormitory((night) => (night >= 28 ? 400 : 110));
    const beside: SeriesQuestion['beside'] = (rule) => (rule === 'night_flow_step' ? step : undefined);
    expect(step.judge(question(series)).findings).toHaveLength(1);
    expect(detector.judge(question(series, LAST, { beside })).findings).toEqual([]);
    expect(detector.judge(question(series)).findings).toHaveLength(1);
  });

  it('says that it cannot see where the meter may stand still below Q1', () => {
    const series = dormitory((night) => (night >= 28 ? 150 : 110));
    const coarse = { ...waterMain, q1Lph: 630, resolution: 0.1 };
    const judged = detector.judge(question(series, LAST, { meter: coarse }));
    expect(judged.findings).toEqual([]);
    expect(judged.blind).toMatchObject([{ why: 'below_detection_limit' }]);
  });

  it('looks every morning, so that a running toilet among 300 is found by it alone in a week, in 85 % and more', () => {
    expect(slowLeak.cadence).toBe('morning');
    expect(slowLeak.urgency).toBe('digest');
    const found = Array.from({ length: 60 }, (_, index) => {
      const leak = { lph: 31.5, fromNight: LEAK };
      const series = nightWater({ from: FROM, nights: 40, flushesPerHour: 18, pulseL: 10, seed: 7 + index * 13, leak });
      return detector.judge(question(series, addDays(LEAK, 7))).findings.some(({ night }) => night >= LEAK);
    });
    expect(found.filter(Boolean).length / found.length).toBeGreaterThanOrEqual(0.85);
  });

  it('is not raised by one wild night', () => {
    const series = dormitory((night) => (night === 30 ? 2000 : 110));
    expect(detector.judge(question(series)).findings).toEqual([]);
  });
});
