import { describe, expect, it } from 'vitest';
import type { ConsumptionSeries } from '../../api/schemas/consumption.ts';
import { referenceSpan, toCompared } from '../../dashboard/charts/compared.ts';
import { createLocalTime, daysBetween, weekdayOf } from '../../domain/local-time.ts';

const shanghai = createLocalTime('Asia/Shanghai');
const bucket = (day: string, value: number | null, coverage = 1): ConsumptionSeries['buckets'][number] => ({
  at: shanghai.startOfDay(day),
  value,
  coverage,
  estimated: 0,
  held: 0,
});
const calendar = daysBetween('2026-01-01', '2026-06-01').map((day) => ({
  day,
  type: weekdayOf(day) % 6 === 0 ? ('weekend' as const) : ('teaching' as const),
}));

describe('what a chart is held against', () => {
  it('is the same date of the month before: 30 May finds 30 April, 31 May nothing', () => {
    const reference = daysBetween('2026-04-01', '2026-05-01').map((day) => bucket(day, Number(day.slice(8))));
    const shown = ['2026-05-01', '2026-05-30', '2026-05-31'].map((day) => bucket(day, 1));
    expect(toCompared(shown, reference, 'month', calendar, shanghai)).toEqual({ by: 'month', values: [1, 30, null] });
  });

  it('leaves out a date of which only four fifths are known', () => {
    const reference = [bucket('2026-04-01', 7, 0.8), bucket('2026-04-02', 8, 0.9)];
    const shown = [bucket('2026-05-01', 1), bucket('2026-05-02', 1)];
    expect(toCompared(shown, reference, 'month', calendar, shanghai)?.values).toEqual([null, 8]);
  });

  it('is the mean of five school days, and nothing for a Saturday with four Saturdays and Sundays before it', () => {
    // Thursday 12 March to Wednesday 18 March and four days of weekend.
    const teaching = ['2026-03-12', '2026-03-13', '2026-03-16', '2026-03-17', '2026-03-18'].map((day, index) => bucket(day, index));
    const free = ['2026-03-07', '2026-03-08', '2026-03-14', '2026-03-15'].map((day) => bucket(day, 50));
    const shown = [bucket('2026-03-20', 9), bucket('2026-03-21', 9)];
    expect(toCompared(shown, [...teaching, ...free], 'day_types', calendar, shanghai)).toEqual({ by: 'day_types', values: [2, null] });
  });

  it('is nothing at all where nothing can be compared', () => {
    expect(toCompared([bucket('2026-05-01', 1)], [], 'year', calendar, shanghai)).toBeUndefined();
  });

  it('asks for eight weeks before the span, or for the same dates of last year', () => {
    const span = { from: '2026-05-01', to: '2026-05-31' };
    expect(referenceSpan(span, 'day_types')).toEqual({ from: '2026-03-06', to: '2026-05-01' });
    expect(referenceSpan(span, 'year')).toEqual({ from: '2025-05-01', to: '2025-05-31' });
  });
});
