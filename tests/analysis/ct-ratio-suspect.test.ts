import { describe, expect, it } from 'vitest';
import { createCtRatioSuspectDetector, ctRatioSuspectOptions } from '../../analysis/ct-ratio-suspect.ts';
import type { MeterSeries } from '../../analysis/health-detector.ts';
import type { Meter } from '../../domain/site.ts';
import { at, breaker, metered, shanghai, spoiled } from './series-of.ts';

const FROM = '2026-07-01';
const TO = '2026-07-08';
const HOUR = 3_600_000;
const detector = createCtRatioSuspectDetector();
const meter = (id: string, more: Partial<Meter> = {}): Meter => ({ ...breaker, id, role: 'building_main', ratingPerHour: 1000, ...more });
const main = meter('main', { role: 'campus_main', ratios: [{ fromAt: 0, ratio: 60 }] });
const wave =
  (hours: number, shift = 0) =>
  (instant: number) =>
    1 + Math.sin((instant / HOUR / hours) * 2 * Math.PI + shift);
const a = (instant: number) => 20 * wave(24)(instant);
const b = (instant: number) => 30 * wave(10, 1)(instant);
const c = (instant: number) => 15 * wave(5, 2)(instant);
/** Lamps and other things without a meter. */
const rest = (instant: number) => 0.5 + 0.4 * wave(7, 3)(instant);

/** What the three buildings and the main read when some of them count `times` what they should. */
function family(
  times: { a?: number; b?: number; c?: number; main?: number } = {},
  more: (instant: number) => number = rest,
  role: Meter['role'] = 'campus_main',
): MeterSeries[] {
  const series = (one: Meter, rate: (instant: number) => number, factor = 1) => ({
    meter: one,
    series: metered(FROM, TO, (instant) => factor * rate(instant)),
  });
  return [
    series({ ...main, role }, (instant) => a(instant) + b(instant) + c(instant) + more(instant), times.main),
    series(meter('a', { parent: 'main', ratios: [{ fromAt: 0, ratio: 40 }] }), a, times.a),
    series(meter('b', { parent: 'main' }), b, times.b),
    series(meter('c', { parent: 'main' }), c, times.c),
  ];
}

type Question = Parameters<typeof detector.judge>[0];
const judge = (meters: readonly MeterSeries[], more: Partial<Question> = {}) =>
  detector.judge({ meters, steps: [], failed: new Set(), local: shanghai, now: shanghai.startOfDay(TO), ...more });
const evidence = (found: ReturnType<typeof judge>, name: string) =>
  found.findings[0]?.evidence.find((number) => number.name === name)?.value;

describe('ct_ratio_suspect', () => {
  it('has the defaults of the domain note', () => {
    expect(ctRatioSuspectOptions.parse({})).toEqual({ days: 7, lowest: 0.8, highest: 1.25 });
  });

  it('says nothing about a family that fits', () => {
    expect(judge(family())).toMatchObject({ findings: [], judged: new Set(['main', 'a', 'b', 'c']) });
  });

  it('names the child that counts ten times too much, the factor, and the ratio that would fit', () => {
    const found = judge(family({ a: 10 }));
    expect(found.findings).toMatchObject([
      { rule: 'ct_ratio_suspect', meter: 'a', night: FROM, startAt: at(FROM, '00:00'), certainty: 'inferred', others: ['main', 'b', 'c'] },
    ]);
    expect(evidence(found, 'factor')).toBeCloseTo(10, -0.3);
    expect(evidence(found, 'ratio')).toBe(40);
    expect(evidence(found, 'likely_ratio')).toBe(4);
  });

  it('names the main that counts ten times too much, or half of what it should', () => {
    expect(judge(family({ main: 10 })).findings).toMatchObject([{ meter: 'main' }]);
    const half = judge(family({ main: 0.5 }));
    expect(half.findings).toMatchObject([{ meter: 'main' }]);
    expect(evidence(half, 'factor')).toBeCloseTo(0.5, 1);
    expect(evidence(half, 'likely_ratio')).toBe(120);
  });

  it('names a child that counts a tenth where everything is metered, and not where something may have no meter', () => {
    const found = judge(family({ b: 0.1 }));
    expect(found.findings).toMatchObject([{ meter: 'b' }]);
    expect(evidence(found, 'factor')).toBeCloseTo(0.1, 2);
    expect(judge(family({ b: 0.1 }, rest, 'building_main')).findings).toEqual([]);
  });

  it('leaves large circuits without a meter alone, even when they follow one that has one', () => {
    expect(judge(family({}, (instant) => 2 * a(instant), 'building_main')).findings).toEqual([]);
    expect(judge(family({}, b, 'building_main')).findings).toEqual([]);
  });

  it('tolerates 20 % between meters', () => {
    expect(judge(family({ a: 1.15 })).findings).toEqual([]);
  });

  it('is silent while a meter of the family fails, and where too little is known of it', () => {
    expect(judge(family({ a: 10 }), { failed: new Set(['c']) })).toMatchObject({ findings: [], judged: new Set() });
    const [first, ...others] = family({ a: 10 });
    const gap = { ...first!, series: spoiled(first!.series, at('2026-07-02', '23:00'), at(TO, '00:00'), 'absent') };
    expect(judge([gap, ...others]).judged.size).toBe(0);
  });

  it('leaves a family alone through whose parent energy may flow back', () => {
    const [first, ...others] = family({ a: 10 });
    const solar = { ...first!, meter: { ...first!.meter, falls: 'net' as const } };
    expect(judge([solar, ...others]).findings).toEqual([]);
  });

  it('does not take a main that stands still for children that count too much', () => {
    const [first, ...others] = family();
    const still = metered(FROM, TO, (instant) => (instant < at('2026-07-06', '00:00') ? a(instant) + b(instant) + c(instant) : 0));
    expect(judge([{ ...first!, series: still }, ...others]).findings).toEqual([]);
  });

  it('names a meter without family that counts above 1.2 × its rating five times, held steps included', () => {
    const lone = (kw: number) => [
      {
        meter: meter('lone', { ratingPerHour: 10 }),
        series: metered(FROM, TO, (instant) => (shanghai.clockOf(instant) < '05:00' ? kw : 1)),
      },
    ];
    expect(judge(lone(12)).findings).toEqual([]);
    expect(judge(lone(25))).toMatchObject({ findings: [{ meter: 'lone' }], judged: new Set(['lone']) });
    expect(evidence(judge(lone(25)), 'times_rating')).toBeCloseTo(2.5, 1);
    const held = Array.from({ length: 5 }, (_, index) => {
      const toAt = at('2026-07-04', '10:00') + index * 900_000;
      const step = { fromAt: toAt - 900_000, toAt, from: 0, to: 5, size: 5 };
      return { ...step, meter: 'lone', kind: 'suspicious' as const, amount: null, consumption: null, booking: 'none' as const };
    });
    expect(evidence(judge(lone(1), { steps: held }), 'times_rating')).toBe(2);
    expect(judge(lone(1), { steps: held.slice(1) }).findings).toEqual([]);
  });
});
