import { describe, expect, it } from 'vitest';
import type { DayLoadAnswer, LoadAnswer } from '../../api/schemas/use.ts';
import { shadeColour, shadeOf, toHeat } from '../../dashboard/charts/heat.ts';
import { monthPeaks, toDayLoadChart, toDemandChart, toProfileChart } from '../../dashboard/charts/load.ts';
import type { ChartModel } from '../../dashboard/charts/model.ts';
import { countQualities } from '../../dashboard/charts/qualities.ts';
import { follow, zoomBy } from '../../dashboard/charts/zoom.ts';
import { createLocalTime } from '../../domain/local-time.ts';

const shanghai = createLocalTime('Asia/Shanghai');
const at = (clock: string, day = '2026-11-20') => shanghai.at(day, clock);
const dayOf = (day: string, rate: number | null, hours: (number | null)[] = []): LoadAnswer['days'][number] => ({
  day,
  kind: 'teaching',
  coverage: rate === null ? 0 : 1,
  base: null,
  peak: rate === null ? null : { rate, at: at('10:15', day) },
  hours,
});
const load: LoadAnswer = {
  medium: 'electricity',
  unit: 'kWh',
  rateUnit: 'kW',
  stepRate: 0.4,
  from: '2026-10-30',
  to: '2026-11-02',
  coverage: 1,
  nightShare: 0.3,
  base: 12,
  peak: null,
  byKind: [{ kind: 'teaching', days: 3, amount: 1, share: 1, profile: { days: 3, mean: [4, null], low: [3, null], high: [5, null] } }],
  days: [dayOf('2026-10-30', 40), dayOf('2026-10-31', 60), dayOf('2026-11-01', null)],
};

describe('peaks', () => {
  it('of October are 60 kW on the 31st at 10:15; November has none', () => {
    expect(monthPeaks(load.days)).toEqual([{ month: '2026-10', rate: 60, at: at('10:15', '2026-10-31'), coverage: 1 }]);
  });

  it('of days are bars, and a day without any is a gap', () => {
    const { points, shape } = toDemandChart(load, shanghai, at('12:00', '2026-11-01'), []);
    expect(shape).toBe('bars');
    expect(points.map(({ value, running }) => [value, running])).toEqual([
      [40, false],
      [60, false],
      [null, true],
    ]);
  });
});

describe('load of a day', () => {
  it('is a line with its estimate marked, its gap a gap, and the usual around it', () => {
    const quarter = (index: number, rate: number | null, isEstimated = false) => ({
      at: at('00:00') + index * 900_000,
      rate,
      isEstimated,
      low: 1,
      middle: 2,
      high: 3,
    });
    const answer: DayLoadAnswer = {
      medium: 'electricity',
      rateUnit: 'kW',
      day: '2026-11-20',
      kind: 'teaching',
      quarters: [quarter(0, 8), quarter(1, 9, true), quarter(2, null)],
      usualDays: 12,
      peak: null,
    };
    const chart = toDayLoadChart(answer, at('12:00'));
    expect(chart.points.map(({ value, quality }) => [value, quality])).toEqual([
      [8, 'measured'],
      [9, 'estimated'],
      [null, 'absent'],
    ]);
    expect(chart.usual).toEqual({ low: [1, 1, 1], middle: [2, 2, 2], high: [3, 3, 3] });
    expect(toDayLoadChart({ ...answer, usualDays: 0 }, at('12:00')).usual).toBeUndefined();
  });

  it('of a kind of day is a clock without a date, and not there for a kind that did not occur', () => {
    expect(toProfileChart(load, 'teaching', shanghai)).toMatchObject({ isClock: true, points: [{ value: 4 }, { value: null }] });
    expect(toProfileChart(load, 'holiday', shanghai)).toBeUndefined();
  });
});

describe('heat map', () => {
  it('has a hole where an hour is absent, and the palest shade for zero', () => {
    const { cells, days } = toHeat([dayOf('2026-10-30', 1, [0, null, 6])]);
    expect(days).toEqual(['2026-10-30']);
    expect(cells).toEqual([
      { day: 0, hour: 0, rate: 0 },
      { day: 0, hour: 2, rate: 6 },
    ]);
    expect([0, 1, 5, 6, 99].map((rate) => shadeOf(rate, 6))).toEqual([1, 1, 5, 6, 6]);
  });

  it('is full colour in the last of six shades', () => {
    expect(shadeColour('#bd7a0a', 6)).toBe('rgba(189, 122, 10, 1.00)');
    expect(shadeColour('#bd7a0a', 1)).toBe('rgba(189, 122, 10, 0.08)');
  });
});

describe('qualities', () => {
  it('are three quarters measured and one estimated; the quarter hour that goes on does not count', () => {
    const quarters = (['measured', 'estimated', 'measured', 'measured', 'absent'] as const).map((quality, index) => ({
      at: index * 900_000,
      value: 1,
      quality,
    }));
    expect(countQualities(quarters, 4.5 * 900_000)).toEqual([
      { quality: 'measured', count: 3, share: 0.75 },
      { quality: 'estimated', count: 1, share: 0.25 },
    ]);
  });
});

describe('zoom', () => {
  const bars: ChartModel = {
    medium: 'water',
    unit: 'm³',
    shape: 'bars',
    grain: 'day',
    points: Array.from({ length: 41 }, (_, index) => ({ at: index, value: 1, coverage: 1, estimated: 0 })),
    shades: [],
    marks: [],
  };

  it('halves 40 days around their middle, and comes back to all', () => {
    const closer = zoomBy(bars, null, 0.5);
    expect(closer).toEqual({ min: 10, max: 30 });
    expect(zoomBy(bars, closer, 2)).toBeNull();
  });

  it('stops at five bars', () => {
    expect(zoomBy(bars, { min: 10, max: 14 }, 0.5)).toEqual({ min: 10, max: 14 });
  });

  it('follows the keyboard to bar 35', () => {
    expect(follow({ min: 10, max: 30 }, 35)).toEqual({ min: 15, max: 35 });
    expect(follow({ min: 10, max: 30 }, 20)).toEqual({ min: 10, max: 30 });
  });
});
