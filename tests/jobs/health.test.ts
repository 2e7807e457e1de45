import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ruleOf } from '../../analysis/registry.ts';
import type { IntervalSeries } from '../../analysis/series.ts';
import type { MeterStep } from '../../domain/consumption.ts';
import { addDays, daysBetween } from '../../domain/local-time.ts';
import type { Fields } from '../../domain/reading.ts';
import type { Meter } from '../../domain/site.ts';
import { createHealth } from '../../jobs/health.ts';
import { createSchoolCache } from '../../jobs/catalog-cache.ts';
import type { Records } from '../../store/ports.ts';
import { openRecords } from '../../store/records/open-records.ts';
import { at, knownAt, metered, shanghai } from '../analysis/series-of.ts';
import { createMemoryReadings, meterOf, planOf } from './campus.ts';

const FROM = '2026-05-01';
const TO = '2026-07-12';
const MINUTE = 60_000;

let folder: string;
const opened: Records[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'greenleaf-health-'));
});
afterEach(() => Promise.all(opened.splice(0).map((records) => records.close())));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Real records with the days of some meters in them; the clock is moved by hand. */
async function school(meters: readonly Meter[]) {
  const records = await openRecords(join(folder, `${Math.random()}.sqlite`));
  opened.push(records);
  await records.catalog.declare(planOf(meters));
  const site = (await createSchoolCache(records.catalog, {})()).get('school')!;
  const readings = createMemoryReadings();
  const clock = { now: shanghai.startOfDay(TO) };
  const health = createHealth({ records, readings, now: () => clock.now });
  const alerts = async () =>
    (await records.alerts.list('school', {}))
      .map(({ id, state, finding }) => ({ id, state, endAt: finding.endAt }))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const notices = async () => (await records.outbox.unfed(100)).map(({ kind, alert }) => `${kind} ${alert?.rule} ${alert?.meter}`);

  /** What is known of a meter at the clock's instant, and its steps. */
  async function know(meter: string, series: IntervalSeries, steps: MeterStep[] = [], fromDay = FROM): Promise<void> {
    const { startAt, values, qualities } = knownAt(series, clock.now);
    const days = daysBetween(fromDay, addDays(shanghai.dayOf(clock.now - 1), 1)).map((day) => {
      const first = (shanghai.startOfDay(day) - startAt) / 900_000;
      return {
        day,
        startAt: shanghai.startOfDay(day),
        values: values.slice(first, first + 96),
        qualities: qualities.slice(first, first + 96),
      };
    });
    await records.intervals.replaceDays({
      site: 'school',
      meter,
      days,
      steps,
      fromAt: shanghai.startOfDay(fromDay),
      toAt: clock.now,
      seq: 0,
    });
  }
  const heard = (meter: string, instant: number, fields: Fields, receivedAt = instant) =>
    records.intake.commit({
      latest: [{ site: 'school', meter, at: instant, receivedAt, clock: 'device', fields }],
      touched: [],
      refused: [],
      refusals: new Map(),
      unknown: [],
    });
  return { records, readings, site, clock, health, alerts, notices, know, heard };
}

const load = (instant: number) => 3 + 2 * Math.sin(instant / 14_400_000) ** 2;
const still = (from: number, to: number) => metered(FROM, TO, (instant) => (from <= instant && instant < to ? 0 : load(instant)));
const main = meterOf({ id: 'main' });

describe('the health job', () => {
  it('opens one alert for a meter that stands still, however often it looks, and closes it when it counts again', async () => {
    const { site, clock, health, alerts, notices, know } = await school([main]);
    const series = still(at('2026-07-06', '10:00'), at('2026-07-09', '16:00'));
    for (const [day, time] of [
      ['2026-07-06', '20:07'],
      ['2026-07-07', '11:07'],
      ['2026-07-07', '12:07'],
      ['2026-07-09', '15:07'],
    ] as const) {
      clock.now = at(day, time);
      await know('main', series);
      await health.hourly(site);
    }
    const id = 'school:meter_stuck:main:2026-07-06';
    expect(await alerts()).toEqual([{ id, state: 'open', endAt: undefined }]);
    clock.now = at('2026-07-09', '18:07');
    await know('main', series);
    await health.hourly(site);
    expect(await alerts()).toEqual([{ id, state: 'recovered', endAt: at('2026-07-09', '16:00') }]);
    expect(await notices()).toEqual(['opened meter_stuck main', 'recovered meter_stuck main']);
  });

  it('takes an alert back where the meter is excluded, and raises none where the rule is switched off', async () => {
    const { site, records, health, alerts, know } = await school([main]);
    await know('main', still(at('2026-07-06', '10:00'), at('2026-07-11', '16:00')));
    const said = { site: 'school', scope: { kind: 'site', id: 'school' }, by: 'Li', reason: 'repair' } as const;
    const inForce = async () => (await createSchoolCache(records.catalog, {})()).get('school')!;
    await records.ruleSettings.save({ ...said, rule: 'meter_stuck', isOn: false, options: {}, setAt: 0 });
    await health.changed(await inForce(), FROM);
    expect(await alerts()).toEqual([]);
    const span = { fromAt: at('2026-07-01', '00:00'), untilAt: at('2026-08-01', '00:00') };
    await records.declarations.save({ ...said, ...span, id: 'd1', kind: 'exclusion', rules: null, recordedAt: 0, ended: null });
    await records.ruleSettings.remove('school', 'meter_stuck', said.scope);
    await health.changed(await inForce(), FROM);
    expect(await alerts()).toEqual([]);
    await health.changed(site, FROM);
    expect(await alerts()).toMatchObject([{ id: 'school:meter_stuck:main:2026-07-06' }]);
  });

  it('says the same of a history that is loaded at once, and tells nobody of what is over', async () => {
    const { site, health, alerts, notices, know } = await school([main]);
    await know('main', still(at('2026-06-20', '10:00'), at('2026-06-23', '16:00')));
    await health.changed(site, FROM);
    expect(await alerts()).toEqual([{ id: 'school:meter_stuck:main:2026-06-20', state: 'recovered', endAt: at('2026-06-23', '16:00') }]);
    expect(await notices()).toEqual([]);
  });

  it('follows a meter that stands still for weeks back to where it began', async () => {
    const { site, health, alerts, know } = await school([main]);
    await know('main', still(at('2026-05-20', '10:00'), at(TO, '00:00')));
    await health.hourly(site);
    expect(await alerts()).toEqual([{ id: 'school:meter_stuck:main:2026-05-20', state: 'open', endAt: undefined }]);
  });

  it('keeps a register step open until somebody has explained it', async () => {
    const { site, health, alerts, know, clock } = await school([main]);
    const toAt = at('2026-07-11', '14:00');
    const step: MeterStep = {
      fromAt: toAt - 15 * MINUTE,
      toAt,
      from: 9000,
      to: 3,
      kind: 'suspicious',
      amount: null,
      consumption: null,
      booking: 'none',
      size: 8997,
    };
    await know('main', metered(FROM, TO, load), [step]);
    await health.hourly(site);
    const id = 'school:register_step:main:2026-07-11';
    expect(await alerts()).toEqual([{ id, state: 'open', endAt: undefined }]);
    await know('main', metered(FROM, TO, load), [{ ...step, kind: 'reset', amount: 3, consumption: 3, booking: 'laid' }]);
    await health.changed(site, '2026-07-11');
    expect(await alerts()).toEqual([{ id, state: 'recovered', endAt: clock.now }]);
  });

  it('finds a reversed phase from the readings before the newest, and only looks at them where that is suspicious', async () => {
    const meters = [main, meterOf({ id: 'other' })];
    const { site, health, alerts, heard, readings, clock } = await school(meters);
    const fields = { power_l1_kw: 3, power_l2_kw: -2, power_l3_kw: 3 };
    const fine = { power_l1_kw: 3, power_l2_kw: 2, power_l3_kw: 3 };
    const list = Array.from({ length: 30 }, (_, index) => ({ at: clock.now - (29 - index) * MINUTE, fields, clock: 'device' as const }));
    readings.put({ site: 'school', meter: 'main' }, list);
    readings.put(
      { site: 'school', meter: 'other' },
      list.map((reading) => ({ ...reading, fields: fine })),
    );
    await heard('main', clock.now, fields);
    await heard('other', clock.now, fine);
    await health.moments(site);
    expect(readings.rowsRead).toBe(30);
    const id = `school:phase_fault:main:${shanghai.dayOf(clock.now - 29 * MINUTE)}`;
    expect(await alerts()).toEqual([{ id, state: 'open', endAt: undefined }]);
    clock.now += 10 * MINUTE;
    await heard('main', clock.now, fields);
    readings.put({ site: 'school', meter: 'main' }, [{ at: clock.now, fields, clock: 'device' }]);
    await health.moments(site);
    expect(await alerts()).toEqual([{ id, state: 'open', endAt: undefined }]);
    clock.now += 10 * MINUTE;
    await heard('main', clock.now, fine);
    await health.moments(site);
    expect(await alerts()).toEqual([{ id, state: 'recovered', endAt: clock.now }]);
  });

  it('finds a clock that is 5 minutes slow from what the collector notes of arrivals', async () => {
    const { site, health, alerts, heard, clock } = await school([main, meterOf({ id: 'right' })]);
    for (clock.now = at('2026-07-11', '08:00'); clock.now < at('2026-07-11', '12:00'); clock.now += 15 * MINUTE) {
      await heard('main', clock.now - 5 * MINUTE, { energy_kwh: 1 }, clock.now);
      await heard('right', clock.now - 2000, { energy_kwh: 1 }, clock.now);
    }
    await health.hourly(site);
    expect(await alerts()).toEqual([{ id: 'school:clock_drift:main:2026-07-11', state: 'open', endAt: undefined }]);
  });

  it('names twins and a balance at night, and keeps their key from night to night', async () => {
    const parent = meterOf({ id: 'campus', role: 'campus_main' });
    const child = (id: string) => meterOf({ id, parent: 'campus' });
    const { site, health, records, clock, know } = await school([parent, child('a'), child('b')]);
    clock.now = at('2026-07-10', '05:40');
    const series = metered(FROM, TO, load);
    for (const id of ['a', 'b']) await know(id, series);
    await know(
      'campus',
      metered(FROM, TO, (instant) => 2.5 * load(instant)),
    );
    for (const day of ['2026-07-10', '2026-07-11']) {
      clock.now = at(day, '05:40');
      await health.nightly(site);
    }
    const list = await records.alerts.list('school', {});
    expect(list.map(({ id, state }) => `${id} ${state}`).toSorted()).toEqual([
      'school:balance_gap:campus:2026-07-01 open',
      'school:duplicate_channel:b:2026-07-09 open',
    ]);
    expect(list.find(({ rule }) => rule === 'duplicate_channel')!.finding.others).toEqual(['a']);
    for (const { rule } of list) expect(ruleOf(rule)?.audience).toBe('maintainer');
  });
});
