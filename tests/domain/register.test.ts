import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baseAfter, classifySteps, type RegisterReading, type RegisterSpec } from '../../domain/register.ts';

const HOUR = 3_600_000;
const spec: RegisterSpec = { digits: 6, resolution: 0.01, maxPerHour: 50 };
const hourly = (...values: number[]): RegisterReading[] => values.map((value, index) => ({ at: index * HOUR, value }));
const kinds = (values: number[], more: Partial<RegisterSpec> = {}) =>
  classifySteps(hourly(...values), { ...spec, ...more }).map(({ kind, amount }) => [kind, amount]);

describe('register', () => {
  it('counts 135.80 kWh across a rollover at 1,000,000', () => {
    expect(kinds([999_987.65, 123.45], { maxPerHour: 200 })).toEqual([['rollover', 135.8]]);
  });

  it('counts 222.22 between 1,234.56 and 1,456.78, free of binary dust', () => {
    expect(kinds([1234.56, 1456.78], { maxPerHour: 300 })).toEqual([['normal', 222.22]]);
  });

  it('takes a display that trembles by two steps for no consumption, down and up', () => {
    expect(kinds([10, 9.98, 10, 10.05])).toEqual([
      ['jitter', 0],
      ['normal', 0],
      ['normal', 0.05],
    ]);
  });

  it('sets a foreign value aside and counts on around it', () => {
    expect(kinds([100, 429_496.72, 101, 102])).toEqual([
      ['glitch', null],
      ['normal', 1],
      ['normal', 1],
    ]);
    expect(kinds([100, 0, 101])).toEqual([
      ['glitch', null],
      ['normal', 1],
    ]);
  });

  it('counts from zero after a reset', () => {
    expect(kinds([5000, 0.5, 1.5])).toEqual([
      ['reset', 0.5],
      ['normal', 1],
    ]);
  });

  it('holds a step that it cannot explain, up or down, without an amount', () => {
    expect(kinds([100, 4000, 4001])).toEqual([
      ['suspicious', null],
      ['normal', 1],
    ]);
    expect(kinds([5000, 3000, 3001])).toEqual([
      ['suspicious', null],
      ['normal', 1],
    ]);
  });

  it('counts 208.55 kWh over an exchange at 5,120.40 (T15), neither -5,031.85 nor a rollover', () => {
    const readings = hourly(5000, 88.15);
    const [step] = classifySteps(readings, { ...spec, maxPerHour: 500 }, [{ toAt: HOUR, kind: 'exchange', closing: 5120.4, opening: 0 }]);
    expect(step).toMatchObject({ kind: 'exchange', amount: 208.55 });
    const [untold] = classifySteps(readings, spec);
    expect(untold!.kind).not.toBe('rollover');
    expect(untold!.amount ?? 0).toBeGreaterThanOrEqual(0);
  });

  it('lets a decision win over the evidence', () => {
    const decide = (kind: 'normal' | 'glitch' | 'suspicious' | 'reset') =>
      classifySteps(hourly(100, 4000, 4001), spec, [{ toAt: HOUR, kind }]).map((step) => [step.kind, step.amount]);
    expect(decide('normal')[0]).toEqual(['normal', 3900]);
    expect(decide('glitch')[0]).toEqual(['glitch', null]);
    expect(decide('reset')[0]).toEqual(['reset', 4000]);
  });

  it('has nothing to say about one reading or none', () => {
    expect(classifySteps([], spec)).toEqual([]);
    expect(classifySteps(hourly(1), spec)).toEqual([]);
  });

  const wild = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 100 }), fc.oneof(fc.nat(2000), fc.nat(99_999_999))), { maxLength: 40 })
    .map((pairs) =>
      pairs.map(([, value], index) => ({
        at: pairs.slice(0, index + 1).reduce((sum, [minutes]) => sum + minutes, 0) * 60_000,
        value: value / 100,
      })),
    );

  it('never gives a negative amount nor more than the rating allows, whatever is shown', () => {
    fc.assert(
      fc.property(wild, (readings) => {
        for (const { amount, fromAt, toAt } of classifySteps(readings, spec)) {
          if (amount === null) continue;
          expect(amount).toBeGreaterThanOrEqual(0);
          expect(amount).toBeLessThanOrEqual(50 * 1.2 * ((toAt - fromAt) / HOUR) + 0.021);
        }
      }),
    );
  });

  it('joins steps without a hole: each begins at the base that the one before left', () => {
    fc.assert(
      fc.property(wild, (readings) => {
        const steps = classifySteps(readings, spec);
        expect(steps).toHaveLength(Math.max(0, readings.length - 1));
        steps.slice(1).forEach((step, index) => expect({ at: step.fromAt, value: step.from }).toEqual(baseAfter(steps[index]!)));
      }),
    );
  });

  it('counts exactly what a rising register rose, wherever it rolls over', () => {
    fc.assert(
      fc.property(fc.nat(99_999_999), fc.array(fc.nat(2000), { minLength: 1, maxLength: 60 }), (start, advances) => {
        let register = start;
        const values = [start, ...advances.map((advance) => (register = (register + advance) % 100_000_000))];
        const steps = classifySteps(hourly(...values.map((value) => value / 100)), spec);
        const total = steps.reduce((sum, { amount }) => sum + (amount ?? Number.NaN), 0);
        expect(total).toBeCloseTo(advances.reduce((sum, advance) => sum + advance, 0) / 100, 6);
      }),
    );
  });
});
