import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { computeMonth } from '../../../reports/month/compute-month.ts';
import { loadMonth } from '../../../reports/month/load-month.ts';
import { type Indicator, monthReport, type MonthReport } from '../../../reports/month/schema.ts';
import { addDays, daysBetween } from '../../../domain/local-time.ts';
import { LONDON, METERS, MONTH, type MonthSchool, openSchool, usedAtNight, usedBetween, usedIn } from './school.ts';

let school: MonthSchool;
let report: MonthReport;
beforeAll(async () => {
  school = await openSchool();
  await school.fill();
  report = computeMonth(await loadMonth(school.deps, await school.view(), MONTH), 1);
}, 60_000);
afterAll(() => school.close());

const row = (code: Indicator['code'], of = report) => of.indicators.find((one) => one.code === code)!;
const building = (id: string, of = report) => of.buildings.find((one) => one.building === id)!;
const share = (now: number, before: number) => Number(((now - before) / before).toFixed(6));

/** Held against the registers alone: no interval, no day total, no tally of the program. */
describe('report of a month, from raw registers', () => {
  it.each([
    ['electricity', 'main'],
    ['water', 'water-main'],
  ] as const)('has the %s of the month, the months beside it and both years', (code, meter) => {
    const raw = school.raw(meter);
    const [now, before, lastYear] = [usedIn(raw, '2026-10'), usedIn(raw, '2026-09'), usedIn(raw, '2025-10')];
    const known = row(code);
    expect(Number(known.month.value)).toBe(now);
    expect(Number(known.lastMonth.value)).toBe(before);
    expect(Number(known.lastYear.value)).toBe(lastYear);
    expect(Number(known.cumulated.value)).toBe(usedIn(raw, '2026-01', '2026-10'));
    expect(known.mom).toBe(share(now, before));
    expect(known.yoy).toBe(share(now, lastYear));
    expect(known.month.coverage).toBe(1);
  });

  it('has every building, its share, its change and its nights, across the change of the clock', () => {
    for (const [id, meter] of [
      ['a', 'a-main'],
      ['b', 'b-main'],
      ['flats', 'flats-main'],
    ] as const) {
      const raw = school.raw(meter);
      const now = usedIn(raw, '2026-10');
      expect(Number(building(id).electricity.value)).toBe(now);
      expect(building(id).share).toBe(Number((now / usedIn(school.raw('main'), '2026-10')).toFixed(6)));
      expect(building(id).yoy).toBe(share(now, usedIn(raw, '2025-10')));
      expect(building(id).nightShare).toBe(Number((usedAtNight(raw, '2026-10-01', '2026-11-01') / now).toFixed(6)));
    }
    expect(report.buildings.map(({ building: id }) => id)).toEqual(['a', 'b', 'flats']);
  });

  it('has the median of the night flows from two to five', () => {
    const raw = school.raw('b-water');
    const flows = daysBetween('2026-10-01', '2026-11-01')
      .map((day) => (usedBetween(raw, LONDON.at(day, '02:00'), LONDON.at(day, '05:00')) * 1000) / 3)
      .toSorted((a, b) => a - b);
    expect(building('b').minNightFlowLph).toBeCloseTo(flows[15]!, 6);
  });

  it('has the days of the month beside those of last year, and thirteen months', () => {
    const raw = school.raw('main');
    const { days, values, lastYear } = report.charts.electricity;
    expect(days).toEqual(daysBetween('2026-10-01', '2026-11-01'));
    days.forEach((day, index) => {
      const ofDay = (date: string) => usedBetween(raw, LONDON.startOfDay(date), LONDON.startOfDay(addDays(date, 1)));
      expect(values[index]).toBe(ofDay(day));
      expect(lastYear[index]).toBe(ofDay(`2025${day.slice(4)}`));
    });
    // 25 October 2026 has 25 hours.
    const short = usedBetween(raw, LONDON.startOfDay('2026-10-24'), LONDON.startOfDay('2026-10-25'));
    expect(values[24]!).toBeGreaterThan(short);
    expect(report.charts.months.map(({ month, electricity }) => [month, electricity])).toEqual(
      Array.from({ length: 13 }, (_, index) => {
        const month = new Date(Date.UTC(2025, 9 + index, 1)).toISOString().slice(0, 7);
        return [month, usedIn(raw, month)];
      }),
    );
  });

  it('has what each meter counted, of which the sums are made', () => {
    for (const { meter, days, month } of report.meters.filter((one) => one.meter !== null)) {
      expect(month).toBe(usedIn(school.raw(meter!), '2026-10'));
      expect(days).toHaveLength(31);
      expect(Number(days.reduce<number>((sum, value) => sum + value!, 0).toFixed(6))).toBe(month);
    }
  });

  it('sets the main meters against those behind them', () => {
    const [electricity, water] = report.balance;
    const parts = ['a-main', 'b-main', 'flats-main'].reduce((sum, id) => sum + usedIn(school.raw(id), '2026-10'), 0);
    expect(Number(electricity!.main.value)).toBe(usedIn(school.raw('main'), '2026-10'));
    expect(Number(electricity!.parts.value)).toBeCloseTo(parts, 6);
    expect(Number(electricity!.gap)).toBeCloseTo(usedIn(school.raw('main'), '2026-10') - parts, 6);
    // 0.01 m³ an hour, and October has 745 of them.
    expect(Number(water!.gap)).toBeCloseTo(7.45, 6);
  });
});

describe('report of a month', () => {
  it('is what its schema says, also after it was stored', () => {
    expect(monthReport.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  });

  it('does not call zero what is not metered apart', () => {
    const [lighting, cooling, power] = report.subItems;
    expect(cooling).toMatchObject({ code: '01B00', metering: 'part', value: { value: String(usedIn(school.raw('a-ac'), '2026-10')) } });
    expect(lighting).toMatchObject({ code: '01A00', metering: 'rest' });
    expect(Number(lighting!.value.value)).toBeCloseTo(usedIn(school.raw('main'), '2026-10') - usedIn(school.raw('a-ac'), '2026-10'), 6);
    expect(power).toMatchObject({ code: '01C00', metering: 'none', value: { value: null, why: { zh: '未单独计量' } }, share: null });
  });

  it('counts the teaching days beside every comparison', () => {
    // Weekdays of October 2026, less the five of the vacation; weekdays of October 2025.
    expect(report.days.teaching).toEqual({ month: 17, lastMonth: 22, lastYear: 23 });
    expect(report.summary[0]!.zh).toContain('（教学日 17 天，上年同期 23 天）');
    expect(report.causes[0]!.text.en).toBe('6 fewer teaching days than in the same month last year (17 against 23).');
    expect(Number(report.perTeachingDay.electricity.month.value)).toBeCloseTo(Number(row('electricity').month.value) / 17, 3);
  });

  it('says in five sentences what a reader has to know, and never claims a saving', () => {
    expect(report.summary).toHaveLength(5);
    expect(report.summary[0]!.zh).toMatch(/^本月用电 2,737 kWh，较上年同期增加 7 %.*电费未知（/);
    expect(report.summary[2]!.zh).toContain('不作气温修正');
    expect(report.summary[4]!.zh).toBe('年度配额已用：用电量 43.6 %（时间进度 83.3 %）；数据完整率：用电量 100 %，用水量 100 %。');
    for (const { zh, en } of report.summary) {
      expect(zh).not.toContain('节约');
      expect(en).not.toContain('sav');
    }
  });

  it('knows no cost without an account, and says so', () => {
    expect(row('electricity_cost').month.value).toBeNull();
    expect(report.costTroubles[0]!.zh).toContain('没有登记');
    expect(report.tariffs).toEqual([]);
  });

  it('does not compare with a year of which a part is missing', () => {
    const { cumulatedLastYear } = row('electricity');
    expect(cumulatedLastYear.why!.zh).toBe('部分表 2025年9月1日起才有数据，不全');
  });

  it('names nobody’s home', () => {
    const text = JSON.stringify(report);
    for (const name of ['flat-1', 'flat-2', 'flats-main', '王老师家', '李老师家']) expect(text).not.toContain(name);
    const homes = report.meters.filter(({ meter }) => meter === null);
    expect(homes).toMatchObject([{ building: 'flats', medium: 'electricity', month: usedIn(school.raw('flats-main'), '2026-10') }]);
    expect(report.meters).toHaveLength(METERS.length - 2);
  });
});

describe('report of a month without much data', () => {
  it('of the first month says since when, and compares nothing', async () => {
    const young = await openSchool({ fromDay: '2026-10-12' });
    await young.fill();
    const first = computeMonth(await loadMonth(young.deps, await young.view(), MONTH), 1);
    const electricity = row('electricity', first);
    expect(Number(electricity.month.value)).toBe(
      usedBetween(young.raw('main'), LONDON.startOfDay('2026-10-12'), LONDON.startOfDay('2026-11-01')),
    );
    expect(electricity.month.why!.zh).toBe('部分表 2026年10月12日起才有数据，不全');
    expect(electricity).toMatchObject({ mom: null, yoy: null, lastYear: { value: null }, lastMonth: { value: null } });
    expect(first.summary[0]!.zh).toContain('没有上年同期数据可比');
    expect(first.charts.electricity.values.slice(0, 11)).toEqual(Array(11).fill(null));
    await young.close();
  });

  it('of a school without a reading knows nothing, and nothing is zero', async () => {
    const empty = await openSchool();
    const nothing = computeMonth(await loadMonth(empty.deps, await empty.view(), MONTH), 1);
    expect(monthReport.parse(nothing)).toEqual(nothing);
    expect(row('electricity', nothing).month).toMatchObject({ value: null, coverage: null });
    expect(nothing.summary[0]!.zh).toContain('本月用电量未知');
    expect(nothing.metering).toMatchObject({ online: 0, silent: expect.arrayContaining([{ name: '表 main', nameEn: 'main' }]) as unknown });
    expect(nothing.metering.omitted).toBe(3);
    expect(nothing.dataUntilAt).toBeNull();
    await empty.close();
  });
});
