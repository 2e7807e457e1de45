import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { type Collector, createCollector } from '../../collector/collector.ts';
import type { Reading } from '../../domain/reading.ts';
import { openInfluxd } from '../../store/influxd/influxd.ts';
import type { ReadingStore, Records } from '../../store/ports.ts';
import { createInfluxReadingStore } from '../../store/readings/influx.ts';
import { setUpInflux } from '../../store/readings/set-up-influx.ts';
import { openRecords } from '../../store/records/open-records.ts';
import { meterOf, sitePlan } from '../collector/rig.ts';
import { influxdBinary } from '../support/influxd.ts';
import { openMosquitto } from '../support/mosquitto.ts';
import { checkFour, createCollectingLog, type FourChecks } from './four-checks.ts';
import { createFeed, type Feed, waitFor } from './store-feed.ts';

const METERS = 20;
const RULES = { unknown: 'quarantine', maxPayloadBytes: 65_536, maxFutureMinutes: 10, maxPastDays: 1500 } as const;
const quiet = { info: () => {}, warn: () => {} };

/** A real broker and a real influxd for all tests of a file. */
export interface Daemons {
  broker: string;
  influx: InfluxAccount;
  /** Stop influxd and forget it; `startInfluxd` brings it back on its port with its points. */
  stopInfluxd(): Promise<void>;
  startInfluxd(): Promise<void>;
  influxdPid(): number;
  /** A statement as an operator would type it. */
  operate(statement: string): Promise<string>;
  /** A line as somebody else would write it, in milliseconds. */
  write(database: string, line: string): Promise<void>;
  close(): Promise<void>;
}

interface InfluxAccount {
  url: string;
  username: string;
  password: string;
}

/** @param influxDir where influxd keeps its points; default: a folder of its own */
export async function openDaemons(influxDir?: string): Promise<Daemons> {
  const broker = await openMosquitto();
  const dir = influxDir ?? (await mkdtemp(join(tmpdir(), 'greenleaf-influx-')));
  let influxd = await openInfluxd({ binary: influxdBinary, dataDir: dir, log: quiet });
  const { url, username, password } = influxd;
  const account = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  return {
    broker: broker.url,
    influx: { url, username, password },
    stopInfluxd: () => influxd.close(),
    async startInfluxd() {
      influxd = await openInfluxd({ binary: influxdBinary, dataDir: dir, port: Number(new URL(url).port), log: quiet });
    },
    influxdPid: () => influxd.pid()!,
    async operate(statement) {
      const query = new URLSearchParams({ q: statement, epoch: 'ms' });
      return (await fetch(`${url}/query?${query.toString()}`, { method: 'POST', headers: { authorization: account } })).text();
    },
    async write(db, line) {
      const query = new URLSearchParams({ db, precision: 'ms' });
      await fetch(`${url}/write?${query.toString()}`, { method: 'POST', body: line, headers: { authorization: account } });
    },
    async close() {
      await influxd.close();
      await broker.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

export interface SceneOptions {
  /** Where the collector finds InfluxDB, when not where it is. */
  influxUrl?: string;
  /** In place of an InfluxDB store with the account of the daemons. */
  store?: ReadingStore;
  /** Where the readings are looked for in the end; default: the database in the influxd of the daemons. */
  direct?: ReadingStore;
  /** Default: one of its own. */
  database?: string;
  /** Told of each batch that the store took. */
  note?: (batch: readonly Reading[]) => void;
  /** Folder of spool and records; default: one of its own. */
  dir?: string;
  meters?: number;
  writeDeadlineMs?: number;
}

/** A school of its own in a database of its own, with a collector that runs. */
export interface Scene extends Feed {
  dir: string;
  database: string;
  root: string;
  records: Records;
  /** Straight to the real influxd, whatever stands before it. */
  direct: ReadingStore;
  collector: Collector;
  /** What the collector logged. */
  said: readonly string[];
  /** Everything published is stored or refused, and nothing is left in flight or in the spool. */
  settled(): Promise<void>;
  checks(options?: Partial<FourChecks>): Promise<void>;
  close(): Promise<void>;
}

let scenes = 0;

export async function openScene(daemons: Daemons, options: SceneOptions = {}): Promise<Scene> {
  const name = `scene-${process.pid}-${++scenes}`;
  const address = { ...daemons.influx, database: options.database ?? name };
  await setUpInflux(address);
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'greenleaf-faults-')));
  const records = await openRecords(join(dir, 'records.sqlite'));
  const meters = Array.from({ length: options.meters ?? METERS }, (_, index) => meterOf(`m${index}`, 'electricity'));
  await records.catalog.declare(sitePlan(meters));
  const { log, said } = createCollectingLog();
  const { influxUrl = address.url, writeDeadlineMs = 10_000 } = options;
  const store = options.store ?? createInfluxReadingStore({ ...address, url: influxUrl, writeDeadlineMs });
  const direct = options.direct ?? createInfluxReadingStore(address);
  const collector = createCollector({
    mqtt: { url: daemons.broker, root: name, protocol: 'auto', receiveMaximum: 1000, reconnectMs: 50 },
    rules: { ...RULES, flushReadings: 200, flushMs: 50 },
    readings: options.note ? noting(store, options.note) : store,
    records,
    spoolPath: join(dir, 'spool.sqlite'),
    now: Date.now,
    log,
  });
  await collector.start();
  const client = await connectAsync(daemons.broker, { reconnectPeriod: 0 });
  const feed = createFeed(client, name, meters.length);
  await waitFor('the collector is connected', () => collector.state().connected);

  return {
    dir,
    database: address.database,
    root: name,
    records,
    direct,
    collector,
    said,
    ...feed,
    async settled() {
      const refused = async () => (await records.intake.refusalCounts()).reduce((sum, { count }) => sum + count, 0);
      await waitFor(
        'everything is stored or refused',
        async () => {
          const { storedReadings, inFlight, spooled } = collector.state();
          return inFlight === 0 && spooled === 0 && storedReadings + (await refused()) >= feed.published.length;
        },
        () => JSON.stringify(collector.state()),
      );
    },
    checks: (more) => checkFour({ published: feed.published, readings: direct, records, state: collector.state(), said, ...more }),
    async close() {
      await client.endAsync(true);
      await collector.stop();
      await store.close();
      await direct.close();
      await records.close();
      if (options.dir === undefined) await rm(dir, { recursive: true, force: true });
    },
  };
}

function noting(store: ReadingStore, note: (batch: readonly Reading[]) => void): ReadingStore {
  return {
    ...store,
    async write(batch) {
      const refused = await store.write(batch);
      note(batch);
      return refused;
    },
  };
}
