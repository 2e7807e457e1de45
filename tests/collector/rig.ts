import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connectAsync } from 'mqtt';
import { type Collector, type CollectorOptions, createCollector } from '../../collector/collector.ts';
import type { Log } from '../../domain/log.ts';
import type { Medium } from '../../domain/medium.ts';
import type { Reading, StoredReading } from '../../domain/reading.ts';
import type { Meter, SitePlan } from '../../domain/site.ts';
import type { ReadingStore, Records } from '../../store/ports.ts';
import { openSqliteReadingStore } from '../../store/readings/sqlite.ts';
import { openRecords } from '../../store/records/open-records.ts';

export const T0 = Date.parse('2026-03-01T00:00:00Z');
export const SITE = 'east';

/** Everything that went wrong in words; empty at the end of a healthy test. */
export interface Rig {
  dir: string;
  records: Records;
  readings: ReadingStore;
  said: string[];
  log: Log;
  collector(overrides?: Partial<Pick<CollectorOptions, 'readings'>> & { mqtt?: object; rules?: object; url?: string }): Collector;
  rowsOf(meter: string, medium?: Medium): Promise<StoredReading[]>;
  close(): Promise<void>;
}

/** Real stores in a folder of their own, with a site of two meters. */
export async function openRig(defaultUrl = 'mqtt://127.0.0.1:1'): Promise<Rig> {
  const dir = await mkdtemp(join(tmpdir(), 'greenleaf-collector-'));
  const records = await openRecords(join(dir, 'records.sqlite'));
  const readings = openSqliteReadingStore(join(dir, 'readings.sqlite'));
  await records.catalog.declare(sitePlan([meterOf('a1', 'electricity'), meterOf('w1', 'water')]));
  const said: string[] = [];
  const log: Log = {
    info: (_, text) => void said.push(`info ${text}`),
    warn: (facts, text) => void said.push(`warn ${text} ${JSON.stringify(facts)}`),
    error: (facts, text) =>
      void said.push(`error ${text} ${JSON.stringify(facts, (_, value: unknown) => (value instanceof Error ? value.message : value))}`),
  };
  const opened: Collector[] = [];
  return {
    dir,
    records,
    readings,
    said,
    log,
    collector({ mqtt: mqttSettings, rules, url, ...overrides } = {}) {
      const collector = createCollector({
        mqtt: { url: url ?? defaultUrl, root: 'campus', protocol: 'auto', receiveMaximum: 1000, reconnectMs: 50, ...mqttSettings },
        rules: {
          unknown: 'quarantine',
          maxPayloadBytes: 65_536,
          maxFutureMinutes: 10,
          maxPastDays: 1500,
          flushReadings: 100,
          flushMs: 20,
          ...rules,
        },
        readings,
        records,
        spoolPath: join(dir, 'spool.sqlite'),
        now: Date.now,
        log,
        ...overrides,
      });
      opened.push(collector);
      return collector;
    },
    rowsOf: (meter, medium = 'electricity') => readings.range({ site: SITE, meter, medium }, 0, 9_000_000_000_000),
    async close() {
      for (const collector of opened) await collector.stop();
      await readings.close();
      await records.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

export function meterOf(id: string, medium: Medium): Meter {
  return {
    site: SITE,
    id,
    name: id,
    building: 'b1',
    medium,
    role: 'branch',
    kind: 'register',
    digits: 6,
    resolution: 0.01,
    ratios: [],
    readingIntervalS: 900,
    walkOrder: 0,
  };
}

export function sitePlan(meters: Meter[]): SitePlan {
  return {
    site: { id: SITE, name: '东校区', timeZone: 'Asia/Shanghai' },
    calendar: { terms: [], holidays: 'none', exceptions: [] },
    campuses: [{ id: 'main', name: '本部' }],
    buildings: [{ id: 'b1', name: '一号楼', campus: 'main', function: 'teaching', walkOrder: 1 }],
    spaces: [],
    meters,
    channels: meters.map(({ id }) => ({ site: SITE, meter: id, source: 'native', address: id })),
  };
}

export const readingOf = (at: number, energy_kwh: number, meter = 'a1'): Reading => ({
  ref: { site: SITE, building: 'b1', meter, medium: 'electricity' },
  at,
  fields: { energy_kwh },
  clock: 'device',
});

/** Wait for what has no event of its own, 30 s at most: the machine may be busy. */
export async function until<T>(what: string, look: () => T | Promise<T>): Promise<NonNullable<T>> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > deadline) throw new Error(`still not so after 30 s: ${what}`);
    await pause(10);
  }
}

/** Publish with QoS 1 (each message confirmed by the broker) and leave. */
export async function publish(
  url: string,
  messages: readonly (readonly [topic: string, payload: string | Buffer | object, options?: { qos?: 0 | 1; retain?: boolean }])[],
): Promise<void> {
  const client = await connectAsync(url, { reconnectPeriod: 0 });
  await Promise.all(
    messages.map(([topic, payload, options]) =>
      client.publishAsync(topic, typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload), {
        qos: 1,
        ...options,
      }),
    ),
  );
  await client.endAsync();
}
