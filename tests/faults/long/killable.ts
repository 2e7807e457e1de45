/** A collector with an influxd of its own, in a process to be killed. Arguments: broker, data folder. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCollector } from '../../../collector/collector.ts';
import { chooseReadings } from '../../../store/choose-readings.ts';
import { openRecords } from '../../../store/records/open-records.ts';
import { meterOf, sitePlan } from '../../collector/rig.ts';
import { createCollectingLog } from '../four-checks.ts';
import { ADDRESS, METERS, type Told, WRITTEN_FILE } from './killed-collector.ts';

const [url, dir] = process.argv.slice(2) as [string, string];
const { log, said } = createCollectingLog();
const records = await openRecords(join(dir, 'records.sqlite'));
await records.catalog.declare(sitePlan(METERS.map((id) => meterOf(id, 'electricity'))));
const { store, close } = await chooseReadings({ settings: ADDRESS, dataDir: dir, searchPath: process.env['PATH'], log });
const collector = createCollector({
  mqtt: { url, root: 'campus', protocol: '5', receiveMaximum: 1000, reconnectMs: 100 },
  rules: { unknown: 'quarantine', maxPayloadBytes: 65_536, maxFutureMinutes: 10, maxPastDays: 1500, flushReadings: 500, flushMs: 20 },
  readings: {
    ...store,
    async write(batch) {
      const refused = await store.write(batch);
      // What was written survives the kill that may follow: how much came twice is the difference.
      appendFileSync(join(dir, WRITTEN_FILE), `${batch.length}\n`);
      return refused;
    },
  },
  records,
  spoolPath: join(dir, 'spool.sqlite'),
  now: Date.now,
  log,
});
await collector.start();

function tell(): void {
  process.send?.({ state: collector.state(), said: said.splice(0) } satisfies Told);
}
const telling = setInterval(tell, 50);

process.on('SIGTERM', () => {
  clearInterval(telling);
  void collector
    .stop()
    .then(close)
    .then(() => records.close())
    .then(tell)
    .then(() => process.disconnect());
});
