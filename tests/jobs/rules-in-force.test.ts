import { describe, expect, it } from 'vitest';
import type { Declaration } from '../../domain/declaration.ts';
import type { RuleSetting } from '../../domain/rule-setting.ts';
import type { Scope } from '../../domain/scope.ts';
import { at, metered } from '../analysis/series-of.ts';
import { ac, FROM, start, TO, water } from './night-school.ts';

const NIGHT = '2026-06-20';
const MORNING = '2026-06-21';
const SITE: Scope = { kind: 'site', id: 'school' };
const between = (from: number, to: number, rate: number) => metered(FROM, TO, (instant) => (from <= instant && instant < to ? rate : 0));
const allNight = { meter: ac('a'), series: between(at(NIGHT, '19:00'), at(MORNING, '07:00'), 2) };
const leak = { meter: water('w'), series: between(at('2026-06-18', '12:00'), at(TO, '00:00'), 0.06) };

const setting = (more: Partial<RuleSetting>): RuleSetting => ({
  site: 'school',
  rule: 'ac_left_on',
  scope: SITE,
  options: {},
  by: 'Li',
  reason: 'because',
  setAt: 0,
  ...more,
});
const declaration = (more: Partial<Declaration>): Declaration => ({
  id: 'd1',
  site: 'school',
  kind: 'exclusion',
  scope: SITE,
  rules: null,
  fromAt: at(NIGHT, '12:00'),
  untilAt: at(MORNING, '12:00'),
  reason: 'because',
  by: 'Li',
  recordedAt: 0,
  ended: null,
  ...more,
});

async function openNight(world = [allNight]) {
  const clock = { now: at(MORNING, '00:15') };
  const school = await start(world, clock);
  const states = async () => (await school.alerts()).map(({ rule, meter, state }) => `${rule} ${meter} ${state}`);
  await school.jobs.runDue();
  await school.jobs.rejudge();
  return { ...school, clock, states };
}

describe('rules in force', () => {
  it('withdraw the alerts of a rule that is switched off, at once and without a word, and open them again', async () => {
    const { jobs, records, published, states } = await openNight();
    expect(await states()).toEqual(['ac_left_on a open']);
    await records.ruleSettings.save(setting({ isOn: false }));
    await jobs.rejudge();
    expect(await states()).toEqual(['ac_left_on a withdrawn']);
    await records.ruleSettings.save(setting({ isOn: true }));
    await jobs.rejudge();
    expect(await states()).toEqual(['ac_left_on a open']);
    await jobs.deliver();
    const aboutAlerts = published.filter((line) => !line.endsWith(' list'));
    expect(aboutAlerts).toEqual(['campus/school/alerts opened', 'campus/school/alerts reopened']);
  });

  it('withdraw the alert of a meter that became another one', async () => {
    const { jobs, records, states } = await openNight();
    const [plan] = await records.catalog.sites();
    await records.catalog.declare({ ...plan!, meters: [{ ...allNight.meter, role: 'special' }] });
    await jobs.rejudge();
    expect(await states()).toEqual(['ac_left_on a withdrawn']);
  });

  it('follow a line that was raised for one meter and leave the others as they are', async () => {
    const { jobs, records, states } = await openNight([allNight, { ...allNight, meter: ac('b') }]);
    await records.ruleSettings.save(setting({ scope: { kind: 'meter', id: 'b' }, options: { minEnergyKwh: 5 } }));
    await jobs.rejudge();
    expect(await states()).toEqual(['ac_left_on a open', 'ac_left_on b recovered']);
  });

  it('judge each meter in its own window', async () => {
    const clock = { now: at(NIGHT, '23:10') };
    const { jobs, records, alerts } = await start([allNight, { ...allNight, meter: ac('b') }], clock);
    await records.ruleSettings.save(setting({ scope: { kind: 'meter', id: 'b' }, options: { from: '22:00' } }));
    await jobs.runDue();
    expect((await alerts()).map(({ meter, night }) => `${meter} ${night}`)).toEqual([`b ${NIGHT}`]);
    clock.now = at(MORNING, '00:15');
    await jobs.runDue();
    expect((await alerts()).map(({ meter, state }) => `${meter} ${state}`)).toEqual(['a open', 'b open']);
  });

  it('take an alert back when its place is excluded, and raise it when the exclusion is over and it still runs', async () => {
    const { jobs, records, clock, states } = await openNight();
    await records.declarations.save(declaration({ untilAt: at(MORNING, '02:00') }));
    await jobs.rejudge();
    expect(await states()).toEqual(['ac_left_on a withdrawn']);
    clock.now = at(MORNING, '01:55');
    await jobs.runDue();
    expect(await states()).toEqual(['ac_left_on a withdrawn']);
    clock.now = at(MORNING, '02:20');
    await jobs.runDue();
    expect(await states()).toEqual(['ac_left_on a open']);
  });

  it('raise nothing while people are permitted to be there, and speak when they should have gone', async () => {
    const clock = { now: at(NIGHT, '23:00') };
    const { jobs, records, alerts } = await start([allNight], clock);
    await records.declarations.save(declaration({ kind: 'permit', untilAt: at(MORNING, '01:00') }));
    clock.now = at(MORNING, '00:55');
    await jobs.runDue();
    expect(await alerts()).toEqual([]);
    clock.now = at(MORNING, '02:30');
    await jobs.runDue();
    expect(await alerts()).toMatchObject([{ state: 'open', night: NIGHT }]);
  });

  it('excuse a leak in an excluded building, and no other rule', async () => {
    const clock = { now: at(MORNING, '06:20') };
    const { jobs, records, alerts } = await start([leak, allNight], clock);
    await records.declarations.save(
      declaration({ rules: ['zero_flow_fail'], fromAt: at('2026-06-10', '00:00'), untilAt: at('2026-06-24', '00:00') }),
    );
    await jobs.runDue();
    const rules = async () => [...new Set((await alerts()).filter(({ state }) => state !== 'recovered').map(({ rule }) => rule))];
    expect(await rules()).toContain('ac_left_on');
    expect(await rules()).not.toContain('zero_flow_fail');
    clock.now = at('2026-06-24', '06:20');
    await jobs.runDue();
    expect(await rules()).toContain('zero_flow_fail');
  });
});
