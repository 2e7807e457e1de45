import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { IntervalSeries } from '../../analysis/series.ts';
import { daysBetween } from '../../domain/local-time.ts';
import type { RoundTimes } from '../../domain/round.ts';
import type { Meter, SitePlan } from '../../domain/site.ts';
import { createJobs } from '../../jobs/jobs.ts';
import type { IntervalStore, MeterIntervalDay } from '../../store/ports.ts';
import { openRecords } from '../../store/records/open-records.ts';
import { knownAt, shanghai } from '../analysis/series-of.ts';
import { createMemoryReadings, meterOf, planOf, silent } from './campus.ts';

const QUARTER_MS = 900_000;
/** Days of which the intervals are known: [FROM, TO). */
export const FROM = '2026-06-01';
export const TO = '2026-06-26';

export const ac = (id: string) => meterOf({ id, role: 'room_breaker' });
export const water = (id: string) => meterOf({ id, medium: 'water' });
export type World = { meter: Meter; series: IntervalSeries }[];

/** The program's jobs over intervals that become known as the clock goes on. */
export async function start(world: World, clock: { now: number; knownUntil?: number }, more: Partial<SitePlan> = {}, round?: RoundTimes) {
  const folder = mkdtempSync(join(tmpdir(), 'greenleaf-jobs-'));
  const records = await openRecords(join(folder, 'records.sqlite'));
  onTestFinished(async () => {
    await records.close();
    rmSync(folder, { recursive: true, force: true });
  });
  await records.catalog.declare({ ...planOf(world.map(({ meter }) => meter)), ...more });
  const changed = new Set<string>();
  const published: string[] = [];
  const jobs = createJobs({
    records: { ...records, intervals: { ...records.intervals, ...intervalsOf(world, () => clock.knownUntil ?? clock.now, changed) } },
    readings: createMemoryReadings(),
    detectors: {},
    round,
    mqttRoot: 'campus',
    publish: (topic, payload) =>
      Promise.resolve(void published.push(`${topic} ${(JSON.parse(payload) as { kind: string; meter: string }).kind}`)),
    print: () => undefined,
    now: () => clock.now,
    monotonic: () => 0,
    log: silent,
  });
  const alerts = async () => (await records.alerts.list('school', {})).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return { jobs, records, changed, published, alerts };
}

function intervalsOf(
  world: World,
  knownUntil: () => number,
  changed: Set<string>,
): Pick<IntervalStore, 'days' | 'span' | 'touchedCount' | 'changedDays' | 'clearChangedDays'> {
  return {
    days(_site, meters, fromDay, toDay) {
      const days: MeterIntervalDay[] = [];
      for (const { meter, series } of world) {
        if (!meters.includes(meter.id)) continue;
        const { startAt, values, qualities } = knownAt(series, knownUntil());
        for (const day of daysBetween(fromDay < FROM ? FROM : fromDay, toDay > TO ? TO : toDay)) {
          const first = (shanghai.startOfDay(day) - startAt) / QUARTER_MS;
          days.push({
            meter: meter.id,
            day,
            startAt: shanghai.startOfDay(day),
            values: values.slice(first, first + 96),
            qualities: qualities.slice(first, first + 96),
          });
        }
      }
      return Promise.resolve(days);
    },
    span: () => Promise.resolve({ firstDay: FROM, lastDay: TO }),
    touchedCount: () => Promise.resolve(0),
    changedDays: () => Promise.resolve([...changed].toSorted().map((day) => ({ day, seq: 1 }))),
    clearChangedDays: (_site, days) => Promise.resolve(days.forEach(({ day }) => changed.delete(day))),
  };
}
