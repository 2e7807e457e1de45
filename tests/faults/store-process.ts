/**
 * A collector in a process of its own: to be killed, and to see how much memory it takes. Argument: a ProcessSettings as
 * JSON. It sends a ProcessReport several times a second; SIGTERM ends it in order.
 */
import { join } from 'node:path';
import { createCollector } from '../../collector/collector.ts';
import type { CollectorState } from '../../store/ports.ts';
import { createInfluxReadingStore, type InfluxStoreOptions } from '../../store/readings/influx.ts';
import { openRecords } from '../../store/records/open-records.ts';
import { meterOf, sitePlan } from '../collector/rig.ts';
import { createCollectingLog } from './four-checks.ts';

export interface ProcessSettings {
  broker: string;
  root: string;
  dir: string;
  influx: InfluxStoreOptions;
  meters: number;
  /** It kills itself when InfluxDB has taken so many writes, before anything else is noted. 0: never. */
  killAfterWrites?: number;
  rules?: { flushReadings: number; flushMs: number };
}

export interface ProcessReport {
  state: CollectorState;
  rssMb: number;
  /** What it logged so far. */
  said: string[];
}

const REPORT_MS = 50;

const { broker, root, dir, influx, meters, killAfterWrites = 0, rules } = JSON.parse(process.argv[2]!) as ProcessSettings;
const records = await openRecords(join(dir, 'records.sqlite'));
await records.catalog.declare(sitePlan(Array.from({ length: meters }, (_, index) => meterOf(`m${index}`, 'electricity'))));
const store = createInfluxReadingStore(influx);
const { log, said } = createCollectingLog();
let writes = 0;
const collector = createCollector({
  mqtt: { url: broker, root, protocol: 'auto', receiveMaximum: 1000, reconnectMs: 50 },
  rules: {
    unknown: 'quarantine',
    maxPayloadBytes: 65_536,
    maxFutureMinutes: 10,
    maxPastDays: 1500,
    flushReadings: 200,
    flushMs: 50,
    ...rules,
  },
  readings: {
    ...store,
    async write(batch) {
      const refused = await store.write(batch);
      if (++writes === killAfterWrites) process.kill(process.pid, 'SIGKILL');
      return refused;
    },
  },
  records,
  spoolPath: join(dir, 'spool.sqlite'),
  now: Date.now,
  log,
});
process.on('SIGTERM', () => {
  clearInterval(reporting);
  void collector.stop().then(() => process.exit());
});
await collector.start();
const reporting = setInterval(() => {
  process.send?.({ state: collector.state(), rssMb: process.memoryUsage.rss() / 1_000_000, said } satisfies ProcessReport);
}, REPORT_MS);
