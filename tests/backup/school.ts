import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { makeBackup } from '../../backup/backup.ts';
import { restoreBackup } from '../../backup/restore.ts';
import { loadSettings } from '../../config/load.ts';
import type { Alert } from '../../domain/alert.ts';
import type { Correction } from '../../domain/correction.ts';
import type { MeterStep } from '../../domain/consumption.ts';
import type { IntervalDay } from '../../domain/interval.ts';
import type { MeterRef, Reading, StoredReading } from '../../domain/reading.ts';
import { openSpool } from '../../collector/spool.ts';
import { chooseReadings } from '../../store/choose-readings.ts';
import type { ManualReading } from '../../store/people-ports.ts';
import type { ReadingStore, Records } from '../../store/ports.ts';
import { openRecords } from '../../store/records/open-records.ts';
import { meterOf, SITE, sitePlan, T0 } from '../collector/rig.ts';
import { createCollectingLog } from '../faults/four-checks.ts';

export const DAY_MS = 86_400_000;
const METERS = [meterOf('a1', 'electricity'), meterOf('w1', 'water'), meterOf('水表:2.b', 'water')];
const { log } = createCollectingLog();

/** A folder for data, settings and archives of one machine. */
export interface Machine {
  dir: string;
  dataDir: string;
  open(): Promise<{ records: Records; store: ReadingStore; close(): Promise<void> }>;
  backup(file?: string): Promise<string>;
  restore(file: string, dataDir?: string): ReturnType<typeof restoreBackup>;
}

/** @param settings text of greenleaf.yaml; undefined: there is none */
export function machine(settings?: string): Machine {
  const dir = mkdtempSync(join(tmpdir(), 'greenleaf-backup-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  if (settings !== undefined) writeFileSync(join(dir, 'greenleaf.yaml'), settings);
  const dataDir = join(dir, 'data');
  const env = { PATH: process.env['PATH'], GREENLEAF_DATA: dataDir };
  return {
    dir,
    dataDir,
    async open() {
      const loaded = loadSettings({ env, cwd: dir });
      const records = await openRecords(join(dataDir, 'records.sqlite'));
      const chosen = await chooseReadings({ settings: loaded.settings, dataDir, searchPath: env.PATH, log });
      const close = async () => {
        await chosen.close();
        await records.close();
      };
      return { records, store: chosen.store, close };
    },
    async backup(file = join(dir, 'backup.tar.gz')) {
      await makeBackup({ loaded: loadSettings({ env, cwd: dir }), searchPath: env.PATH, file, version: '9.9.9', now: () => T0, log });
      return file;
    },
    restore: (file, into = dataDir) => restoreBackup({ file, dataDir: into, env, cwd: dir, now: () => T0, log }),
  };
}

const refOf = (meter: string, medium: MeterRef['medium']): MeterRef => ({ site: SITE, building: 'b1', meter, medium });

/** Readings of all sorts: other clocks, single fields, tiny and negative numbers, a gap of a month, a moment of two. */
export function readings(): Reading[] {
  const electricity = Array.from(
    { length: 3000 },
    (_, index): Reading => ({
      ref: refOf('a1', 'electricity'),
      at: T0 + index * 60_000 + (index > 2000 ? 30 * DAY_MS : 0),
      fields: index % 7 === 0 ? { power_kw: -0.1 * index } : { energy_kwh: 10_000 + index / 3, power_kw: 12.4, power_factor: 1e-7 },
      clock: index % 11 === 0 ? 'gateway' : 'device',
    }),
  );
  const water = ['w1', '水表:2.b'].flatMap((meter) =>
    Array.from(
      { length: 50 },
      (_, index): Reading => ({
        ref: refOf(meter, 'water'),
        at: T0 + index * 900_000 + 1,
        fields: { volume_m3: index * 0.01 },
        clock: index === 3 ? 'person' : 'arrival',
      }),
    ),
  );
  return [...electricity, ...water];
}

/** A school with something in every part of its data, spool included. The store is the one that the settings name. */
export async function fill({ open, dataDir }: Machine): Promise<void> {
  const { records, store, close } = await open();
  await records.catalog.declare(sitePlan(METERS));
  const all = readings();
  await store.write(all.slice(0, -10));
  await records.intake.commit({
    latest: [{ site: SITE, meter: 'a1', at: T0, receivedAt: T0, clock: 'device', fields: { energy_kwh: 1 } }],
    touched: [],
    refused: [{ at: T0, reason: 'bad_json', topic: 'campus/east/a1', detail: 'no JSON', sample: '{' }],
    refusals: new Map([['bad_json', 7]]),
    unknown: [],
  });
  await records.intervals.replaceDays({ site: SITE, meter: 'a1', days: [day()], steps: [STEP], fromAt: T0, toAt: T0 + DAY_MS, seq: 1 });
  await records.alerts.apply([{ alert: ALERT, notice: { kind: 'opened', urgency: 'today', audience: 'maintainer' } }], T0);
  await records.corrections.commit(SITE, { correction: CORRECTION }, undefined);
  const photo = await records.photos.save(SITE, { type: 'image/png', bytes: PHOTO, at: T0 });
  await records.manualReadings.save({ ...MANUAL, photo });
  await close();
  const spool = openSpool(join(dataDir, 'spool.sqlite'), { now: () => T0, log });
  spool.append(all.slice(-10));
  spool.close();
}

function day(): IntervalDay {
  const values = new Float64Array(96).fill(Number.NaN);
  values.set([0.25, 0, 1 / 3], 40);
  const qualities = new Uint8Array(96);
  qualities.set([1, 1, 2], 40);
  return { day: '2026-03-01', startAt: T0 - 8 * 3_600_000, values, qualities };
}

const STEP: MeterStep = {
  fromAt: T0,
  toAt: T0 + 900_000,
  from: 10,
  to: 4,
  kind: 'suspicious',
  amount: null,
  consumption: null,
  booking: 'none',
  size: 6,
};

const ALERT: Alert = {
  id: `${SITE}:meter_stuck:a1:2026-03-01`,
  site: SITE,
  rule: 'meter_stuck',
  meter: 'a1',
  night: '2026-03-01',
  state: 'open',
  openedAt: T0,
  updatedAt: T0 + 1,
  finding: { rule: 'meter_stuck', meter: 'a1', night: '2026-03-01' } as Alert['finding'],
};

const CORRECTION: Correction = {
  id: 'c1',
  site: SITE,
  meter: 'a1',
  statement: { kind: 'exchange', at: T0 + DAY_MS, closing: 10_500, opening: 0, serial: 'SN-2' },
  by: '王工',
  reason: '到期更换',
  recordedAt: T0 + 2 * DAY_MS,
  undone: null,
};

const PHOTO = Uint8Array.from({ length: 5000 }, (_, index) => index % 251);

const MANUAL: ManualReading = {
  id: 'r1',
  site: SITE,
  meter: 'w1',
  at: T0,
  value: 12.34,
  by: '李老师',
  note: '抄表',
  photo: null,
  concern: null,
  state: 'stored',
  check: null,
  recordedAt: T0 + 1,
};

/** Everything that a backup has to bring back, read through the ports. */
export async function contentOf({ records, store }: { records: Records; store: ReadingStore }) {
  const stored: Record<string, StoredReading[]> = {};
  for (const { id, medium } of METERS) stored[id] = await store.range({ site: SITE, meter: id, medium }, 0, 9_000_000_000_000);
  const manualReadings = await records.manualReadings.list(SITE, { limit: 10 });
  return {
    stored,
    sites: await records.catalog.sites(),
    latest: await records.intake.latest(),
    refusals: await records.intake.refusalCounts(),
    refused: await records.intake.refusedMessages(10),
    days: await records.intervals.days(SITE, ['a1'], '2000-01-01', '2100-01-01'),
    totals: await records.intervals.totals(SITE, ['a1'], '2000-01-01', '2100-01-01'),
    steps: await records.intervals.steps(SITE, { limit: 10 }),
    alerts: await records.alerts.list(SITE, {}),
    messages: await records.outbox.messages(0, 10),
    corrections: await records.corrections.list(SITE, { limit: 10 }),
    manualReadings,
    photo: await records.photos.get(SITE, manualReadings[0]?.photo ?? ''),
  };
}
