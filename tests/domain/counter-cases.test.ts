import { describe, expect, it } from 'vitest';
import { sumAmounts } from '../../domain/interval.ts';
import { classifySteps } from '../../domain/register.ts';
import type { FallRule } from '../../domain/site.ts';

const QUARTER = 15 * 60_000;

/** What a counter without decimals used, and what could not be told. */
function counted(falls: FallRule, values: readonly number[], digits = 6) {
  const steps = classifySteps(
    values.map((value, index) => ({ at: index * QUARTER, value })),
    {
      specs: [{ fromAt: Number.NEGATIVE_INFINITY, digits, resolution: 1 }],
      falls,
      gapMs: 8 * QUARTER,
      decisions: new Map(),
      exchanges: [],
      outages: [],
      serials: [],
    },
  );
  const of = (kind: string) => steps.filter((step) => step.kind === kind).length;
  return { sum: sumAmounts(steps.map(({ amount }) => amount)), resets: of('reset'), rollovers: of('rollover'), held: of('suspicious') };
}

/** Facts that other projects' tests state about counters: each with the rule that gives its sum, and what our default gives. */
describe('counters of other projects', () => {
  const DOUBLED = [10, 15, 20, 10, 30, 40, 50, 60, 70];

  it('Home Assistant, sensor statistics (Apache-2.0): a fall is a restart, 80; the default holds the step, 70', () => {
    expect(counted('restart', DOUBLED)).toEqual({ sum: 80, resets: 1, rollovers: 0, held: 0 });
    expect(counted('judge', DOUBLED)).toEqual({ sum: 70, resets: 0, rollovers: 0, held: 1 });
  });

  it('Home Assistant, sensor statistics (Apache-2.0): a fall below a tenth is none, 60, by either rule', () => {
    const values = [10, 15, 20, 19, 30, 40, 39, 60, 70];
    expect(counted('restart', values)).toEqual({ sum: 60, resets: 0, rollovers: 0, held: 0 });
    expect(counted('judge', values)).toEqual({ sum: 60, resets: 0, rollovers: 0, held: 0 });
  });

  it('Home Assistant, sensor statistics (Apache-2.0): a net meter runs backwards, 60', () => {
    expect(counted('net', DOUBLED)).toEqual({ sum: 60, resets: 0, rollovers: 0, held: 0 });
  });

  it('Prometheus, increase (Apache-2.0): 3 → 2 is a restart, 7; to the default it is a trembling display, 4', () => {
    expect(counted('restart', [0, 1, 2, 3, 2, 3, 4])).toEqual({ sum: 7, resets: 1, rollovers: 0, held: 0 });
    expect(counted('judge', [0, 1, 2, 3, 2, 3, 4])).toEqual({ sum: 4, resets: 0, rollovers: 0, held: 0 });
  });

  it('Prometheus, resets (Apache-2.0): 5 → 1 is a restart, 9; the default holds the step, 8', () => {
    expect(counted('restart', [1, 2, 3, 4, 5, 1, 2, 3, 4, 5])).toEqual({ sum: 9, resets: 1, rollovers: 0, held: 0 });
    expect(counted('judge', [1, 2, 3, 4, 5, 1, 2, 3, 4, 5])).toEqual({ sum: 8, resets: 0, rollovers: 0, held: 1 });
  });

  it('Open Energy Dashboard, pipeline (MPL-2.0): 336 without a fall, and 216 where each reading comes three times', () => {
    for (const falls of ['judge', 'restart', 'net'] as const) {
      expect(counted(falls, [24, 72, 144, 240, 360]).sum).toBe(336);
      expect(counted(falls, [24, 24, 24, 72, 72, 72, 144, 144, 144, 240, 240, 240]).sum).toBe(216);
    }
  });

  it('a register of four digits rolls over: 13', () => {
    expect(counted('judge', [9990, 9998, 3], 4)).toEqual({ sum: 13, resets: 0, rollovers: 1, held: 0 });
    expect(counted('restart', [9990, 9998, 3], 4)).toEqual({ sum: 13, resets: 0, rollovers: 1, held: 0 });
  });
});
