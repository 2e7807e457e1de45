import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { IntervalSeries } from '../../analysis/series.ts';
import { createTrialDesk } from '../../desk/trial-desk.ts';
import type { Declaration } from '../../domain/declaration.ts';
import { daysBetween } from '../../domain/local-time.ts';
import type { RuleSetting } from '../../domain/rule-setting.ts';
import type { Scope } from '../../domain/scope.ts';
import { openRecords } from '../../store/records/open-records.ts';
import { at, metered, shanghai } from '../analysis/series-of.ts';
import { createMemoryReadings, meterOf, planOf } from '../jobs/campus.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const FROM = '2026-05-20';
const TO = '2026-06-27';
const SITE: Scope = { kind: 'site', id: 'school' };
const span = { fromNight: '2026-06-10', toNight: '2026-06-25' };
const nightly = (kw: number) => metered(FROM, TO, (instant) => (shanghai.clockOf(instant) >= '22:00' ? kw : 0));

/** Real records with the intervals of some air-conditioners; it is the morning of 26 June. */
async function school(meters: Record<string, IntervalSeries>, settings: RuleSetting[] = [], declarations: Declaration[] = []) {
  const records = await openRecords(join(temporaryFolder(), 'records.sqlite'), { temporary: true });
  onTestFinished(() => records.close());
  await records.catalog.declare(planOf(Object.keys(meters).map((id) => meterOf({ id, role: 'ac_circuit' }))));
  for (const setting of settings) await records.ruleSettings.save(setting);
  for (const declaration of declarations) await records.declarations.save(declaration);
  for (const [meter, { startAt, values, qualities }] of Object.entries(meters)) {
    const days = daysBetween(FROM, TO).map((day) => {
      const first = (shanghai.startOfDay(day) - startAt) / 900_000;
      const part = { values: values.slice(first, first + 96), qualities: qualities.slice(first, first + 96) };
      return { day, startAt: shanghai.startOfDay(day), ...part };
    });
    const replaced = { fromAt: startAt, toAt: shanghai.startOfDay(TO), seq: 0 };
    await records.intervals.replaceDays({ site: 'school', meter, days, steps: [], ...replaced });
  }
  const now = () => at('2026-06-26', '09:00');
  const desk = createTrialDesk({ records, readings: createMemoryReadings(), defaults: { ac_left_on: { minEnergyKwh: 0.5 } }, now });
  const tried = async (options: Record<string, unknown>, scope = SITE) => desk.tryRule('school', 'ac_left_on', { scope, options, ...span });
  return { records, tried, desk };
}

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

describe('the trial desk', () => {
  it('finds 16 nights with a lower line, none with the one in force, and keeps nothing', async () => {
    const { tried, records } = await school({ a: nightly(0.3), quiet: nightly(0) });
    expect((await tried({})).findings).toEqual([]);
    const { findings, meters } = await tried({ minEnergyKwh: 0.2 });
    expect(findings.map(({ finding }) => finding.night)).toEqual(daysBetween('2026-06-10', '2026-06-26'));
    expect(meters.toSorted()).toEqual(['a', 'quiet']);
    expect(await records.alerts.list('school', {})).toEqual([]);
  });

  it('tries meters on which the rule is switched off, with the other options that are in force there', async () => {
    const off = setting({ isOn: false, options: { minEnergyKwh: 0.2 }, scope: { kind: 'meter', id: 'a' } });
    const { tried } = await school({ a: nightly(0.3) }, [off]);
    expect((await tried({ clearMinutes: 60 })).findings).toHaveLength(16);
    expect((await tried({ minEnergyKwh: 0.4 })).findings).toEqual([]);
  });

  it('looks at one scope only', async () => {
    const { tried } = await school({ a: nightly(2), b: nightly(2) });
    const { findings, meters } = await tried({}, { kind: 'meter', id: 'b' });
    expect(meters).toEqual(['b']);
    expect(new Set(findings.map(({ finding }) => finding.meter))).toEqual(new Set(['b']));
  });

  it('shows what an exclusion or a permit would have kept from people, as excused', async () => {
    const declaration = (kind: Declaration['kind'], day: string): Declaration => ({
      id: day,
      site: 'school',
      kind,
      scope: SITE,
      rules: null,
      fromAt: at(day, '12:00'),
      untilAt: at(day, '12:00') + 86_400_000,
      reason: 'because',
      by: 'Li',
      recordedAt: 0,
      ended: null,
    });
    const { tried } = await school({ a: nightly(2) }, [], [declaration('exclusion', '2026-06-12'), declaration('permit', '2026-06-14')]);
    const { findings } = await tried({});
    expect(findings).toHaveLength(16);
    const excused = findings.filter(({ isExcused }) => isExcused).map(({ finding }) => finding.night);
    expect(excused).toEqual(['2026-06-12', '2026-06-14']);
  });

  it('says nothing of a rule that cannot be tried on intervals, or of a school that is not there', async () => {
    const { desk } = await school({ a: nightly(2) });
    const nothing = { findings: [], blind: [], meters: [] };
    expect(await desk.tryRule('school', 'phase_fault', { scope: SITE, options: {}, ...span })).toEqual(nothing);
    expect(await desk.tryRule('elsewhere', 'ac_left_on', { scope: SITE, options: {}, ...span })).toEqual(nothing);
  });
});
