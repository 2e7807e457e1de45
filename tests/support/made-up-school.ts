import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { type AppOptions, createApp } from '../../api/app.ts';
import { createCorrectionDesk } from '../../desk/correction-desk.ts';
import { createManualDesk } from '../../desk/manual-desk.ts';
import { createNightDesk } from '../../desk/night-desk.ts';
import { createTrialDesk } from '../../desk/trial-desk.ts';
import { type Alert, alertId } from '../../domain/alert.ts';
import type { Finding } from '../../domain/finding.ts';
import { INTERVAL_MS, type IntervalDay, QUALITIES } from '../../domain/interval.ts';
import { addDays, createLocalTime, daysBetween, type LocalTime } from '../../domain/local-time.ts';
import type { Log } from '../../domain/log.ts';
import { MEDIUM_FACTS } from '../../domain/medium.ts';
import { DEFAULT_ROUND } from '../../domain/round.ts';
import type { Meter, SitePlan } from '../../domain/site.ts';
import { createRecompute } from '../../jobs/recompute.ts';
import type { ReadingStore, Records } from '../../store/ports.ts';
import { openSqliteReadingStore } from '../../store/readings/sqlite.ts';
import { openRecords } from '../../store/records/open-records.ts';
import { openSecrets } from '../../store/secrets.ts';

/** Thirteen months. */
export const MADE_UP_DAYS = 396;
const ALERTS = 400;
const SILENT: Log = { info: () => {}, warn: () => {}, error: () => {} };
/** No question of the pages is one for a channel. */
const NO_MESSAGES = { test: () => Promise.resolve(undefined), nudge() {}, hostTrouble: () => undefined, webPushKey: () => '' };

export interface MadeUpSchool {
  app: FastifyInstance;
  records: Records;
  readings: ReadingStore;
  close(): Promise<void>;
}

/** A school with thirteen months behind it, and the whole server on it. Shapes, not physics: only their number matters. */
export async function openMadeUpSchool({
  plan,
  now,
  ...options
}: { plan: SitePlan; now: number } & Omit<Partial<AppOptions>, 'now'>): Promise<MadeUpSchool> {
  const dir = await mkdtemp(join(tmpdir(), 'greenleaf-made-up-'));
  const recordsPath = join(dir, 'records.sqlite');
  const records = await openRecords(recordsPath, { temporary: true });
  await fill(records, plan, now);
  const readings = openSqliteReadingStore(join(dir, 'readings.sqlite'), { temporary: true });
  const clock = { records, readings, now: () => now };
  const desk = createCorrectionDesk({ ...clock, recompute: createRecompute({ ...clock, log: SILENT }) });
  const app = await createApp({
    ...clock,
    desk,
    manual: createManualDesk({ ...clock, desk }),
    trial: createTrialDesk({ ...clock, defaults: {} }),
    night: createNightDesk({ ...clock, detectors: {} }),
    messages: NO_MESSAGES,
    roundTimes: DEFAULT_ROUND,
    ruleDefaults: {},
    secrets: openSecrets(dir),
    isDemo: false,
    plainSignIn: false,
    version: 'made-up',
    startedAt: now,
    recordsPath,
    ...options,
  });
  return {
    app,
    records,
    readings,
    async close() {
      await app.close();
      await records.close();
      await readings.close();
      await rm(dir, { recursive: true });
    },
  };
}

/** Thirteen months of intervals for every meter, and some hundred alerts. Shapes, not physics: only their number matters here. */
async function fill(records: Records, plan: SitePlan, now: number): Promise<void> {
  const local = createLocalTime(plan.site.timeZone);
  const today = local.dayOf(now);
  const days = daysBetween(addDays(today, 1 - MADE_UP_DAYS), addDays(today, 1));
  await records.catalog.declare(plan);
  const consuming = plan.meters.filter(({ medium }) => MEDIUM_FACTS[medium].register !== undefined);
  for (const meter of consuming) {
    const rows = days.map((day) => madeUpDay(local, day, meter, now));
    const span = { fromAt: rows[0]!.startAt, toAt: now };
    await records.intervals.replaceDays({ site: plan.site.id, meter: meter.id, days: rows, steps: [], ...span, seq: 0 });
  }
  await records.alerts.apply(
    Array.from({ length: ALERTS }, (_, index) => ({ alert: madeUpAlert(plan, local, index, now) })),
    now,
  );
}

function madeUpDay(local: LocalTime, day: string, meter: Meter, now: number): IntervalDay {
  const startAt = local.startOfDay(day);
  const count = (local.startOfDay(addDays(day, 1)) - startAt) / INTERVAL_MS;
  const known = Math.min(count, Math.max(0, Math.floor((now - startAt) / INTERVAL_MS)));
  const amount = (index: number) => (meter.medium === 'water' ? 0.1 : 3) * (1 + Math.sin((index / count) * 2 * Math.PI));
  const values = Float64Array.from({ length: count }, (_, index) => (index < known ? amount(index) : Number.NaN));
  const qualities = Uint8Array.from({ length: count }, (_, index) => QUALITIES.indexOf(index < known ? 'measured' : 'absent'));
  return { day, startAt, values, qualities };
}

function madeUpAlert(plan: SitePlan, local: LocalTime, index: number, now: number): Alert {
  const circuits = plan.meters.filter(({ role }) => role === 'ac_circuit');
  const meter = circuits[index % circuits.length]!.id;
  const night = addDays(local.dayOf(now), -1 - Math.floor(index / circuits.length));
  const finding: Finding = {
    rule: 'ac_left_on',
    meter,
    night,
    startAt: local.at(night, '23:30'),
    certainty: 'measured',
    rate: { value: 2.1, unit: 'kW' },
    wasted: { value: 5.2, unit: 'kWh' },
    evidence: [
      { name: 'rolling_energy', value: 2.2, unit: 'kWh' },
      { name: 'threshold', value: 0.15, unit: 'kWh' },
    ],
  };
  const state = index < 6 ? 'open' : 'recovered';
  const site = plan.site.id;
  return { id: alertId(site, finding), site, rule: finding.rule, meter, night, state, openedAt: finding.startAt, updatedAt: now, finding };
}
