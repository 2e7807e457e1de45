import { describe, expect, it } from 'vitest';
import type { Declaration } from '../../../domain/declaration.ts';
import type { RuleSetting } from '../../../domain/rule-setting.ts';
import type { CalendarPlan, SitePlan } from '../../../domain/site.ts';
import type { Catalog, Records } from '../../../store/ports.ts';
import { meterOf, planOf } from '../../jobs/campus.ts';
import { openTemporary } from './open.ts';

const AT = Date.parse('2026-03-01T12:00:00+08:00');
const DAY_MS = 86_400_000;

const PLAN = planOf([meterOf({ id: 'm' })]);

/** Two connections, as the collector and the server have them. */
async function school(): Promise<[Records, Records]> {
  const [mine, theirs] = await openTemporary(2);
  await mine.catalog.declare(PLAN);
  return [mine, theirs!];
}

const planIn = async (catalog: Catalog): Promise<SitePlan> => (await catalog.sites())[0]!;

/** By how much the version grows with what is done. */
async function growth(catalog: Catalog, act: () => Promise<unknown>): Promise<number> {
  const before = await catalog.version();
  await act();
  return (await catalog.version()) - before;
}

const setting = (changes: Partial<RuleSetting> = {}): RuleSetting => ({
  site: 'school',
  rule: 'ac_left_on',
  scope: { kind: 'building', id: 'b1' },
  options: { minEnergyKwh: 0.2 },
  by: '李主任',
  reason: '老空调',
  setAt: AT,
  ...changes,
});

describe('rule settings', () => {
  it('are part of the plan for every process, newest last, one per rule and scope', async () => {
    const [{ ruleSettings, catalog }, { catalog: other }] = await school();
    expect(await planIn(catalog)).not.toHaveProperty('ruleSettings');
    const room = setting({ scope: { kind: 'space', id: 'b1' }, isOn: false, options: {}, setAt: AT + 1 });
    await ruleSettings.save(setting());
    await ruleSettings.save(room);
    const later = setting({ isOn: true, options: { clearMinutes: 60 }, by: '王师傅', setAt: AT + 2 });
    expect(await growth(other, () => ruleSettings.save(later))).toBe(1);
    expect((await planIn(other)).ruleSettings).toEqual([room, later]);
  });

  it('go back to the wider scope when they are removed, once', async () => {
    const [{ ruleSettings, catalog }] = await school();
    await ruleSettings.save(setting());
    const wrong = { kind: 'meter', id: 'b1' } as const;
    expect(await growth(catalog, () => ruleSettings.remove('school', 'ac_left_on', wrong))).toBe(0);
    expect(await ruleSettings.remove('school', 'ac_left_on', setting().scope)).toBe(true);
    expect(await ruleSettings.remove('school', 'ac_left_on', setting().scope)).toBe(false);
    expect(await planIn(catalog)).not.toHaveProperty('ruleSettings');
  });

  it('make no interval be computed again', async () => {
    const [{ ruleSettings, intervals }] = await school();
    await ruleSettings.save(setting());
    expect(await intervals.touchedCount()).toBe(0);
  });

  it('outlive a new declaration of the school', async () => {
    const [{ ruleSettings, catalog }] = await school();
    await ruleSettings.save(setting());
    await catalog.declare(PLAN);
    expect((await planIn(catalog)).ruleSettings).toEqual([setting()]);
  });
});

const declaration = (id: string, changes: Partial<Declaration> = {}): Declaration => ({
  id,
  site: 'school',
  kind: 'permit',
  scope: { kind: 'building', id: 'b1' },
  rules: null,
  fromAt: AT,
  untilAt: AT + DAY_MS,
  reason: '家长会',
  by: '李老师',
  recordedAt: AT,
  ended: null,
  ...changes,
});

describe('declarations', () => {
  it('stand newest first, come back whole, and are part of the plan in the order of recording', async () => {
    const [{ declarations, catalog }, { catalog: other }] = await school();
    const weekly = declaration('weekly', { weekly: { weekdays: [1, 3], start: '22:00', end: '01:00' } });
    const pool = declaration('pool', { kind: 'exclusion', rules: ['burst', 'zero_flow_fail'], recordedAt: AT + 5 });
    await declarations.save(weekly);
    expect(await growth(other, () => declarations.save(pool))).toBe(1);
    expect(await declarations.list('school', { limit: 10 })).toEqual([pool, weekly]);
    expect(await declarations.list('school', { limit: 1 })).toEqual([pool]);
    expect(await declarations.get('school', 'weekly')).toEqual(weekly);
    expect(await declarations.get('elsewhere', 'weekly')).toBeUndefined();
    expect((await planIn(catalog)).declarations).toEqual([weekly, pool]);
  });

  it('are ended once, with who and why', async () => {
    const [{ declarations, catalog }] = await school();
    await declarations.save(declaration('one'));
    const ended = { at: AT + 9, by: '王师傅', reason: '提前结束' };
    expect(await growth(catalog, () => declarations.end('school', 'one', ended))).toBe(1);
    expect(await declarations.end('school', 'one', { ...ended, at: AT + 10 })).toBe(false);
    expect(await declarations.end('school', 'two', ended)).toBe(false);
    expect((await planIn(catalog)).declarations).toEqual([declaration('one', { ended })]);
  });

  it('stay in the plan when they are over: a replay of that night needs them', async () => {
    const [{ declarations, catalog }] = await school();
    const old = declaration('old', { fromAt: AT - 900 * DAY_MS, untilAt: AT - 899 * DAY_MS, recordedAt: AT - 900 * DAY_MS });
    await declarations.save(old);
    await declarations.save(declaration('new'));
    expect((await planIn(catalog)).declarations).toEqual([old, declaration('new')]);
  });
});

const edited = (name: string): CalendarPlan => ({
  holidays: 'none',
  terms: [{ name, firstDay: '2026-02-20', lastDay: '2026-07-05' }],
  exceptions: [{ firstDay: '2026-04-01', lastDay: '2026-04-01', type: 'exam', groups: ['g3'] }],
  groups: [{ id: 'g3', name: '高三', buildings: ['b1'] }],
  week: { eveningStudy: [0, 1], custody: [6], lightsOut: '22:30' },
});

describe('an edited calendar', () => {
  it('holds for every process in place of the declared one, the newest of several', async () => {
    const [{ calendars, catalog }, other] = await school();
    expect(await calendars.edited('school')).toBeNull();
    await calendars.save('school', { plan: edited('春'), by: '教务处', at: AT });
    expect(await growth(catalog, () => calendars.save('school', { plan: edited('春二'), by: '教务处', at: AT }))).toBe(1);
    expect((await planIn(other.catalog)).calendar).toEqual(edited('春二'));
    expect(await other.calendars.edited('school')).toEqual({ plan: edited('春二'), by: '教务处', at: AT });
    expect(await other.calendars.edited('elsewhere')).toBeNull();
  });

  it('outlives a new declaration, and gives the declared one back when it is discarded', async () => {
    const [{ calendars, catalog }] = await school();
    await calendars.save('school', { plan: edited('春'), by: '教务处', at: AT });
    const declared = { ...PLAN, calendar: { ...PLAN.calendar, holidays: 'china' as const } };
    await catalog.declare(declared);
    expect((await planIn(catalog)).calendar).toEqual(edited('春'));
    expect(await growth(catalog, () => calendars.discard('school', '教务处', AT + 1))).toBe(1);
    expect((await planIn(catalog)).calendar).toEqual(declared.calendar);
    expect(await calendars.edited('school')).toBeNull();
  });
});

describe('weather', () => {
  const HOUR_MS = 3_600_000;
  const hour = (index: number, temperatureC: number) => ({ at: AT + index * HOUR_MS, temperatureC });

  it('is given once an hour, from the thermometer before the file before the provider, ascending', async () => {
    const [{ weather }] = await school();
    await weather.saveHours('school', 'provider', [hour(2, 12), hour(1, 11), hour(0, 10)]);
    await weather.saveHours('school', 'file', [hour(1, 1.5), hour(2, 2.5)]);
    await weather.saveHours('school', 'thermometer', [hour(2, -3)]);
    expect(await weather.hours('school', AT, AT + 3 * HOUR_MS)).toEqual([hour(0, 10), hour(1, 1.5), hour(2, -3)]);
    expect(await weather.hours('school', AT + HOUR_MS, AT + 2 * HOUR_MS)).toEqual([hour(1, 1.5)]);
    expect(await weather.hours('elsewhere', AT, AT + 3 * HOUR_MS)).toEqual([]);
  });

  it('is overwritten by the same hour of the same source; the newest hour of each source is known', async () => {
    const [{ weather }] = await school();
    await weather.saveHours('school', 'file', [hour(0, 1), hour(5, 2)]);
    await weather.saveHours('school', 'file', [hour(0, 3)]);
    expect(await weather.hours('school', AT, AT + HOUR_MS)).toEqual([hour(0, 3)]);
    expect(await weather.newest('school')).toEqual(new Map([['file', AT + 5 * HOUR_MS]]));
  });

  it('has the nights of a day judged again when it tells something new, and not when it says the same again', async () => {
    const [{ weather, intervals }] = await school();
    const changed = async () => (await intervals.changedDays('school')).map(({ day }) => day);
    await weather.saveHours('school', 'file', [hour(0, 1), hour(13, 2)]);
    expect(await changed()).toEqual(['2026-03-01', '2026-03-02']);
    await intervals.clearChangedDays('school', await intervals.changedDays('school'));
    await weather.saveHours('school', 'file', [hour(0, 1), hour(13, 2)]);
    expect(await changed()).toEqual([]);
    await weather.saveHours('school', 'file', [hour(0, 1), hour(13, -2)]);
    expect(await changed()).toEqual(['2026-03-02']);
  });

  it('takes 400 days at once', async () => {
    const [{ weather }] = await school();
    const hours = Array.from({ length: 9600 }, (_, index) => hour(index, index % 30));
    await weather.saveHours('school', 'file', hours);
    expect(await weather.hours('school', AT, AT + 9600 * HOUR_MS)).toEqual(hours);
  });

  it('keeps every forecast with the instant at which it was made', async () => {
    const [{ weather }] = await school();
    const late = { ...hour(3, -4), issuedAt: AT };
    const early = { ...hour(3, -1), issuedAt: AT - HOUR_MS };
    await weather.saveForecast('school', [late, { ...hour(9, 5), issuedAt: AT }]);
    await weather.saveForecast('school', [early, { ...hour(2, 0), issuedAt: AT }]);
    expect(await weather.forecasts('school', AT, AT + 4 * HOUR_MS)).toEqual([{ ...hour(2, 0), issuedAt: AT }, early, late]);
  });
});
