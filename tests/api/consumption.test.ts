import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConsumptionAnswer } from '../../api/schemas/consumption.ts';
import { daysFrom, LONDON, openSchool, type School } from './school.ts';

/** Noon of 20 May 2026, a Wednesday, in London: UTC+1. */
const NOW = LONDON.at('2026-05-20', '12:00');

let school: School;
beforeAll(async () => {
  school = await openSchool(NOW);
});
afterAll(() => school.close());

const ask = (query: string) => school.get<ConsumptionAnswer>(`/consumption?${query}`);
const byKey = (answer: ConsumptionAnswer) => new Map(answer.series.map((series) => [series.key, series]));

describe('consumption by month in London', () => {
  beforeAll(async () => {
    // 0.25 kWh an interval = 24 kWh a day of 24 hours.
    for (const day of [...daysFrom('2025-10-01', 31), ...daysFrom('2026-03-01', 31)]) await school.seedDay('a-main', day, 0.25);
  });

  it('sums 745 kWh over October, whose last Sunday has 25 hours, and knows all of it', async () => {
    const { series } = await ask('by=meter&meter=a-main&bucket=month&from=2025-10-01&to=2025-11-01');
    expect(series).toHaveLength(1);
    expect(series[0]).toMatchObject({ key: 'a-main', medium: 'electricity', unit: 'kWh', total: 745, coverage: 1, estimated: 0 });
    expect(series[0]!.buckets).toEqual([{ at: Date.parse('2025-09-30T23:00:00Z'), value: 745, coverage: 1, estimated: 0, held: 0 }]);
  });

  it('sums 743 kWh over March, whose last Sunday has 23 hours', async () => {
    const { series } = await ask('by=meter&meter=a-main&bucket=month&from=2026-03-01&to=2026-04-01');
    expect(series[0]).toMatchObject({ total: 743, coverage: 1 });
  });

  it('gives 100 and 92 intervals to the days of the clock changes, as 25 and 23 hours', async () => {
    const long = await ask('by=meter&meter=a-main&bucket=hour&from=2025-10-26&to=2025-10-27');
    const short = await ask('by=meter&meter=a-main&bucket=hour&from=2026-03-29&to=2026-03-30');
    expect(long.series[0]!.buckets.map(({ value }) => value)).toEqual(Array.from({ length: 25 }, () => 1));
    expect(short.series[0]!.buckets.map(({ value }) => value)).toEqual(Array.from({ length: 23 }, () => 1));
  });

  it('gives a month that the span cuts only its part inside', async () => {
    const { series } = await ask('by=meter&meter=a-main&bucket=month&from=2025-10-20&to=2025-10-26');
    expect(series[0]!.buckets).toMatchObject([{ at: LONDON.startOfDay('2025-10-20'), value: 144 }]);
  });

  it('gives null, never 0, to months without any reading', async () => {
    const { series } = await ask('by=meter&meter=a-main&bucket=month&from=2025-11-01&to=2026-01-01');
    expect(series[0]!.buckets.map(({ value, coverage }) => [value, coverage])).toEqual([
      [null, 0],
      [null, 0],
    ]);
    expect(series[0]!.total).toBeNull();
  });
});

describe('consumption of buildings and the site', () => {
  beforeAll(async () => {
    for (const day of daysFrom('2026-05-11', 7)) {
      await school.seedDay('a-main', day, 0.5);
      await school.seedDay('a-ac', day, 0.2);
      await school.seedDay('a-water', day, 0.01);
    }
    // Block B begins on the 15th and has no data on the 16th; on the 17th half of the day is an estimate.
    await school.seedDay('b-main', '2026-05-15', 1);
    await school.seedDay('b-main', '2026-05-17', 1, 'estimated');
  });
  const week = 'bucket=day&from=2026-05-11&to=2026-05-18';

  it('counts 48 kWh a day for block A: its air-conditioners are inside its main meter', async () => {
    const series = byKey(await ask(`by=building&medium=electricity&${week}`));
    expect([...series.keys()]).toEqual(['a', 'b']);
    expect(series.get('a')).toMatchObject({ nameEn: 'Block A', total: 336, coverage: 1 });
    expect(series.get('b')!.nameEn).toBe('宿舍B');
  });

  it('adds what is known: 48 kWh before block B had a meter, then 144 kWh, then 48 kWh with half covered', async () => {
    const series = byKey(await ask(`by=medium&${week}`));
    expect([...series.keys()]).toEqual(['electricity', 'water']);
    const days = series.get('electricity')!.buckets;
    expect(days.map(({ value }) => value)).toEqual([48, 48, 48, 48, 144, 48, 144]);
    expect(days.map(({ coverage }) => coverage)).toEqual([1, 1, 1, 1, 1, 0.5, 0.5]);
    expect(days.map(({ estimated }) => estimated)).toEqual([0, 0, 0, 0, 0, 0, 0.5]);
    // 7 days of A and 3 of B are due: 10; covered are 7 of A and 1 of B.
    expect(series.get('electricity')).toMatchObject({ total: 528, coverage: 0.8, estimated: 0.1 });
    expect(series.get('water')).toMatchObject({ unit: 'm³', total: 6.72, nameEn: 'Water' });
  });

  it('lists a sub-meter by itself when asked by meter', async () => {
    const series = byKey(await ask(`by=meter&building=a&${week}`));
    expect([...series].map(([key, { total }]) => [key, total])).toEqual([
      ['a-main', 336],
      ['a-ac', 134.4],
      ['a-water', 6.72],
    ]);
  });

  it('narrows the site to one building', async () => {
    const { series } = await ask(`by=medium&medium=electricity&building=b&${week}`);
    expect(series).toMatchObject([{ key: 'electricity', total: 192, coverage: 0.333333, estimated: 0.333333 }]);
  });
});

describe('coverage of a day that is not over', () => {
  it('expects 46 intervals at noon: the readings that close the last two may still come', async () => {
    // Readings come every 15 min, and 2 min later they are intervals: due at 12:00 is what ended by 11:43. 23 of 46 are there.
    const known = Array.from({ length: 96 }, (_, index) => (index < 23 ? 0.5 : null));
    await school.seedDay('a-main', '2026-05-20', known);
    const { series } = await ask('by=meter&meter=a-main&from=2026-05-20&to=2026-05-22');
    expect(series[0]!.buckets).toMatchObject([
      { value: 11.5, coverage: 0.5 },
      { value: null, coverage: 0 },
    ]);
    expect(series[0]).toMatchObject({ total: 11.5, coverage: 0.5 });
  });
});
