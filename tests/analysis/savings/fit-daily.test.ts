import { describe, expect, it } from 'vitest';
import type { DailyModel } from '../../../analysis/savings/daily-model.ts';
import type { DayPoint } from '../../../analysis/savings/day-point.ts';
import { fitDaily, type FitOptions } from '../../../analysis/savings/fit-daily.ts';
import { BUILDING, daysOf, simulateDays, type Truth } from './simulated-days.ts';

function fitted(days: readonly DayPoint[], options?: FitOptions): DailyModel {
  const outcome = fitDaily(days, options);
  if (outcome.kind === 'refused') throw new Error(outcome.why.en);
  return outcome.model;
}
const refused = (days: readonly DayPoint[], options?: FitOptions) => fitDaily(days, options) as { kind: string; code: string; why: object };
const quiet = (truth: Truth) => simulateDays({ seed: 7, truth, noise: 0.002, missing: 0 }).baseline;

describe('a daily model', () => {
  it('finds both balance points, both slopes and the levels that it was made of', () => {
    const model = fitted(quiet(BUILDING));
    expect(model).toMatchObject({ weather: 'both', days: 'own_levels', heatingC: 12, coolingC: 24 });
    for (const { kind, base, heatingPerK, coolingPerK } of model.lines) {
      expect(base / BUILDING.levels[kind]).toBeCloseTo(1, 1);
      expect(heatingPerK).toBeCloseTo(20, 0);
      expect(coolingPerK).toBeCloseTo(30, 0);
    }
    expect(model.quality.r2).toBeGreaterThan(0.999);
    expect(model.quality.cvrmse).toBeLessThan(0.01);
  });

  it.each<[string, Truth, Partial<DailyModel>]>([
    ['heating only', { ...BUILDING, coolingPerK: 0 }, { weather: 'heating', heatingC: 12, coolingC: null }],
    ['cooling only', { ...BUILDING, heatingPerK: 0 }, { weather: 'cooling', heatingC: null, coolingC: 24 }],
    ['no weather', { ...BUILDING, heatingPerK: 0, coolingPerK: 0 }, { weather: 'flat', heatingC: null, coolingC: null }],
  ])('of a building with %s is no more than that', (_what, truth, expected) => {
    expect(fitted(quiet(truth))).toMatchObject(expected);
  });

  it('is one line where all days are alike', () => {
    const levels = { school: 500, weekend: 500, holiday: 500, vacation: 500, vacation_weekend: 500 };
    expect(fitted(simulateDays({ seed: 11, truth: { ...BUILDING, levels } }).baseline)).toMatchObject({ days: 'alike' });
  });

  it('never lets use fall with the cold or with the heat', () => {
    const upsideDown = fitted(quiet({ ...BUILDING, heatingPerK: -8, coolingPerK: -8 }));
    for (const { heatingPerK, coolingPerK } of upsideDown.lines) expect([heatingPerK, coolingPerK]).toEqual([0, 0]);
  });

  it('leaves a burst pipe out, and says so', () => {
    const days = simulateDays({ seed: 3 }).baseline;
    const spoilt = days.map((day, index) => (index === 100 || index === 101 ? { ...day, amount: 20_000 } : day));
    const model = fitted(spoilt);
    expect(model.quality.outliers).toBe(2);
    expect(model.lines[0]!.base / fitted(days).lines[0]!.base).toBeCloseTo(1, 1);
  });

  it('of water knows kinds of day and asks for no temperature', () => {
    const days = simulateDays({ seed: 5 }).baseline.map((day) => ({ ...day, meanC: null }));
    const model = fitted(days, { usesWeather: false });
    expect(model).toMatchObject({ weather: 'flat', days: 'own_levels', support: { coldestC: null } });
    expect(refused(days)).toMatchObject({ kind: 'refused', code: 'no_temperature' });
  });

  it('takes the last year of a longer baseline', () => {
    const { baseline, reporting } = simulateDays({ seed: 5, missing: 0 });
    const { support } = fitted([...baseline, ...reporting]);
    expect([support.days[0], support.days.at(-1)]).toEqual(['2025-12-31', '2026-12-31']);
  });

  it.each<[string, readonly (number | null)[], string]>([
    ['89 days', Array.from({ length: 89 }, () => 5), 'baseline_short'],
    ['a tenth and one missing', Array.from({ length: 100 }, (_, index) => (index < 11 ? null : 5)), 'baseline_gaps'],
    ['nothing used', Array.from({ length: 120 }, () => 0), 'baseline_zero'],
    ['days that have nothing in common', Array.from({ length: 120 }, (_, index) => (index % 4 === 0 ? 90 : 1)), 'too_scattered'],
  ])('is refused of %s, with the reason in both languages', (_what, amounts, code) => {
    const outcome = refused(daysOf(amounts), { usesWeather: false });
    expect(outcome).toMatchObject({ kind: 'refused', code, why: { zh: expect.stringMatching(/基线期/) as unknown } });
  });
});
