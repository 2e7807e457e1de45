import { describe, expect, it } from 'vitest';
import type { ConsumptionSeries, TodayAnswer } from '../../api/schemas/consumption.ts';
import { addDays, createLocalTime, daysBetween } from '../../domain/local-time.ts';
import { toBucketChart, toMonthsChart } from '../../dashboard/charts/buckets.ts';
import { commonTop, toBuildingMultiples } from '../../dashboard/charts/building-multiples.ts';
import { coverageNote } from '../../dashboard/charts/coverage.ts';
import { toCsv, toRows } from '../../dashboard/charts/csv.ts';
import { type ChartPoint, indexAt, isHatched } from '../../dashboard/charts/model.ts';
import { heldOf } from '../../dashboard/charts/held.ts';
import { toNightsChart } from '../../dashboard/charts/nights.ts';
import { toRateChart } from '../../dashboard/charts/rate.ts';
import { toAroundChart, toRegisterChart } from '../../dashboard/charts/register.ts';
import { toShades } from '../../dashboard/charts/shading.ts';
import { chooseTicks, wholeHours } from '../../dashboard/charts/ticks.ts';
import { toTodayChart } from '../../dashboard/charts/today.ts';

const HOUR = 3_600_000;
const shanghai = createLocalTime('Asia/Shanghai');
const start = (day: string) => shanghai.startOfDay(day);

type Bucket = ConsumptionSeries['buckets'][number];
const bucket = (at: number, value: number | null, coverage = value === null ? 0 : 1, estimated = 0): Bucket => ({
  at,
  value,
  coverage,
  estimated,
  held: 0,
});
const seriesOf = (key: string, buckets: Bucket[]): ConsumptionSeries => ({
  key,
  name: key,
  nameEn: key,
  medium: 'electricity',
  unit: 'kWh',
  total: 0,
  coverage: 1,
  estimated: 0,
  held: 0,
  buckets,
});

describe('today', () => {
  const hour = (index: number, value: number | null, usual: number | null) => ({
    at: start('2026-11-20') + index * HOUR,
    value,
    coverage: 1,
    usualLow: usual,
    usualMiddle: usual,
    usualHigh: usual,
  });
  const today = (usual: number | null): TodayAnswer => ({
    medium: 'water',
    unit: 'm³',
    day: '2026-11-20',
    dayType: 'teaching',
    now: start('2026-11-20') + 1.5 * HOUR,
    soFar: 3,
    coverage: 1,
    usualSoFar: usual,
    comparedDays: 12,
    hours: [hour(0, 2, usual), hour(1, 1, usual), hour(2, 0, usual)],
  });

  it('leaves hours to come absent, and the present one running', () => {
    const { points } = toTodayChart(today(1));
    expect(points.map(({ value }) => value)).toEqual([2, 1, null]);
    expect(points.map(({ running }) => running)).toEqual([false, true, true]);
  });
  it('has no band where there is no usual', () => {
    expect(toTodayChart(today(1)).usual?.high).toEqual([1, 1, 1]);
    expect(toTodayChart(today(null)).usual).toBeUndefined();
  });
});

describe('months', () => {
  const days = ['2025-10', '2025-11', '2025-12', '2026-10', '2026-11'];
  const months = Array.from({ length: 14 }, (_, index) => new Date(Date.UTC(2025, 9 + index, 1)).toISOString().slice(0, 7));
  const monthly = seriesOf(
    'electricity',
    months.map((month) => bucket(start(`${month}-01`), days.includes(month) ? 100 + months.indexOf(month) : null)),
  );
  const now = start('2026-11-20');

  it('put last year behind the same month, where a whole month is known', () => {
    const chart = toMonthsChart(monthly, 13, now, start('2025-10-20'));
    expect(chart.points).toHaveLength(13);
    expect(chart.compared?.values.at(-1)).toBe(101);
    expect(chart.compared?.values.at(-2), 'October of last year began on the 20th').toBeNull();
  });
  it('have no outline when nothing of last year is known', () => {
    expect(toMonthsChart(monthly, 13, now, start('2026-01-01')).compared).toBeUndefined();
  });
  it('call the month that goes on running', () => {
    const chart = toMonthsChart(monthly, 13, now, 0);
    expect(chart.points.map(({ running }) => running)).toEqual([...Array(12).fill(false), true]);
  });
});

describe('days', () => {
  it('keep an absent day absent, never zero', () => {
    const chart = toBucketChart(seriesOf('b', [bucket(start('2026-11-18'), 5), bucket(start('2026-11-19'), null)]), {
      grain: 'day',
      now: start('2026-11-25'),
    });
    expect(chart.points[1]?.value).toBeNull();
  });
  it('keep only marks of their own span', () => {
    const mark = (day: string) => ({ at: start(day) + 5 * HOUR, alertId: day, label: 'x' });
    const chart = toBucketChart(seriesOf('b', [bucket(start('2026-11-18'), 5), bucket(start('2026-11-19'), 6)]), {
      grain: 'day',
      now: start('2026-11-20'),
      marks: [mark('2026-11-01'), mark('2026-11-19')],
    });
    expect(chart.marks.map(({ alertId }) => alertId)).toEqual(['2026-11-19']);
  });
  it('hatch what is estimated by more than 2 %', () => {
    const point = (estimated: number): ChartPoint => ({ at: 0, value: 1, coverage: 1 - estimated, estimated });
    expect([0, 0.02, 0.03, 1].map((share) => isHatched(point(share)))).toEqual([false, false, true, true]);
  });
});

describe('buildings side by side', () => {
  const last = '2026-11-20';
  const days = daysBetween(addDays(last, -59), addDays(last, 1));
  const calendar = days.map((day) => ({
    day,
    type: new Date(`${day}T00:00:00Z`).getUTCDay() % 6 === 0 ? ('weekend' as const) : ('teaching' as const),
  }));
  const building = (key: string, valueOf: (index: number, day: string) => number | null) =>
    seriesOf(
      key,
      days.map((day, index) => bucket(start(day), valueOf(index, day))),
    );
  const frame = { days: 30, calendar, shades: [], local: shanghai, now: start(addDays(last, 1)) };

  it('put what changed most first, up or down, and what is unknown last', () => {
    const multiples = toBuildingMultiples(
      [
        building('steady', () => 10),
        building('unknown', () => null),
        building('up', (index) => (index < 30 ? 10 : 13)),
        building('down', (index) => (index < 30 ? 10 : 5)),
      ],
      frame,
    );
    expect(multiples.map(({ id }) => id)).toEqual(['down', 'up', 'steady', 'unknown']);
    expect(multiples[0]?.change).toBeCloseTo(-0.5);
    expect(multiples[3]).toMatchObject({ total: null, change: null });
  });
  it('compare teaching days with teaching days: quiet weekends are no saving', () => {
    const isWeekend = (day: string) => calendar.find((one) => one.day === day)?.type === 'weekend';
    const [one] = toBuildingMultiples([building('b', (index, day) => (isWeekend(day) ? (index < 30 ? 9 : 0) : 10))], frame);
    expect(one?.change).toBe(0);
  });
  it('do not count a day that is half known', () => {
    const buckets = days.map((day, index) => bucket(start(day), index < 30 ? 10 : 1, index < 30 ? 1 : 0.5));
    expect(toBuildingMultiples([seriesOf('b', buckets)], frame)[0]?.change).toBeNull();
  });
  it('share the scale of the largest day', () => {
    expect(commonTop(toBuildingMultiples([building('a', () => 3), building('b', () => 7)], frame))).toBe(7);
  });
});

describe('coverage', () => {
  const point = (coverage: number, more: Partial<ChartPoint> = {}): ChartPoint => ({ at: 0, value: 1, coverage, estimated: 0, ...more });

  it('is not mentioned at 98 % and above', () => expect(coverageNote([point(0.98), point(1)])).toBeUndefined());
  it('names the spans below 98 %, worst first', () => {
    const note = coverageNote([point(1), point(0.9, { at: 1 }), point(0.5, { at: 2 }), point(1)]);
    expect(note?.weak.map(({ at }) => at)).toEqual([2, 1]);
    expect(note?.coverage).toBeCloseTo(0.85);
  });
  it('judges neither what goes on nor what was before the first reading', () => {
    expect(coverageNote([point(0, { value: null }), point(1), point(0.3, { running: true })])).toBeUndefined();
  });
});

describe('shading', () => {
  it('joins Saturday and Sunday and tells a holiday from a weekend', () => {
    const shades = toShades(
      [
        { day: '2026-09-30', type: 'teaching' },
        { day: '2026-10-01', type: 'statutory_holiday' },
        { day: '2026-10-10', type: 'makeup_teaching' },
        { day: '2026-10-17', type: 'weekend' },
        { day: '2026-10-18', type: 'weekend' },
      ],
      shanghai,
    );
    expect(shades).toEqual([
      { fromAt: start('2026-10-01'), toAt: start('2026-10-02'), kind: 'holiday' },
      { fromAt: start('2026-10-17'), toAt: start('2026-10-19'), kind: 'weekend' },
    ]);
  });
});

describe('time labels', () => {
  const clock = (at: number) => `${shanghai.dayOf(at).slice(5)} ${shanghai.clockOf(at)}`;

  it('stand on whole hours of the site although the series begins at 18:10', () => {
    const from = start('2026-11-19') + 18 * HOUR + 600_000;
    const ticks = chooseTicks(wholeHours(from, from + 20 * HOUR, shanghai), 'instant', 8, shanghai);
    expect(ticks.map(clock)).toEqual(['11-19 21:00', '11-20 00:00', '11-20 03:00', '11-20 06:00', '11-20 09:00', '11-20 12:00']);
  });
  it('stand on Mondays for a month of days', () => {
    const days = daysBetween('2026-11-01', '2026-12-01').map(start);
    expect(chooseTicks(days, 'day', 10, shanghai).map((at) => shanghai.dayOf(at).slice(8))).toEqual(['02', '09', '16', '23', '30']);
  });
  it('are thinned evenly where no rule keeps any: five Mondays in a narrow chart', () => {
    const mondays = ['2026-10-19', '2026-10-26', '2026-11-09', '2026-11-16', '2026-11-23'].map(start);
    expect(chooseTicks(mondays, 'day', 3, shanghai).map((at) => shanghai.dayOf(at))).toEqual(['2026-10-19', '2026-11-09', '2026-11-23']);
  });
  it('are never more than there is room for', () => {
    const hours = Array.from({ length: 24 * 400 }, (_, index) => start('2026-01-01') + index * HOUR);
    for (const limit of [2, 5, 20]) expect(chooseTicks(hours, 'hour', limit, shanghai).length).toBeLessThanOrEqual(limit);
  });
});

describe('power and flow', () => {
  const interval = (index: number, value: number | null, quality: 'measured' | 'estimated' | 'absent') => ({
    at: index * HOUR,
    value,
    quality,
  });

  it('keep quality with every value and cut what is to come', () => {
    const chart = toRateChart(
      {
        unit: 'kW',
        telemetry: [],
        intervals: [interval(0, 1, 'measured'), interval(1, 2, 'estimated'), interval(2, null, 'absent'), interval(9, null, 'absent')],
      },
      'electricity',
      3 * HOUR,
      [],
    );
    expect(chart.points.map(({ quality }) => quality)).toEqual(['measured', 'estimated', 'absent']);
    expect(chart.points.map(isHatched)).toEqual([false, true, false]);
    expect(chart.points.map(({ coverage }) => coverage)).toEqual([1, 0, 0]);
    expect(chart.telemetry).toBeUndefined();
  });
});

describe('nights', () => {
  it('leave a night without data as a gap', () => {
    const chart = toNightsChart(
      {
        unit: 'kW',
        nights: [
          { night: '2026-11-18', value: 2, coverage: 1 },
          { night: '2026-11-19', value: null, coverage: 0 },
        ],
      },
      'electricity',
      shanghai,
      [],
    );
    expect(chart.points.map(({ at, value }) => [shanghai.dayOf(at), value])).toEqual([
      ['2026-11-18', 2],
      ['2026-11-19', null],
    ]);
  });
});

describe('table and file', () => {
  const words = {
    time: 'Time',
    value: 'Consumption',
    compared: 'Last year',
    usualLow: 'Low',
    usualHigh: 'High',
    coverage: 'Coverage',
    estimated: 'Estimated',
    quality: 'Quality',
    threshold: 'Line',
    baseline: 'Usual',
  };

  it('have one row a bar, the unit in the header and an empty cell for what is absent', () => {
    const chart = toBucketChart(seriesOf('b', [bucket(start('2026-11-18'), 5.5), bucket(start('2026-11-19'), null)]), {
      grain: 'day',
      now: 0,
    });
    const { header, rows } = toRows(chart, words, (at) => shanghai.dayOf(at));
    expect(toCsv(header, rows)).toBe('\ufeffTime,Consumption (kWh),Coverage,Estimated\r\n2026-11-18,5.5,1,0\r\n2026-11-19,,0,0\r\n');
  });
  it('quote what needs it, drop binary dust and disarm formulas', () => {
    expect(toCsv(['a,b', '"c"'], [[0.1 + 0.2, '=1+1']])).toBe('\ufeff"a,b","""c"""\r\n0.3,\'=1+1\r\n');
  });
});

describe('points', () => {
  it('are found by the span that holds an instant', () => {
    const points = [{ at: 10 }, { at: 20 }, { at: 30 }];
    expect([9, 10, 19, 20, 99].map((at) => indexAt(points, at))).toEqual([-1, 0, 0, 1, 2]);
  });
});

describe('what long gaps hold', () => {
  const of = (held: number, inBuckets: number[]) => ({
    held,
    buckets: inBuckets.map((part, index) => ({ ...bucket(start('2026-11-01') + index * 24 * HOUR, 10), held: part })),
  });

  it('is apart from the days: 40 of the span, none in a day', () => {
    expect(heldOf(of(40, [0, 0, 0]))).toEqual({ inside: 0, outside: 40, since: start('2026-11-01') });
  });

  it('is a part of a month where the gap lies in it, and apart where it goes across months', () => {
    expect(heldOf(of(40, [0, 30]))).toMatchObject({ inside: 30, outside: 10 });
  });

  it('counts as shown only what is shown', () => {
    expect(heldOf(of(40, [30, 10]), start('2026-11-02'))).toMatchObject({ inside: 10, outside: 0 });
  });

  it('is nothing where only the last binary places differ', () => {
    expect(heldOf(of(0.1 + 0.2, [0.3])).outside).toBe(0);
  });
});

describe('a register step', () => {
  const detail = {
    step: {
      meter: {
        id: 'm',
        name: '表',
        nameEn: 'Meter',
        medium: 'water' as const,
        unit: 'm³',
        building: 'b',
        buildingName: '',
        buildingNameEn: '',
      },
      fromAt: 2 * HOUR,
      toAt: 3 * HOUR,
      from: 512.375,
      to: 900000,
      kind: 'suspicious' as const,
      amount: null,
      consumption: null,
      booking: 'none' as const,
      size: 899487.625,
      open: true,
      correction: null,
    },
    options: [],
    readings: [1, 2, 3, 4].map((hour) => ({ at: hour * HOUR, register: hour === 3 ? 900000 : 512.375 })),
    usualPerHour: null,
    ratedPerHour: null,
    parent: null,
    children: null,
    intervals: [{ at: 2 * HOUR, value: null, quality: 'absent' as const }],
  };

  it('is drawn among the readings around it, as the display shows them, and stands out', () => {
    const model = toRegisterChart(detail);
    expect(model.points.map(({ value }) => value)).toEqual([512.375, 512.375, 900000, 512.375]);
    expect(model.register).toEqual({ fromAt: 2 * HOUR, toAt: 3 * HOUR, decimals: 3 });
  });

  it('shades its time in the consumption around it', () => {
    expect(toAroundChart(detail, 9 * HOUR)).toMatchObject({
      shades: [{ fromAt: 2 * HOUR, toAt: 3 * HOUR, kind: 'step' }],
      points: [{ value: null }],
    });
  });

  it('has a table of times and registers, without columns that a register has not', () => {
    const words = Object.fromEntries(
      ['time', 'value', 'compared', 'usualLow', 'usualHigh', 'coverage', 'estimated', 'quality'].map((name) => [name, name]),
    ) as unknown as Parameters<typeof toRows>[1];
    const { header, rows } = toRows(toRegisterChart(detail), words, String);
    expect(header).toEqual(['time', 'value (m³)']);
    expect(rows[0]).toEqual([String(HOUR), 512.375]);
  });
});
