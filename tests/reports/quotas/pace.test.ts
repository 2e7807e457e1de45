import { describe, expect, it } from 'vitest';
import { createCalendar } from '../../../domain/calendar.ts';
import { addDays, daysBetween, weekdayOf } from '../../../domain/local-time.ts';
import { type PaceQuestion, paceOf } from '../../../reports/quotas/pace.ts';

const calendar = createCalendar({
  terms: [
    { name: 'spring', firstDay: '2026-03-01', lastDay: '2026-06-30' },
    { name: 'autumn', firstDay: '2026-09-01', lastDay: '2027-01-20' },
  ],
  holidays: 'none',
  exceptions: [],
});
const flat = (): number => 1000;

function paceAt(lastDay: string, useOf: PaceQuestion['useOf'], changes: Partial<PaceQuestion> = {}) {
  const question = { amount: '365000', from: '2026-01-01', to: '2027-01-01', coverage: 1, ...changes };
  const past = daysBetween(question.from, question.to).filter((day) => day <= lastDay);
  const known = past.flatMap((day) => useOf(day) ?? []);
  const used = known.length === 0 ? null : known.reduce((sum, use) => sum + use, 0);
  return paceOf({ lastDay, useOf, calendar, used, ...question });
}

describe('the pace of a quota', () => {
  it('1,000 kWh a day of 1,000: on its way, used up on the last day', () => {
    expect(paceAt('2026-04-30', flat)).toEqual({
      used: 120_000,
      coverage: 1,
      usedShare: expect.closeTo(120 / 365, 5),
      dueShare: expect.closeTo(120 / 365, 5),
      shape: 'last_year',
      forecast: { value: expect.closeTo(365_000, 3), low: expect.closeTo(365_000, 3), high: expect.closeTo(365_000, 3) },
      usedUpOn: '2026-12-31',
      level: null,
    });
  });

  it('1,250 a day: 292 days', () => {
    const pace = paceAt('2026-04-30', (day) => (day < '2026' ? 1000 : 1250));
    expect(pace.forecast?.value).toBeCloseTo(456_250, 3);
    expect(pace.usedUpOn).toBe(addDays('2026-01-01', 291));
  });

  it('less than the quota: it is not used up in the period', () => {
    expect(paceAt('2026-04-30', (day) => (day < '2026' ? 1000 : 990)).usedUpOn).toBeNull();
  });

  it.each([
    [79.9, null],
    [80, 80],
    [89.9, 80],
    [90, 90],
    [100, 100],
    [130, 100],
  ])('%d %% used reach level %j', (percent, level) => {
    expect(paceAt('2026-04-30', flat, { used: 3650 * percent }).level).toBe(level);
  });

  it('expects what last year used by the date', () => {
    // The first half of last year used a quarter.
    const uneven = (day: string) => (day.slice(5) < '07-02' ? 1000 : 3000);
    expect(paceAt('2026-07-01', uneven).dueShare).toBeCloseTo(182 / (182 + 183 * 3), 6);
  });

  it('by day types where less than nine tenths of last year are known', () => {
    const use = (day: string) => (day < '2026-01-01' ? undefined : calendar.dayType(day) === 'vacation' ? 200 : 1000);
    const { shape, dueShare } = paceAt('2026-04-30', use);
    expect(shape).toBe('day_types');
    // 59 days of vacation lie behind, as many teaching days as weekends use the same.
    const [past, year] = ['2026-05-01', '2027-01-01'].map((to) =>
      daysBetween('2026-01-01', to).reduce((sum, day) => sum + (calendar.dayType(day) === 'vacation' ? 200 : 1000), 0),
    );
    expect(dueShare).toBeCloseTo(past! / year!, 6);
  });

  it('by days alike before anything was used, with nothing said of the end', () => {
    expect(paceAt('2026-01-31', () => undefined)).toEqual({
      used: null,
      coverage: 1,
      usedShare: null,
      dueShare: expect.closeTo(31 / 365, 5),
      shape: 'days',
      forecast: null,
      usedUpOn: null,
      level: null,
    });
  });

  it('gives a range from slow to fast weeks, which closes towards the end', () => {
    // Every fourth week uses half as much again.
    const use = (day: string) => (day < '2026' ? 1000 : Math.floor((Date.parse(day) / 86_400_000 + 3) / 7) % 4 === 0 ? 1500 : 1000);
    const early = paceAt('2026-03-31', use).forecast!;
    expect(early.low).toBeGreaterThan(365_000);
    expect(early.value).toBeGreaterThan(early.low);
    expect(early.high).toBeGreaterThan(early.value);
    expect(early.high).toBeLessThan(365_000 * 1.5);
    const late = paceAt('2026-12-20', use).forecast!;
    expect(late.high - late.low).toBeLessThan((early.high - early.low) / 10);
  });

  it('gives no range for a weekend that falls on other dates than last year', () => {
    const use = (day: string) => ([0, 6].includes(weekdayOf(day)) ? 200 : 1000);
    const { low, high, value } = paceAt('2026-06-30', use).forecast!;
    expect((high - low) / value).toBeLessThan(0.15);
  });

  it('waits two weeks with a forecast, and gives none where more than a tenth of the days is not known', () => {
    const march = { from: '2026-03-01', to: '2026-04-01', amount: '31000' };
    expect(paceAt('2026-03-13', flat, march).forecast).toBeNull();
    expect(paceAt('2026-03-14', flat, march).forecast?.value).toBeCloseTo(31_000, 3);
    const gappy = (day: string) => (day >= '2026' && Number(day.slice(8)) <= 5 ? undefined : 1000);
    expect(paceAt('2026-04-30', gappy)).toMatchObject({ forecast: null, usedUpOn: null });
  });

  it('counts what was used in a long gap, on no day', () => {
    const gap = (day: string) => (day >= '2026-02-01' && day < '2026-03-01' ? undefined : 3100);
    const pace = paceAt('2026-04-30', gap, { used: 400_000 });
    expect(pace).toMatchObject({ level: 100, forecast: null, usedUpOn: '2026-04-30' });
  });

  it('has nothing to forecast once the period is over, and nothing is due before it begins', () => {
    const february = { from: '2026-02-01', to: '2026-03-01', amount: '27000' };
    expect(paceAt('2026-03-10', flat, february)).toMatchObject({
      used: 28_000,
      dueShare: 1,
      forecast: null,
      usedUpOn: '2026-02-27',
      level: 100,
    });
    expect(paceAt('2026-01-31', flat, february)).toMatchObject({ used: null, dueShare: 0, forecast: null, usedUpOn: null });
  });

  it('of a term runs over the turn of the year', () => {
    const term = { from: '2025-09-01', to: '2026-01-21', amount: '142000' };
    const pace = paceAt('2025-12-31', flat, term);
    expect(pace).toMatchObject({ used: 122_000, dueShare: expect.closeTo(122 / 142, 5), usedUpOn: '2026-01-20' });
  });
});
