import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baseAfter, classifySteps, type RegisterSpec, type StepDecision } from '../../domain/register.ts';
import { explained, factsOf, HOUR, hourly, spec, unrated } from './steps.ts';

const kinds = (values: number[], more: Partial<RegisterSpec> = {}) => explained(values, factsOf({}, { ...spec, ...more }));
const decide = (values: number[], at: number, as: StepDecision) => explained(values, factsOf({ decisions: new Map([[at * HOUR, as]]) }));

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

  it('has nothing to say about one reading or none', () => {
    expect(classifySteps([], factsOf())).toEqual([]);
    expect(classifySteps(hourly(1), factsOf())).toEqual([]);
  });

  it('calls a rise over a long time a gap: its total is known, its spread is not', () => {
    const readings = [...hourly(1, 2), { at: 29 * HOUR, value: 12 }];
    expect(classifySteps(readings, factsOf()).map(({ kind, amount }) => [kind, amount])).toEqual([
      ['normal', 1],
      ['gap', 10],
    ]);
  });
});

describe('what people say', () => {
  it('wins over the evidence', () => {
    expect(decide([100, 4000, 4001], 1, 'normal')[0]).toEqual(['normal', 3900]);
    expect(decide([100, 4000, 4001], 1, 'glitch')[0]).toEqual(['glitch', null]);
    expect(decide([100, 4000, 4001], 1, 'reset')[0]).toEqual(['reset', 4000]);
    expect(decide([100, 140, 141], 1, 'rollover')[0]).toEqual(['rollover', 1_000_040]);
    expect(decide([100, 140, 141], 1, 'unknown')).toEqual([
      ['suspicious', null],
      ['normal', 1],
    ]);
  });

  it('never makes a negative amount: a fall is not normal consumption', () => {
    expect(decide([100, 60, 61], 1, 'normal')[0]).toEqual(['suspicious', null]);
  });

  it('ends the look ahead: readings after a declared reset say nothing about those before', () => {
    const facts = factsOf({ decisions: new Map([[2 * HOUR, 'reset']]) }, unrated);
    expect(explained([100, 9000, 101, 102], facts)).toEqual([
      ['normal', 8900],
      ['reset', 101],
      ['normal', 1],
    ]);
  });

  it('counts 208.55 kWh over an exchange at 5,120.40 (T15), neither -5,031.85 nor a rollover', () => {
    const exchanges = [{ at: 0.5 * HOUR, closing: 5120.4, opening: 0 }];
    expect(explained([5000, 88.15], factsOf({ exchanges }, { ...spec, maxPerHour: 500 }))).toEqual([['exchange', 208.55]]);
    const [untold] = explained([5000, 88.15]);
    expect(untold![0]).not.toBe('rollover');
    expect(untold![1]).toBeNull();
  });

  it('gives no amount for an exchange whose registers do not fit', () => {
    const over = (closing: number, opening: number) =>
      explained([100, 3], factsOf({ exchanges: [{ at: 0.5 * HOUR, closing, opening }] }))[0];
    expect(over(110, 0)).toEqual(['exchange', 13]);
    expect(over(90, 0)).toEqual(['suspicious', null]);
    expect(over(110, 50)).toEqual(['suspicious', null]);
    expect(over(11_000, 0)).toEqual(['suspicious', null]);
  });

  it('takes two exchanges in one step, and a reading at the very instant for the meter it fits', () => {
    const twice = [
      { at: 0.3 * HOUR, closing: 101, opening: 7 },
      { at: 0.6 * HOUR, closing: 9, opening: 0 },
    ];
    expect(explained([100, 4], factsOf({ exchanges: twice }))).toEqual([['exchange', 7]]);
    const atReading = factsOf({ exchanges: [{ at: HOUR, closing: 110, opening: 0 }] });
    expect(explained([100, 110, 2], atReading)).toEqual([
      ['normal', 10],
      ['exchange', 2],
    ]);
    expect(explained([100, 0, 2], atReading)).toEqual([
      ['exchange', 10],
      ['normal', 2],
    ]);
  });

  it('sets a foreign value behind an exchange aside', () => {
    const exchanges = [{ at: 0.5 * HOUR, closing: 110, opening: 0 }];
    expect(explained([100, 70_000, 3, 4], factsOf({ exchanges }))).toEqual([
      ['glitch', null],
      ['exchange', 13],
      ['normal', 1],
    ]);
  });

  it('leaves out what the register shows while the meter is bypassed', () => {
    const outages = [{ fromAt: 1.5 * HOUR, toAt: 3.5 * HOUR }];
    expect(explained([1, 2, 2, 7, 8, 9], factsOf({ outages }))).toEqual([
      ['normal', 1],
      ['outage', null],
      ['outage', null],
      ['outage', null],
      ['normal', 1],
    ]);
  });
});

describe('any series', () => {
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
        for (const { amount, fromAt, toAt } of classifySteps(readings, factsOf())) {
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
        const steps = classifySteps(readings, factsOf());
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
        const steps = classifySteps(hourly(...values.map((value) => value / 100)), factsOf());
        const total = steps.reduce((sum, { amount }) => sum + (amount ?? Number.NaN), 0);
        expect(total).toBeCloseTo(advances.reduce((sum, advance) => sum + advance, 0) / 100, 6);
      }),
    );
  });
});
