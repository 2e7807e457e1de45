import { describe, expect, it } from 'vitest';
import { type Comparison, compareWithModel, type CompareOutcome } from '../../../analysis/savings/compare-with-model.ts';
import type { DayPoint } from '../../../analysis/savings/day-point.ts';
import { fitDaily } from '../../../analysis/savings/fit-daily.ts';
import { BASELINE, BUILDING, daysOf, simulateDays, useOf } from './simulated-days.ts';

function compare(baseline: readonly DayPoint[], reporting: readonly DayPoint[], usesWeather = true): CompareOutcome {
  const fit = fitDaily(baseline, { usesWeather });
  return fit.kind === 'refused' ? fit : compareWithModel(fit.model, reporting);
}
function compared(baseline: readonly DayPoint[], reporting: readonly DayPoint[], usesWeather = true): Comparison {
  const outcome = compare(baseline, reporting, usesWeather);
  if (outcome.kind === 'refused') throw new Error(outcome.why.en);
  return outcome;
}

describe('a comparison with the model', () => {
  it('finds the tenth that was saved, although the year was three kelvins warmer', () => {
    const { baseline, reporting } = simulateDays({ seed: 21, saved: 0.1, warmer: 3, noise: 0.02 });
    const { savedPercent, interval, isClear } = compared(baseline, reporting);
    expect(savedPercent).toBeCloseTo(10, 0);
    expect(interval[0]).toBeLessThan(10);
    expect(interval[1]).toBeGreaterThan(10);
    expect(isClear).toBe(true);
  });

  it('holds both sums of the same days, and no other', () => {
    const { baseline, reporting } = simulateDays({ seed: 4, noise: 0.001, missing: 0 });
    const holed = reporting.map((day, index) => (index % 20 === 0 ? { ...day, amount: null } : day));
    const whole = compared(baseline, reporting);
    const part = compared(baseline, holed);
    const known = holed.filter(({ amount }) => amount !== null);
    expect(part).toMatchObject({ days: known.length, spanDays: 365 });
    expect(part.actual).toBeCloseTo(known.reduce((sum, { amount }) => sum + amount!, 0));
    expect(part.expected / known.reduce((sum, { kind, meanC }) => sum + useOf(BUILDING, kind, meanC!), 0)).toBeCloseTo(1, 2);
    expect(part.savedPercent).toBeCloseTo(whole.savedPercent, 1);
    expect(part.series[0]).toMatchObject({ expected: null, actual: null });
  });

  it('of four months is as near, and less sure', () => {
    const { baseline, reporting } = simulateDays({ seed: 9, saved: 0.2, noise: 0.05 });
    const [year, months] = [compared(baseline, reporting), compared(baseline, reporting.slice(0, 120))];
    const width = ({ interval: [low, high] }: Comparison) => high - low;
    expect(months.interval[0]).toBeLessThan(20);
    expect(months.interval[1]).toBeGreaterThan(20);
    expect(width(months)).toBeGreaterThan(width(year));
  });

  it.each([
    ['independent days', 0, 0],
    ['days that remember the one before', 0.6, 0],
    ['days that remember weeks', 0.9, 0],
    ['years that differ by 2.5 % on their own', 0.6, 0.025],
  ])('of %s holds the truth in its interval at least nine times in ten', (_what, correlation, years) => {
    const seeds = Array.from({ length: 40 }, (_, index) => 1000 + 17 * index);
    const outcomes = seeds.map((seed) => {
      const { baseline, reporting } = simulateDays({ seed, correlation, years });
      return compared(baseline, reporting);
    });
    const held = outcomes.filter(({ isClear }) => !isClear).length;
    const mean = outcomes.reduce((sum, { savedPercent }) => sum + savedPercent, 0) / outcomes.length;
    expect(held).toBeGreaterThanOrEqual(36);
    expect(Math.abs(mean)).toBeLessThan(1.5);
  });

  const { baseline, reporting } = simulateDays({ seed: 30, missing: 0 });
  it.each<[string, readonly DayPoint[], readonly DayPoint[], string]>([
    ['24 days', baseline, reporting.slice(0, 24), 'reporting_short'],
    ['gaps', baseline, reporting.map((day, index) => (index % 8 === 0 ? { ...day, amount: null } : day)), 'reporting_gaps'],
    ['no temperatures', baseline, reporting.map((day) => ({ ...day, meanC: null })), 'no_temperature'],
    ['a season that the baseline has not seen', baseline.slice(0, 150), reporting.slice(200, 300), 'seasons'],
    ['a heat wave of weeks', baseline, reporting.map((day) => ({ ...day, meanC: day.meanC! + 15 })), 'too_cold_or_warm'],
    ['vacations only, of which the baseline has none', baseline.filter(({ kind }) => !kind.startsWith('vacation')), reporting, 'day_kinds'],
  ])('is refused with %s', (_what, before, after, code) => {
    expect(compare(before, after)).toMatchObject({ kind: 'refused', code });
  });

  it('of water needs no temperature', () => {
    const before = daysOf(Array.from({ length: 365 }, (_, index) => 10 + (index % 3)));
    const after = daysOf(
      Array.from({ length: 300 }, () => 9.9),
      BASELINE.to,
    );
    expect(compared(before, after, false)).toMatchObject({ savedPercent: expect.closeTo(9.9, 0) as unknown, extrapolated: 0 });
  });
});
