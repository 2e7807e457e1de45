import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ALL_RULES } from '../../analysis/registry.ts';
import { toOptionFields } from '../../api/rule-options.ts';
import type { Problem } from '../../api/schemas/common.ts';
import type { RuleSettingRequest, RuleView } from '../../api/schemas/rules.ts';
import type { MeterDetail } from '../../api/schemas/sites.ts';
import { ADMINISTRATOR, LONDON, openSchool, type School } from './school.ts';

/** A Wednesday. */
const TODAY = '2026-05-20';
const NOW = LONDON.at(TODAY, '12:00');

let school: School;
beforeEach(async () => {
  school = await openSchool(NOW, { ruleDefaults: { ac_left_on: { minEnergyKwh: 0.2 } } });
});
afterEach(() => school.close());

const rules = async () => (await school.get<{ rules: RuleView[] }>('/rules')).rules;
const rule = async (name: string) => (await school.get<{ rule: RuleView }>(`/rules/${name}`)).rule;

const SETTING: RuleSettingRequest = {
  scope: { kind: 'building', id: 'a' },
  options: { minEnergyKwh: 0.4 },
  reason: '老空调',
};
const put = <T = { rule: RuleView }>(changes: Partial<RuleSettingRequest> = {}, name = 'ac_left_on') =>
  school.send<T>('PUT', `/rules/${name}/setting`, { ...SETTING, ...changes });
const remove = <T = { rule: RuleView }>(query: string) => school.send<T>('DELETE', `/rules/ac_left_on/setting?${query}`);

/** How a value of a field is written; without a clock time there is none. */
const FORMS = { clock: /^(\d\d:\d\d)?$/, boolean: /^(true|false)$/, number: /^-?[\d.]+$/, integer: /^-?\d+$/, text: /^/ };

describe('rules', () => {
  it('are all there, with their words and their place in the settings', async () => {
    const all = await rules();
    expect(all.map((one) => one.rule)).toEqual(ALL_RULES.map((one) => one.rule));
    expect(all[0]).toMatchObject({
      rule: 'ac_left_on',
      code: 'D1',
      audience: 'guard',
      urgency: 'tonight',
      about: 'use',
      isOn: true,
      isSeries: true,
      settings: [],
      meters: 1,
      openAlerts: 0,
    });
    expect(all.find((one) => one.rule === 'meter_silent')).toMatchObject({ about: 'meter', isSeries: false, meters: null });
  });

  it('give each option as a field: what the program has, what the settings file has, what may stand there', async () => {
    const { options } = await rule('ac_left_on');
    const named = (name: string) => options.find((option) => option.name === name);
    expect(named('minEnergyKwh')).toMatchObject({
      unit: 'kWh',
      type: 'number',
      minimum: 0,
      isMinimumExcluded: true,
      maximum: null,
      default: 0.15,
      inForce: 0.2,
    });
    expect(named('clearMinutes')).toMatchObject({ type: 'integer', minimum: 15, isMinimumExcluded: false, step: 15, choices: [] });
    expect(named('from')).toMatchObject({ type: 'clock', label: { zh: '从几点起算未关' }, default: '23:30' });
  });

  it('of the whole program have options that a form can show: two words, and values that are what the field says', () => {
    for (const one of ALL_RULES) {
      for (const { name, label, type, default: value, choices, inForce } of toOptionFields(one, one.options.parse({}))) {
        const where = `${one.rule}.${name}`;
        expect(label.zh, where).toMatch(/\p{Script=Han}/u);
        expect(label.en, where).toMatch(/^[^\p{Script=Han}]+$/u);
        expect(inForce, where).toBe(value);
        expect([where, type === 'choice' ? choices.includes(value as string) : FORMS[type].test(String(value))]).toEqual([where, true]);
      }
    }
  });

  it('that are not there are named beside those that are', async () => {
    for (const [method, path] of [
      ['PUT', 'setting'],
      ['POST', 'try'],
    ] as const) {
      const body = method === 'PUT' ? SETTING : { scope: SETTING.scope, fromDay: TODAY, toDay: TODAY };
      const answer = await school.send<Problem>(method, `/rules/ac_on/${path}`, body);
      expect(answer).toMatchObject({
        status: 404,
        body: { detail: expect.stringContaining("no rule 'ac_on'; there is: ac_left_on") as unknown },
      });
    }
  });
});

describe('setting a rule', () => {
  it('holds at once where it is said, the widest scope first, with who and why', async () => {
    await put({ scope: { kind: 'meter', id: 'a-ac' }, isOn: false, options: {} });
    const { status, body } = await put();
    expect(status).toBe(200);
    expect(body.rule).toMatchObject({ isOn: true, meters: 0 });
    expect(body.rule.settings).toEqual([
      {
        scope: { kind: 'building', id: 'a', name: '教学楼A', nameEn: 'Block A' },
        isOn: null,
        options: { minEnergyKwh: 0.4 },
        by: ADMINISTRATOR,
        reason: '老空调',
        setAt: NOW,
      },
      { ...body.rule.settings[1], scope: { kind: 'meter', id: 'a-ac', name: 'a-ac', nameEn: 'a-ac' }, isOn: false, options: {} },
    ]);
    expect(body.rule.options.find(({ name }) => name === 'minEnergyKwh')!.inForce).toBe(0.2);
  });

  it('for the whole site changes what is in force; a second one takes the place of the first', async () => {
    const site = { kind: 'site', id: 'hill' } as const;
    await put({ scope: site });
    const { body } = await put({ scope: site, isOn: false, options: { clearMinutes: 60 } });
    expect(body.rule).toMatchObject({ isOn: false, meters: 0, settings: [{ options: { clearMinutes: 60 } }] });
    expect(body.rule.options.map(({ name, inForce }) => [name, inForce])).toEqual(
      expect.arrayContaining([
        ['clearMinutes', 60],
        ['minEnergyKwh', 0.2],
      ]),
    );
  });

  it.each([
    [{ minEnergyKwh: -1 }, 'body.options.minEnergyKwh', /-1 is not allowed; allowed: a number, above 0 kWh/],
    [{ clearMinutes: 20 }, 'body.options.clearMinutes', /20 is not allowed; allowed: a whole number, a multiple of 15/],
    [{ from: '25:00' }, 'body.options.from', /'25:00' is not allowed; allowed: a clock time/],
    [{ minEnergy: 1 }, 'body.options.minEnergy', /no such option; known: from, to/],
    [{}, 'body.options', /nothing is to differ/],
  ])('with %j is refused by name, value and what is allowed, and keeps nothing', async (options, path, words) => {
    const { status, body } = await put<Problem>({ options });
    expect([status, body.errors!.map((error) => error.path)]).toEqual([422, [path]]);
    expect(body.detail).toMatch(words);
    expect((await rule('ac_left_on')).settings).toEqual([]);
  });

  it('needs a place that is there, and a rule that looks at single places', async () => {
    const nowhere = await put<Problem>({ scope: { kind: 'space', id: 'a-999' } });
    expect(nowhere).toMatchObject({ status: 404, body: { detail: "no space 'a-999'; there is: a-301" } });
    const options = { mainsHours: 6 };
    const narrow = await put<Problem>({ options }, 'meter_silent');
    expect(narrow).toMatchObject({ status: 422, body: { errors: [{ path: 'params.rule' }] } });
    const { status } = await put({ options, scope: { kind: 'site', id: 'hill' } }, 'meter_silent');
    expect(status).toBe(200);
  });

  it('of silence is what the trust in a meter goes by', async () => {
    const latest = { site: 'hill', meter: 'a-main', at: NOW - 3 * 3_600_000, receivedAt: NOW - 3 * 3_600_000, clock: 'device' as const };
    await school.records.intake.commit({
      latest: [{ ...latest, fields: { energy_kwh: 1 } }],
      touched: [],
      refused: [],
      refusals: new Map(),
      unknown: [],
    });
    const trust = async () => (await school.get<MeterDetail>('/meters/a-main')).trust;
    expect(await trust()).toBe('silent');
    await put({ options: { mainsHours: 4 }, scope: { kind: 'site', id: 'hill' } }, 'meter_silent');
    expect(await trust()).toBe('ok');
  });

  it('is taken back once', async () => {
    await put();
    const { status, body } = await remove('kind=building&id=a');
    expect([status, body.rule.settings]).toEqual([200, []]);
    await put({ scope: { kind: 'building', id: 'b' } });
    expect(await remove<Problem>('kind=building&id=a')).toMatchObject({
      status: 404,
      body: { detail: "no setting of ac_left_on for building 'a'; there is: building b" },
    });
    expect((await remove('kind=building')).status).toBe(400);
  });

  it('is refused to pages of other sites', async () => {
    const headers = { origin: 'http://elsewhere.example', host: 'school.example' };
    const url = '/api/sites/hill/rules/ac_left_on/setting';
    for (const method of ['PUT', 'DELETE'] as const) {
      expect((await school.inject({ method, url, headers, ...(method === 'PUT' ? { payload: SETTING } : {}) })).statusCode).toBe(403);
    }
  });
});
