import { describe, expect, it } from 'vitest';
import { forgetOldReadings, retentionJob } from '../../jobs/retention.ts';
import { StoreUnavailable } from '../../store/ports.ts';
import { meterOf, touch } from './campus.ts';
import { DAY, HOUR, openSchool, START, steady } from '../desk/desk-rig.ts';

const REF = { site: 'school', meter: 'm', medium: 'electricity' as const };

async function hundredDays() {
  const school = await openSchool();
  await school.arrive('m', steady(START, START + 100 * DAY, 1000, 1));
  school.clock.at = START + 100 * DAY + HOUR;
  const latest = (at: number) =>
    school.records.intake.commit({
      ...touch([]),
      latest: [{ site: 'school', meter: 'm', at, receivedAt: at, clock: 'device', fields: { energy_kwh: 1 } }],
    });
  await latest(START + 100 * DAY);
  const deps = { readings: school.readings, records: school.records, rawDays: 60, now: () => school.clock.at };
  const kept = async () => (await school.readings.range(REF, 0, START + 200 * DAY)).length;
  return { school, deps, kept, latest };
}

describe('retention of raw readings', () => {
  it('forgets readings and keeps every interval, total and step', async () => {
    const { school, deps, kept } = await hundredDays();
    const before = await school.stored();
    // 60 days back is 16:00 UTC of 9 April; whole UTC days go.
    expect(await forgetOldReadings(deps)).toBe('forgotten_before=2026-04-09');
    expect(await kept()).toBe((START + 100 * DAY - Date.parse('2026-04-09T00:00:00Z')) / HOUR + 1);
    expect(await school.records.intervals.rawSince()).toBe(Date.parse('2026-04-10T00:00:00Z'));
    expect(await school.stored()).toEqual(before);
  });

  it('leaves what was computed as it is when everything is computed again afterwards', async () => {
    const { school, deps } = await hundredDays();
    const before = await school.stored();
    await forgetOldReadings(deps);
    await school.records.intake.commit(touch([{ site: 'school', meter: 'm', fromAt: START, toAt: START + 100 * DAY }]));
    await school.compute();
    expect(await school.records.intervals.touchedCount()).toBe(0);
    expect(await school.stored()).toEqual(before);
  });

  it('says first what cannot be computed again, so that a store that is away costs nothing, and the next run goes on', async () => {
    const { school, deps, kept } = await hundredDays();
    const all = await kept();
    const away = { forgetBefore: () => Promise.reject(new StoreUnavailable('away', 10)) };
    await expect(forgetOldReadings({ ...deps, readings: away })).rejects.toBeInstanceOf(StoreUnavailable);
    expect(await kept()).toBe(all);
    const since = await school.records.intervals.rawSince();
    await forgetOldReadings(deps);
    expect(await school.records.intervals.rawSince()).toBe(since);
    expect(await kept()).toBeLessThan(all);
  });

  it('does not believe a clock that runs years ahead of the readings, and forgets nothing without any', async () => {
    const { school, deps, kept } = await hundredDays();
    school.clock.at = START + 2000 * DAY;
    await forgetOldReadings(deps);
    expect(await kept()).toBeGreaterThan(60 * 24);
    const empty = await openSchool([meterOf({ id: 'm' })]);
    expect(await forgetOldReadings({ ...deps, readings: empty.readings, records: empty.records })).toBe('forgotten=0');
    expect(await empty.records.intervals.rawSince()).toBe(Number.NEGATIVE_INFINITY);
  });

  it('runs once a day', async () => {
    const { deps } = await hundredDays();
    const job = retentionJob(deps);
    expect([job.name, job.crons, job.timeZone]).toEqual(['retention', ['40 3 * * *'], 'UTC']);
    expect(await job.run()).toBe('forgotten_before=2026-04-09');
  });
});
