import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ComparisonAnswer, DayLoadAnswer, DoneAnswer, LoadAnswer, NightFlowAnswer, SubItemsAnswer } from '../../api/schemas/use.ts';
import type { Alert } from '../../domain/alert.ts';
import type { Finding } from '../../domain/finding.ts';
import { daysBetween } from '../../domain/local-time.ts';
import { LONDON, openSchool, type School } from './school.ts';

/** A Wednesday at noon. */
const NOW = LONDON.at('2026-05-20', '12:00');
let school: School;
const flat = (amount: number, changes: Record<number, number | null> = {}) =>
  Array.from({ length: 96 }, (_, index) => (index in changes ? changes[index]! : amount));

beforeAll(async () => {
  school = await openSchool(NOW);
  // Eight weeks before 11 May: block A uses 96 kWh on each day of the week; dormitory B began on 20 April.
  for (const day of daysBetween('2026-03-30', '2026-05-11')) await school.seedDay('a-main', day, 1);
  for (const day of daysBetween('2026-05-11', '2026-05-18')) await school.seedDay('a-main', day, 1.25);
  for (const day of daysBetween('2026-04-20', '2026-05-18')) await school.seedDay('b-main', day, 0.5);
  await school.seedDay('a-main', '2026-05-18', flat(1, { 40: 5, 50: null }));
  for (const day of ['2026-05-11', '2026-05-12']) await school.seedDay('a-water', day, 0.005);
});
afterAll(() => school.close());

describe('comparison of buildings', () => {
  const ask = (against: string, span = 'from=2026-05-11&to=2026-05-18') =>
    school.get<ComparisonAnswer>(`/use/comparison?medium=electricity&${span}&against=${against}`);

  it('finds block A 25 % above the mean days of its kind, and dormitory B as before', async () => {
    const { buildings, whole, before, kinds } = await ask('day_types');
    expect(before).toEqual({ from: '2026-03-16', to: '2026-05-11' });
    expect(kinds).toEqual({ teaching: 5, weekend: 2, holiday: 0, vacation: 0, other: 0 });
    const [a, b] = buildings;
    expect(a).toMatchObject({ building: 'a', amount: { value: 840 }, before: { value: 672, days: 7 }, now: { days: 7 }, change: 0.25 });
    // 15 school days and six days of weekends are enough of both kinds.
    expect(b).toMatchObject({ building: 'b', amount: { value: 336 }, before: { value: 336 }, change: 0 });
    expect(whole).toMatchObject({ amount: { value: 1176 } });
  });

  it('divides by 1,200 m², and says null for a building without area', async () => {
    const { buildings, whole } = await ask('month');
    expect(buildings.map(({ areaM2, perM2 }) => ({ areaM2, perM2 }))).toEqual([
      { areaM2: null, perM2: null },
      { areaM2: 1200, perM2: 0.28 },
    ]);
    expect(whole).toMatchObject({ areaM2: null, people: null, perPerson: null });
  });

  it('divides by the heads of the month, energy and water apart', async () => {
    const heads = { site: 'hill', fromMonth: '2026-01', source: 'roll', savedBy: 'x', savedAt: 1, weight: '1', usesWater: true };
    await school.records.facts.save({ ...heads, id: 'p', kind: 'heads', category: 'day_pupil', count: 588, usesEnergy: true });
    await school.records.facts.save({ ...heads, id: 'r', kind: 'heads', category: 'resident', count: 12, usesEnergy: false });
    const { whole } = await ask('month');
    expect(whole).toMatchObject({ people: 588, perPerson: 2 });
    const water = await school.get<ComparisonAnswer>('/use/comparison?medium=water&from=2026-05-11&to=2026-05-13');
    expect(water.whole).toMatchObject({ people: 600, amount: { value: 0.96 }, perPerson: 0.0016 });
    await school.records.facts.remove('hill', 'p');
    await school.records.facts.remove('hill', 'r');
  });

  it('holds the same dates of April against it: +25 %, and nothing where the meter was not there yet', async () => {
    const { buildings, before } = await ask('month', 'from=2026-05-11&to=2026-05-15');
    expect(before).toEqual({ from: '2026-04-11', to: '2026-04-15' });
    expect(buildings[0]).toMatchObject({ before: { value: 384, coverage: 1 }, change: 0.25 });
    expect(buildings[1]).toMatchObject({ before: { value: null }, change: null });
  });

  it('counts a third of a flat day at night', async () => {
    expect((await ask('year')).buildings[0]!.nightShare).toEqual({ value: 0.333333, coverage: 1 });
  });

  it('stops at today, and refuses a span without a whole day', async () => {
    expect((await ask('month', 'from=2026-05-11&to=2026-05-25')).to).toBe('2026-05-20');
    const refused = await school.inject('/api/sites/hill/use/comparison?medium=electricity&from=2026-05-20&to=2026-05-21');
    expect(refused.statusCode).toBe(400);
    expect(refused.body).toContain('2026-05-20');
  });

  it('divides by the certified area of block A, but not for who sees only one of its rooms', async () => {
    const area = { id: 'area', site: 'hill', fromMonth: '2026-01', source: 'certificate', savedBy: 'x', savedAt: 1 };
    await school.records.facts.save({ ...area, kind: 'area', building: 'a', areaKind: 'building', m2: '420' });
    const ofMonth = '/use/comparison?medium=electricity&from=2026-05-11&to=2026-05-18';
    expect((await ask('month')).buildings[0]).toMatchObject({ areaM2: 420, perM2: 2 });
    expect((await ask('month')).whole).toMatchObject({ areaM2: 1620, perM2: 0.725926 });
    const room = await school.as('grade_leader', { sites: ['hill'], spaces: ['a-301'] });
    const { buildings, whole } = await room.get<ComparisonAnswer>(ofMonth);
    expect(buildings).toMatchObject([{ building: 'a', areaM2: null, perM2: null }]);
    expect(whole).toMatchObject({ people: null, areaM2: null });
    await school.records.facts.remove('hill', 'area');
  });
});

describe('load', () => {
  it('finds 20 kW at 10:00 on 18 May, its base of 4 kW and no half hour with a gap', async () => {
    const load = await school.get<LoadAnswer>('/use/load?medium=electricity&building=a&from=2026-05-17&to=2026-05-19');
    const at = LONDON.at('2026-05-18', '10:00');
    expect(load).toMatchObject({ unit: 'kWh', rateUnit: 'kW', stepRate: 0.04, peak: { rate: 20, at }, base: 4.5 });
    expect(load.days[1]).toMatchObject({ day: '2026-05-18', kind: 'teaching', base: 4, peak: { rate: 20, at } });
    expect(load.days[1]!.coverage).toBeCloseTo(95 / 96, 5);
    expect(load.days[1]!.hours[10]).toBe(8); // (5 + 1 + 1 + 1) kWh
    expect(load.days[1]!.hours[12]).toBe(4); // three of four quarters
    expect(load.byKind.map(({ kind, days, amount }) => ({ kind, days, amount }))).toEqual([
      { kind: 'teaching', days: 1, amount: 99 },
      { kind: 'weekend', days: 1, amount: 120 },
    ]);
  });

  it('speaks L/h of water', async () => {
    const load = await school.get<LoadAnswer>('/use/load?medium=water&from=2026-05-11&to=2026-05-12');
    expect(load).toMatchObject({ rateUnit: 'L/h', base: 20, peak: { rate: 20 } });
  });

  it('knows nothing of the site on days on which one of its two mains is silent', async () => {
    const load = await school.get<LoadAnswer>('/use/load?medium=electricity&from=2026-05-18&to=2026-05-19');
    expect(load.days[0]).toMatchObject({ peak: null, base: null, coverage: 0 });
  });

  it('is empty and not an error for a medium without meters', async () => {
    expect(await school.get<LoadAnswer>('/use/load?medium=gas&from=2026-05-18&to=2026-05-19')).toMatchObject({
      days: [],
      byKind: [],
      base: null,
    });
  });

  it('refuses more than 400 days', async () => {
    const refused = await school.inject('/api/sites/hill/use/load?medium=electricity&from=2024-05-18&to=2026-05-19');
    expect(refused.statusCode).toBe(400);
    expect(refused.body).toContain('at most 400 days');
  });
});

describe('load of a day', () => {
  it('lies beside 30 teaching days from 1 to 1.25 kWh a quarter, and has a gap where nothing is known', async () => {
    const load = await school.get<DayLoadAnswer>('/use/day-load?medium=electricity&building=a&day=2026-05-18');
    expect(load).toMatchObject({ kind: 'teaching', usualDays: 35, peak: { rate: 20 } });
    expect(load.quarters).toHaveLength(96);
    expect(load.quarters[40]).toMatchObject({ rate: 20, isEstimated: false, low: 4, high: 4 });
    expect(load.quarters[50]).toMatchObject({ rate: null });
    // 30 days of 4 kW and five of 5 kW.
    expect(load.quarters[0]!.middle).toBeCloseTo(145 / 35, 5);
  });
});

describe('night flow', () => {
  it('is 20 L/h in block A, and unknown in a night without readings', async () => {
    const { unit, buildings } = await school.get<NightFlowAnswer>('/use/night-flow?medium=water&from=2026-05-10&to=2026-05-13');
    expect(unit).toBe('L/h');
    expect(buildings).toMatchObject([
      {
        building: 'a',
        nights: [
          { night: '2026-05-10', value: 20, coverage: 1 },
          { night: '2026-05-11', value: 20 },
          { night: '2026-05-12', value: null, coverage: 0 },
        ],
      },
    ]);
  });
});

describe('what was done', () => {
  it('is what was said about the alerts of the building, newest first, and nothing of another', async () => {
    const at = LONDON.at('2026-05-18', '23:00');
    const finding: Finding = {
      rule: 'ac_left_on',
      meter: 'a-ac',
      night: '2026-05-18',
      startAt: at,
      certainty: 'measured',
      rate: { value: 2.1, unit: 'kW' },
      wasted: { value: 5.2, unit: 'kWh' },
      evidence: [
        { name: 'rolling_energy', value: 2.2, unit: 'kWh' },
        { name: 'threshold', value: 0.15, unit: 'kWh' },
      ],
    };
    const { rule, meter, night } = finding;
    const alert: Alert = { id: 'one', site: 'hill', rule, meter, night, state: 'open', openedAt: at, updatedAt: at, finding };
    await school.records.alerts.apply([{ alert }], at);
    const event = {
      site: 'hill',
      alert: 'one',
      recordedAt: at,
      by: 'li',
      byName: '李保安',
      reason: null,
      note: '',
      photo: null,
      avoided: null,
      rate: null,
    };
    await school.records.alertEvents.add({ ...event, id: '1', word: 'claimed', at: at + 60_000 });
    await school.records.alertEvents.add({ ...event, id: '2', word: 'off', at: at + 120_000 });
    const nights = 'fromNight=2026-05-01&toNight=2026-05-20';
    const { done, all } = await school.get<DoneAnswer>(`/use/done?building=a&${nights}`);
    expect(done.map(({ alert: of, event: { word, byName } }) => [of, word, byName])).toEqual([
      ['one', 'off', '李保安'],
      ['one', 'claimed', '李保安'],
    ]);
    expect(all).toBe(2);
    expect(await school.get<DoneAnswer>(`/use/done?building=b&${nights}`)).toEqual({ done: [], all: 0 });
  });
});

describe('sub-items over HTTP', () => {
  it('name the building that is not there', async () => {
    const refused = await school.inject('/api/sites/hill/use/sub-items?from=2026-05-11&to=2026-05-12&building=c');
    expect(refused.statusCode).toBe(404);
    expect(refused.body).toContain("'c'");
  });

  it('are all unmetered in block B, beside its 48 kWh', async () => {
    const answer = await school.get<SubItemsAnswer>('/use/sub-items?from=2026-05-11&to=2026-05-12&building=b');
    expect(answer).toMatchObject({ unit: 'kWh', total: { value: 48 }, rest: 48 });
    expect(answer.items.map(({ meters }) => meters)).toEqual([0, 0, 0, 0]);
  });
});
