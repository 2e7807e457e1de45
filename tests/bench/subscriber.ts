/**
 * What is measured, in a process of its own: the broker's limit (`sink`), a plain script (`plain`) or our collector.
 * Argument: a SubscriberSettings as JSON. It sends {ready}, and for each Wanted the instant at which so many readings
 * were there, with the CPU time that they took.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { InfluxDB } from 'influx';
import { connectAsync } from 'mqtt';
import { createCollector } from '../../collector/collector.ts';
import type { SitePlan } from '../../domain/site.ts';
import { StoreUnavailable } from '../../store/ports.ts';
import { createInfluxReadingStore } from '../../store/readings/influx.ts';
import { openRecords } from '../../store/records/open-records.ts';

export interface SubscriberSettings {
  role: 'sink' | 'plain' | 'collector';
  mqttUrl: string;
  root: string;
  meters: number;
  influx: { url: string; database: string; username: string; password: string };
  dir: string;
}

export interface Arrived {
  doneAt: number;
  /** Of this process since the request, user and system, ms. */
  cpuMs: number;
  /** Of this process since its start. */
  peakMb: number;
}

/** What to wait for. */
export interface Wanted {
  /** Readings since the start of the process. */
  until: number;
  /** The collector finds no store: what is in the spool counts too. */
  isAway?: boolean;
}

const LOOK_MS = 10;
const PLAIN_FLUSH_MS = 1000;
const RETRY_MS = 100;

/** Starts, and returns how many readings are there by now. */
type Subscriber = (settings: SubscriberSettings) => Promise<() => number>;

let isAway = false;

const sink: Subscriber = async ({ mqttUrl, root }) => {
  let count = 0;
  const client = await connectAsync(mqttUrl);
  client.on('message', () => count++);
  await client.subscribeAsync(`${root}/#`, { qos: 1 });
  return () => count;
};

/** What one writes in an hour: collect, and write once a second. No check, no retry, acknowledged on arrival. */
const plain: Subscriber = async ({ mqttUrl, root, influx: { url, database, username, password } }) => {
  const { hostname, port } = new URL(url);
  const influx = new InfluxDB({ host: hostname, port: Number(port), database, username, password });
  let waiting: Parameters<typeof influx.writePoints>[0] = [];
  let written = 0;
  const client = await connectAsync(mqttUrl);
  client.on('message', (topic, payload) => {
    const { ts, energy_kwh, power_kw } = JSON.parse(payload.toString()) as Record<string, number>;
    waiting.push({ measurement: 'plain', tags: { meter: topic.split('/')[2]! }, fields: { energy_kwh, power_kw }, timestamp: ts! });
  });
  await client.subscribeAsync(`${root}/#`, { qos: 1 });
  setInterval(() => {
    const points = waiting;
    waiting = [];
    if (points.length > 0) void influx.writePoints(points, { precision: 'ms' }).then(() => (written += points.length));
  }, PLAIN_FLUSH_MS);
  return () => written;
};

const collector: Subscriber = async ({ mqttUrl, root, meters, influx, dir }) => {
  mkdirSync(dir, { recursive: true });
  const records = await openRecords(join(dir, 'records.sqlite'));
  await records.catalog.declare(benchSite(meters));
  const say = (facts: object, text: string) => (isAway ? undefined : console.error(text, facts));
  const store = createInfluxReadingStore(influx);
  const switchedOff = () => Promise.reject(new StoreUnavailable('switched off', RETRY_MS));
  const running = createCollector({
    mqtt: { url: mqttUrl, root, protocol: 'auto', receiveMaximum: 20_000 },
    rules: { unknown: 'quarantine', maxPayloadBytes: 65_536, maxFutureMinutes: 10, maxPastDays: 1500, flushReadings: 5000, flushMs: 250 },
    readings: { ...store, write: (batch) => (isAway ? switchedOff() : store.write(batch)) },
    records,
    spoolPath: join(dir, 'spool.sqlite'),
    now: Date.now,
    log: { info: () => {}, warn: say, error: say },
  });
  await running.start();
  while (!running.state().connected) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  return () => {
    const { storedReadings, spooled } = running.state();
    return isAway ? storedReadings + spooled : storedReadings;
  };
};

function benchSite(meters: number): SitePlan {
  const site = 'bench';
  const ids = Array.from({ length: meters }, (_, index) => `m${index}`);
  return {
    site: { id: site, name: '台架', timeZone: 'Asia/Shanghai' },
    calendar: { terms: [], holidays: 'none', exceptions: [] },
    campuses: [{ id: 'main', name: '本部' }],
    buildings: [{ id: 'b1', name: '一号楼', campus: 'main', function: 'teaching', walkOrder: 1 }],
    spaces: [],
    meters: ids.map((id) => ({
      site,
      id,
      name: id,
      building: 'b1',
      medium: 'electricity',
      role: 'branch',
      kind: 'register',
      digits: 6,
      resolution: 0.01,
      ratios: [],
      readingIntervalS: 1,
      walkOrder: 0,
    })),
    channels: ids.map((id) => ({ site, meter: id, source: 'native', address: id })),
  };
}

const settings = JSON.parse(process.argv[2]!) as SubscriberSettings;
const count = await { sink, plain, collector }[settings.role](settings);

process.on('message', (wanted: Wanted) => {
  isAway = wanted.isAway ?? false;
  const cpu = process.cpuUsage();
  const timer = setInterval(() => {
    if (count() < wanted.until) return;
    clearInterval(timer);
    const { user, system } = process.cpuUsage(cpu);
    const arrived: Arrived = { doneAt: Date.now(), cpuMs: (user + system) / 1000, peakMb: process.resourceUsage().maxRSS / 1024 };
    process.send!(arrived);
  }, LOOK_MS);
});
process.on('disconnect', () => process.exit());
process.send!({ ready: true });
