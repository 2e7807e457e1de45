import { describe, expect, it } from 'vitest';
import type { SavingDay, SavingView } from '../../api/schemas/measures.ts';
import { HEIGHT, toScatter } from '../../dashboard/savings/scatter.ts';

const day = (meanC: number | null, actual: number | null, more: Partial<SavingDay> = {}): SavingDay => ({
  day: '2026-01-01',
  at: 0,
  actual,
  expected: null,
  meanC,
  kind: 'school',
  ...more,
});
const model: NonNullable<SavingView['model']> = {
  weather: 'heating',
  heatingC: 10,
  coolingC: null,
  lines: [
    { kind: 'weekend', base: 10, heatingPerK: 1, coolingPerK: 0, count: 20 },
    { kind: 'school', base: 100, heatingPerK: 5, coolingPerK: 0, count: 60 },
  ],
  days: 80,
  outliers: 0,
  r2: 0.9,
  cvrmse: 0.1,
};

describe('the scatter of a saving', () => {
  it('shows days of the commonest kind that are known, with the line through its balance point', () => {
    const drawn = toScatter([day(2, 140), day(null, 90), day(3, 12, { kind: 'weekend' })], [day(18, 95), day(20, null)], model)!;
    expect(drawn).toMatchObject({ kind: 'school', lowC: 0, highC: 20, top: 200 });
    expect([drawn.before.length, drawn.after.length]).toEqual([1, 1]);
    const corners = drawn.line.split(' ').map((corner) => corner.split(',').map(Number));
    expect(corners).toHaveLength(3);
    // 150 at 0 °C, 100 from 10 °C on.
    expect(corners[1]![1]).toBe(corners[2]![1]);
    expect(corners[0]![1]).toBeLessThan(corners[1]![1]!);
    expect(drawn.yTicks[0]!.y).toBe(HEIGHT - 34);
  });

  it('is not there without a temperature', () => {
    expect(toScatter([day(null, 1)], [], model)).toBeUndefined();
  });
});
