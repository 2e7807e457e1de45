import { describe, expect, it } from 'vitest';
import type { DayBook } from '../../analysis/health-detector.ts';
import { quotaPace } from '../../analysis/quota-pace.ts';
import { createCalendar } from '../../domain/calendar.ts';
import { addDays } from '../../domain/local-time.ts';
import type { CalendarPlan, Meter, Quota } from '../../domain/site.ts';
import { at, breaker, building, shanghai, waterMain } from './series-of.ts';

const detector = quotaPace.create(quotaPace.options.parse({}));
const campus: Meter = {
  ...breaker,
  id: 'e-campus',
  name: '进线总表',
  nameEn: 'Intake',
  building: 'sub',
  role: 'campus_main',
  space: undefined,
};
const main: Meter = { ...campus, id: 'e-b1', building: 'b1', role: 'building_main', parent: 'e-campus' };
const floor: Meter = { ...main, id: 'e-b1-2', role: 'branch', parent: 'e-b1' };
const plan: CalendarPlan = {
  terms: [
    { name: 'spring', firstDay: '2026-03-01', lastDay: '2026-06-30' },
    { name: 'autumn', firstDay: '2026-09-01', lastDay: '2027-01-20' },
  ],
  holidays: 'none',
  exceptions: [],
};
const calendar = createCalendar(plan);

/** @param useOf kWh of each meter on a day; undefined: not known */
function judge(
  useOf: (day: string, meter: string) => number | undefined,
  quotas: Quota[],
  day: string,
  meters: Meter[] = [campus, main, floor],
) {
  const days: DayBook = { total: (meter, date) => useOf(date, meter), remainder: () => undefined };
  return detector.judge({ plan: { meters, quotas }, days, local: shanghai, calendar, now: at(day, '06:40') });
}
const numbers = (judgement: ReturnType<typeof judge>, index = 0) =>
  Object.fromEntries(judgement.findings[index]!.evidence.map(({ name, value }) => [name, value]));

const site: Quota = { medium: 'electricity', year: 2026, amount: 365_000 };
const flat = (day: string) => (day < '2026' ? 900 : 1000);

describe('quota_pace', () => {
  it('has the defaults of the domain note', () => {
    expect(quotaPace.options.parse({})).toEqual({ aheadPercent: 10, usedPercent: 80, knownPercent: 90 });
  });

  it('is silent at 1,000 kWh a day of 1,000, and speaks from 1,100 on', () => {
    expect(judge(flat, [site], '2026-05-01').findings).toEqual([]);
    expect(judge((day) => flat(day) * 1.099, [site], '2026-05-01').findings).toEqual([]);
    const judgement = judge((day) => flat(day) * 1.1, [site], '2026-05-01');
    expect(judgement.findings).toMatchObject([
      { rule: 'quota_pace', meter: 'e-campus', night: '2026-01-01', startAt: at('2026-01-01', '00:00'), rate: null, wasted: null },
    ]);
    expect(numbers(judgement)).toEqual({
      used: expect.closeTo(132_000, 3),
      quota: 365_000,
      used_share: 36.2,
      expected_share: 32.9,
      pace: 110,
      threshold: 110,
      forecast: expect.closeTo(401_500, 3),
      known_days: 100,
    });
  });

  it('expects by date what last year used by then: a summer of air-conditioners is no surprise', () => {
    // July and August take three times as much, both years.
    const seasonal = (day: string) => (['07', '08'].includes(day.slice(5, 7)) ? 3000 : 1000);
    const quota = { ...site, amount: 365_000 + 62 * 2000 };
    expect(judge(seasonal, [quota], '2026-09-01').findings).toEqual([]);
    // A summer that is not there last year is.
    const findings = judge((day) => (day < '2026' ? 1340 : seasonal(day)), [quota], '2026-09-01').findings;
    expect(findings).toHaveLength(1);
  });

  it('goes by day types where last year is not known: a vacation at the beginning does not make spring look fast', () => {
    const use = (day: string) => (day < '2026' ? undefined : calendar.dayType(day) === 'vacation' ? 200 : 1000);
    const year = 365_000 - 800 * 140;
    // 59 days of vacation, then 61 of term: half of the days, 72 kWh of 253 expected by date.
    const judgement = judge((day) => use(day), [{ ...site, amount: year }], '2026-05-01');
    expect(judgement.findings).toEqual([]);
    const fast = judge((day) => (use(day) === undefined ? undefined : use(day)! * 1.3), [{ ...site, amount: year }], '2026-05-01');
    expect(numbers(fast).expected_share).toBeGreaterThan(25);
    expect(numbers(fast).expected_share).toBeLessThan(32.9);
  });

  it('leaves days out on both sides that are not known, and says nothing below 90 %', () => {
    const gappy = (share: number) => (day: string) => (day < '2026' ? 900 : Number(day.slice(8)) <= 30 * share ? undefined : 1120);
    const judgement = judge(gappy(0.05), [site], '2026-05-01');
    expect(numbers(judgement)).toMatchObject({ pace: 112, known_days: 96.7 });
    expect(judge(gappy(0.15), [site], '2026-05-01')).toMatchObject({
      findings: [],
      blind: [{ rule: 'quota_pace', meter: 'e-campus', night: '2026-04-30', why: 'no_data' }],
    });
    expect(judge(gappy(0.15), [site], '2026-05-01').judged.has('e-campus')).toBe(false);
  });

  it('speaks of 80, 90 and 100 % used when the year will exceed the quota, however little', () => {
    const use = (day: string) => flat(day) * 1.02;
    expect(judge(use, [site], '2026-10-01').findings).toEqual([]);
    expect(numbers(judge(use, [site], '2026-10-20'))).toMatchObject({ level: 80, pace: 102 });
    expect(numbers(judge(use, [site], '2026-12-01'))).toMatchObject({ level: 90 });
    expect(numbers(judge(use, [site], '2026-12-28'))).toMatchObject({ level: 100 });
    expect(judge((day) => flat(day) * 0.99, [site], '2026-12-28').findings).toEqual([]);
  });

  it('counts each kWh of the school once, and a building by its own main', () => {
    const use = (_: string, meter: string) => ({ 'e-campus': 1000, 'e-b1': 300, 'e-b1-2': 100 })[meter];
    const quotas = [site, { ...site, building: 'b1', amount: 80_000 }];
    const judgement = judge(use, quotas, '2026-05-01');
    expect(judgement.findings.map(({ meter }) => meter)).toEqual(['e-b1']);
    expect(numbers(judgement)).toMatchObject({ used: 36_000, quota: 80_000 });
    expect(detector.counted({ meters: [campus, main, floor, waterMain], quotas }).map(({ id }) => id)).toEqual(['e-campus', 'e-b1']);
  });

  it('adds up the mains of a school without a meter of the whole', () => {
    const meters = [
      { ...main, parent: undefined },
      { ...main, id: 'e-b2', building: 'b2', parent: undefined },
    ];
    const judgement = judge(() => 600, [site], '2026-05-01', meters);
    expect(judgement.findings).toMatchObject([{ meter: 'e-b1', others: ['e-b2'] }]);
    expect(numbers(judgement)).toMatchObject({ used: 144_000 });
  });

  it('waits for the end of January, and knows nothing of the quota of another year', () => {
    const fast = (day: string) => flat(day) * 2;
    expect(judge(fast, [site], '2026-01-31').findings).toEqual([]);
    expect(judge(fast, [site], '2026-02-01').findings).toHaveLength(1);
    const lastYear = judge(fast, [{ ...site, year: 2025 }], '2026-02-01');
    expect(lastYear.findings).toEqual([]);
    // So what was said of it ends.
    expect(lastYear.judged.has('e-campus')).toBe(true);
  });

  it('stays one finding all year', () => {
    const keys = ['2026-03-01', '2026-06-11', '2026-12-31'].map((day) => {
      const [finding] = judge((date) => flat(date) * 1.3, [site], day).findings;
      return `${finding!.meter} ${finding!.night}`;
    });
    expect(new Set(keys)).toEqual(new Set(['e-campus 2026-01-01']));
  });

  it('shows what was used by each day against the line of the quota', () => {
    const { proof } = judge((day) => flat(day) * 1.2, [site], '2026-03-01').findings[0]!;
    expect(proof).toMatchObject({ startAt: at('2026-01-01', '00:00'), stepMs: 86_400_000, unit: 'kWh' });
    expect(proof!.values).toHaveLength(59);
    expect(proof!.values[58]).toBeCloseTo(59 * 1200, 3);
    expect((proof!.baseline as number[])[58]).toBeCloseTo(59_000, 3);
    expect((proof!.threshold as number[])[58]).toBeCloseTo(64_900, 3);
  });

  it('says of a day what it will say of it later: nothing after the day counts', () => {
    const use = (day: string) => 700 + 8 * ((Date.parse(day) / 86_400_000) % 97);
    for (let day = '2026-02-01'; day < '2026-12-31'; day = addDays(day, 13)) {
      const then = judge((date) => (date < day ? use(date) : undefined), [site], day);
      expect(judge(use, [site], day).findings, day).toEqual(then.findings);
    }
  });

  it('says where it stands and what comes of it', () => {
    const [finding] = judge((day) => flat(day) * 1.2, [site], '2026-05-01').findings;
    expect(quotaPace.sentence(finding!, { meter: campus, building, space: undefined }, shanghai, false)).toEqual({
      zh: '进线总表（教学楼B），2026 年已用 144,000 kWh，占定额 365,000 kWh 的 39.5 %，按进度应为 32.9 %，全年估计 438,000 kWh，请查看哪些地方用得多。',
      en: 'Intake (Teaching B) counted 144,000 kWh so far in 2026, 39.5 % of the quota of 365,000 kWh; 32.9 % was expected by now. The year will come to about 438,000 kWh. Please look where more is used.',
    });
  });
});
