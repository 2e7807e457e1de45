/**
 * A collector in a process of its own, to be killed. Arguments: broker, data folder, and after which write it kills
 * itself, between the write and the acknowledgement (0: never).
 */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createCollector } from '../../collector/collector.ts';
import { openSqliteReadingStore } from '../../store/readings/sqlite.ts';
import { openRecords } from '../../store/records/open-records.ts';
import { meterOf, sitePlan } from './rig.ts';

const [url, dir, killAfter] = process.argv.slice(2) as [string, string, string];
const records = await openRecords(join(dir, 'records.sqlite'));
await records.catalog.declare(sitePlan([meterOf('a1', 'electricity')]));
const store = openSqliteReadingStore(join(dir, 'readings.sqlite'));
let writes = 0;
const collector = createCollector({
  mqtt: { url, root: 'campus', protocol: 'auto', receiveMaximum: 200 },
  rules: { unknown: 'quarantine', maxPayloadBytes: 65_536, maxFutureMinutes: 10, maxPastDays: 1500, flushReadings: 50, flushMs: 20 },
  readings: {
    ...store,
    async write(batch) {
      const refused = await store.write(batch);
      if (++writes === Number(killAfter)) process.kill(process.pid, 'SIGKILL');
      return refused;
    },
  },
  records,
  spoolPath: join(dir, 'spool.sqlite'),
  now: Date.now,
  log: { info: () => {}, warn: () => {}, error: (facts, text) => console.error(text, facts) },
});
await collector.start();
while (!collector.state().connected) await pause(10);
process.send?.('connected');
process.on('SIGTERM', () => void collector.stop().then(() => process.exit()));
