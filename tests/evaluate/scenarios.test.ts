import { beforeAll, describe, expect, it } from 'vitest';
import type { PartResult } from '../../evaluate/result.ts';
import { runScenario } from '../../evaluate/scenarios.ts';

/** Judging a school of 110 meters for ten nights takes some seconds. */
const LONG = 120_000;
const task = { seed: 3, nights: 10, hasWeather: true } as const;

describe('a simulated school with every kind of waste', () => {
  let result: PartResult;
  beforeAll(() => {
    result = runScenario({ ...task, scenario: 'waste' });
  }, LONG);

  it('judges ten nights of the whole school from 1 September on', () => {
    expect(result).toMatchObject({ kind: 'simulated', role: 'truth', seed: 3, fromNight: '2025-09-01', toNight: '2025-09-10' });
    expect(result.meterNights.ac_left_on).toBeGreaterThan(500);
    expect(result.load!.nights).toBe(10);
  });

  it('finds air-conditioners behind circuits of their own on their night, at the hour of the rule', () => {
    const units = result.truths.filter(({ cause, isFindable }) => cause === 'forgotten_ac' && isFindable);
    expect(units.length).toBeGreaterThanOrEqual(15);
    const found = units.filter(({ foundAt }) => foundAt.ac_left_on !== undefined);
    expect(found.length / units.length).toBeGreaterThan(0.9);
    // Forgotten at half past ten; the list is made from half past eleven on.
    for (const { foundAt, startAt } of found) {
      expect(foundAt.ac_left_on! - startAt).toBeGreaterThanOrEqual(3_600_000);
      expect(foundAt.ac_left_on! - startAt).toBeLessThanOrEqual(3 * 3_600_000);
    }
  });

  it('invents no air-conditioner', () => {
    expect(result.said.filter(({ rule, verdict }) => rule === 'ac_left_on' && verdict === 'false')).toEqual([]);
  });
});

describe('a simulated school where nothing is wrong', () => {
  it('hears of no air-conditioner and no running water, though people are about every night', { timeout: LONG }, () => {
    const { said, truths } = runScenario({ ...task, scenario: 'night_use' });
    expect(truths).toEqual([]);
    const use = ['ac_left_on', 'zero_flow_fail'];
    expect(said.filter(({ rule }) => use.includes(rule))).toEqual([]);
  });

  it('is the same school whenever it is asked for, but for the seconds', { timeout: LONG }, () => {
    const [first, second] = [0, 0].map(() => runScenario({ ...task, nights: 3, scenario: 'mains' }, () => 0));
    expect(second).toEqual(first);
  });
});
