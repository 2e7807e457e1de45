import { describe, expect, it } from 'vitest';
import { acLeftOn } from '../../analysis/ac-left-on.ts';
import { createRulebook, type RuleDefaults, tryOptions, type Watched } from '../../analysis/rulebook.ts';
import type { Declaration } from '../../domain/declaration.ts';
import type { RuleSetting } from '../../domain/rule-setting.ts';
import type { Scope } from '../../domain/scope.ts';
import type { Meter, SitePlan, Space } from '../../domain/site.ts';
import { meterOf, planOf } from '../jobs/campus.ts';
import { at, shanghai } from './series-of.ts';

const space = (id: string, building: string, floor: number, walkOrder = 0): Space => ({
  id,
  building,
  floor,
  name: id,
  function: id.startsWith('f') ? 'floor' : 'classroom',
  walkOrder,
});
const ac = (id: string, building: string, room?: string, more: Partial<Meter> = {}) =>
  meterOf({ id, role: 'ac_circuit', building, space: room, ...more });

function schoolWith(more: Partial<SitePlan>, meters?: readonly Meter[]): SitePlan {
  const plan = planOf(meters ?? [ac('m301', 'b1', 'r301'), ac('m302', 'b1', 'r302'), ac('m401', 'b1', 'r401'), ac('other', 'b2')]);
  const [first] = plan.buildings;
  return {
    ...plan,
    buildings: [
      { ...first!, walkOrder: 2 },
      { ...first!, id: 'b2', name: 'b2', walkOrder: 1 },
    ],
    spaces: [space('f3', 'b1', 3), space('r301', 'b1', 3, 2), space('r302', 'b1', 3, 1), space('r401', 'b1', 4)],
    ...more,
  };
}

const setting = (kind: Scope['kind'], id: string, more: Partial<RuleSetting>): RuleSetting => ({
  site: 'school',
  rule: 'ac_left_on',
  scope: { kind, id },
  options: {},
  by: 'Li',
  reason: 'because',
  setAt: 0,
  ...more,
});

const declaration = (kind: Declaration['kind'], scope: Scope, more: Partial<Declaration> = {}): Declaration => ({
  id: 'd1',
  site: 'school',
  kind,
  scope,
  rules: null,
  fromAt: at('2026-06-01', '00:00'),
  untilAt: at('2026-07-01', '00:00'),
  reason: 'because',
  by: 'Li',
  recordedAt: 0,
  ended: null,
  ...more,
});

const rulebookOf = (plan: SitePlan, defaults: RuleDefaults = {}) => createRulebook(plan, shanghai, defaults);
const watchedOf = (plan: SitePlan, meter: string): Watched =>
  rulebookOf(plan)
    .watched('ac_left_on')
    .find((watched) => watched.meter.id === meter)!;
const minEnergies = (plan: SitePlan, defaults: RuleDefaults = {}) => {
  const rulebook = rulebookOf(plan, defaults);
  return Object.fromEntries(
    rulebook.watched('ac_left_on').map((watched) => [watched.meter.id, rulebook.optionsOf('ac_left_on', watched)['minEnergyKwh']]),
  );
};

describe('the rulebook', () => {
  it('goes building, floor, room, as the guard does', () => {
    const ids = rulebookOf(schoolWith({}))
      .watched('ac_left_on')
      .map(({ meter }) => meter.id);
    expect(ids).toEqual(['other', 'm302', 'm301', 'm401']);
  });

  it('lays the settings file over the defaults, then site, building, floor, room and meter, whatever the order they were set in', () => {
    const each = [
      setting('meter', 'm301', { options: { minEnergyKwh: 0.6 } }),
      setting('space', 'r302', { options: { minEnergyKwh: 0.5 } }),
      setting('space', 'f3', { options: { minEnergyKwh: 0.4 } }),
      setting('building', 'b1', { options: { minEnergyKwh: 0.3 } }),
      setting('site', 'school', { options: { standbyFactor: 3 } }),
    ];
    const defaults = { ac_left_on: { minEnergyKwh: 0.2 } };
    expect(minEnergies(schoolWith({ ruleSettings: each }), defaults)).toEqual({ other: 0.2, m302: 0.5, m301: 0.6, m401: 0.3 });
    const rulebook = rulebookOf(schoolWith({ ruleSettings: each }), defaults);
    expect(rulebook.optionsOf('ac_left_on')).toMatchObject({ minEnergyKwh: 0.2, standbyFactor: 3, clearMinutes: 45 });
    for (const watched of rulebook.watched('ac_left_on')) {
      expect(rulebook.optionsOf('ac_left_on', watched)['standbyFactor']).toBe(3);
    }
  });

  it('makes one detector for all meters with the same options', () => {
    const plan = schoolWith({ ruleSettings: [setting('meter', 'm301', { options: { clearMinutes: 60 } })] });
    const detectors = rulebookOf(plan)
      .watched('ac_left_on')
      .map(({ detector }) => detector);
    expect(new Set(detectors).size).toBe(2);
  });

  it('passes over a setting that the rule does not understand any more, and keeps its on and off', () => {
    const old = setting('building', 'b1', { options: { minEnergyKwh: 0.9, gone: 1 }, isOn: false });
    const wrong = setting('meter', 'm301', { options: { minEnergyKwh: -1 }, isOn: true });
    const plan = schoolWith({ ruleSettings: [setting('site', 'school', { options: { minEnergyKwh: 0.3 } }), old, wrong] });
    expect(minEnergies(plan)).toEqual({ other: 0.3, m301: 0.3 });
    expect(minEnergies(schoolWith({}), { ac_left_on: { nonsense: 1 } })['other']).toBe(0.15);
  });

  it('switches a rule off in a building and on again in a room of it', () => {
    const plan = schoolWith({
      ruleSettings: [setting('space', 'f3', { isOn: true }), setting('building', 'b1', { isOn: false })],
    });
    const rulebook = rulebookOf(plan);
    expect(rulebook.watched('ac_left_on').map(({ meter }) => meter.id)).toEqual(['other', 'm302', 'm301']);
    expect(rulebook.isOn('ac_left_on')).toBe(true);
    expect(
      rulebookOf(schoolWith({ ruleSettings: [setting('site', 'school', { rule: 'meter_stuck', isOn: false })] })).isOn('meter_stuck'),
    ).toBe(false);
  });

  it('tells the meters of one scope, and nothing of a rule of an earlier version', () => {
    const rulebook = rulebookOf(schoolWith({}));
    const ids = (scope: Scope) => rulebook.watched('ac_left_on', scope).map(({ meter }) => meter.id);
    expect(ids({ kind: 'space', id: 'f3' })).toEqual(['m302', 'm301']);
    expect(ids({ kind: 'building', id: 'b2' })).toEqual(['other']);
    expect(rulebook.watched('gone')).toEqual([]);
    expect(rulebook.optionsOf('gone')).toEqual({});
  });
});

describe('what is declared about a place', () => {
  it('excludes a place for the rules that are named until the end date, or until somebody ends it', () => {
    const floor: Scope = { kind: 'space', id: 'f3' };
    const exclusion = declaration('exclusion', floor, { rules: ['ac_left_on'] });
    const excluded = (more: Partial<Declaration>, meter: string, day: string) =>
      watchedOf(schoolWith({ declarations: [{ ...exclusion, ...more }] }), meter).excluded(at(day, '12:00'));
    expect(excluded({}, 'm301', '2026-06-15')).toBe(true);
    expect(excluded({}, 'm401', '2026-06-15')).toBe(false);
    expect(excluded({}, 'm301', '2026-05-31')).toBe(false);
    expect(excluded({}, 'm301', '2026-07-01')).toBe(false);
    expect(excluded({ rules: ['zero_flow_fail'] }, 'm301', '2026-06-15')).toBe(false);
    expect(excluded({ rules: null }, 'm301', '2026-06-15')).toBe(true);
    const ended = { at: at('2026-06-10', '08:00'), by: 'Li', reason: 'done' };
    expect(excluded({ ended }, 'm301', '2026-06-09')).toBe(true);
    expect(excluded({ ended }, 'm301', '2026-06-15')).toBe(false);
  });

  it('permits use on Fridays from 22:00 to 02:00, the small hours of Saturday included', () => {
    const weekly = { weekdays: [5], start: '22:00', end: '02:00' };
    const { permitted } = watchedOf(
      schoolWith({ declarations: [declaration('permit', { kind: 'building', id: 'b1' }, { weekly })] }),
      'm301',
    );
    // 5 June 2026 is a Friday.
    expect(
      [at('2026-06-05', '21:59'), at('2026-06-05', '22:00'), at('2026-06-06', '01:59'), at('2026-06-06', '02:00')].map(permitted),
    ).toEqual([false, true, true, false]);
    expect([at('2026-06-05', '01:00'), at('2026-06-06', '23:00'), at('2026-07-03', '23:00')].map(permitted)).toEqual([false, false, false]);
    expect(permitted(at('2026-06-26', '23:00'))).toBe(true);
  });

  it('permits an event once', () => {
    const event = { fromAt: at('2026-06-05', '18:00'), untilAt: at('2026-06-06', '00:30') };
    const { permitted } = watchedOf(schoolWith({ declarations: [declaration('permit', { kind: 'site', id: 'school' }, event)] }), 'other');
    expect([at('2026-06-05', '17:59'), at('2026-06-05', '23:45'), at('2026-06-06', '00:30')].map(permitted)).toEqual([false, true, false]);
  });

  it('knows from when on a place uses another amount: changes, exchanges, other ratios, another place', () => {
    const history = {
      decisions: [],
      exchanges: [{ at: 300, closing: 1, opening: 0 }],
      ratioRegisters: [],
      places: [
        { fromAt: Number.NEGATIVE_INFINITY, building: 'b1', space: 'r302' },
        { fromAt: 400, building: 'b1', space: 'r301' },
      ],
      parents: [],
      outages: [],
      spreads: [],
    };
    const ratios = [
      { fromAt: 0, ratio: 40 },
      { fromAt: 200, ratio: 80 },
    ];
    const change = (id: string, fromAt: number, ended: Declaration['ended'] = null) =>
      declaration('change', { kind: 'space', id: 'r301' }, { id, fromAt, untilAt: fromAt, ended });
    const plan = schoolWith(
      { declarations: [change('a', 500), change('b', 100), change('c', 50, { at: 60, by: 'Li', reason: 'mistake' })] },
      [ac('m301', 'b1', 'r301', { history, ratios }), ac('m302', 'b1', 'r302')],
    );
    expect(watchedOf(plan, 'm301').changedAt).toEqual([100, 200, 300, 400, 500]);
    expect(watchedOf(plan, 'm302').changedAt).toEqual([]);
  });
});

describe('options that somebody wants to set', () => {
  it('are given back as they are, without those that nobody named', () => {
    expect(tryOptions(acLeftOn, { minEnergyKwh: 0.4 })).toEqual({ options: { minEnergyKwh: 0.4 } });
  });

  it('are refused with all mistakes at once: the option, the value, what is allowed', () => {
    const result = tryOptions(acLeftOn, { minEnergyKwh: -1, from: '25:00', standbyFactor: '2', clearMinutes: 20, minEnergy: 3 });
    expect('mistakes' in result && result.mistakes.toSorted()).toEqual([
      'clearMinutes: 20 is not allowed; allowed: a whole number, a multiple of 15, at least 15 min',
      "from: '25:00' is not allowed; allowed: a clock time HH:mm",
      expect.stringMatching(/^minEnergy: there is no such option; known: .*minEnergyKwh/),
      'minEnergyKwh: -1 is not allowed; allowed: a number, above 0 kWh',
      "standbyFactor: '2' is not allowed; allowed: a number, at least 1",
    ]);
  });
});
