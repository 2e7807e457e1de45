/** A collector in a process of its own, to be killed. Argument: a KillableSettings as JSON. It tells how it is every 50 ms. */
import { join } from 'node:path';
import { createCollector } from '../../collector/collector.ts';
import { openSqliteReadingStore } from '../../store/readings/sqlite.ts';
import { openRecords } from '../../store/records/open-records.ts';
import { createCollectingLog } from '../faults/four-checks.ts';
import type { KillableSettings, Told } from './killed-collector.ts';
import { meterOf, sitePlan } from './rig.ts';

const { url, dir, kill, protocol = 'auto' } = JSON.parse(process.argv[2]!) as KillableSettings;
const { log, said } = createCollectingLog();
const records = await openRecords(join(dir, 'records.sqlite'));
await records.catalog.declare(sitePlan([meterOf('a1', 'electricity')]));
const store = openSqliteReadingStore(join(dir, 'readings.sqlite'));
const times = { write: 0, commit: 0 };

/** Between this step of a batch and its acknowledgement. */
function killAfter(step: keyof typeof times): void {
  if (++times[step] === kill?.count && step === kill.after) process.kill(process.pid, 'SIGKILL');
}

const collector = createCollector({
  mqtt: { url, root: 'campus', protocol, receiveMaximum: 200, reconnectMs: 100 },
  rules: { unknown: 'quarantine', maxPayloadBytes: 65_536, maxFutureMinutes: 10, maxPastDays: 1500, flushReadings: 50, flushMs: 20 },
  readings: {
    ...store,
    async write(batch) {
      const refused = await store.write(batch);
      killAfter('write');
      return refused;
    },
  },
  records: {
    ...records,
    intake: {
      ...records.intake,
      async commit(commit) {
        await records.intake.commit(commit);
        killAfter('commit');
      },
    },
  },
  spoolPath: join(dir, 'spool.sqlite'),
  now: Date.now,
  log,
});
await collector.start();

function tell(): void {
  process.send?.({ state: collector.state(), said: said.splice(0) } satisfies Told);
}
const telling = setInterval(tell, 50);

// The test is over, or we are.
process.on('disconnect', () => process.exit());
process.on('SIGTERM', () => {
  clearInterval(telling);
  void collector
    .stop()
    .then(() => store.close())
    .then(() => records.close())
    .then(tell)
    .then(() => process.disconnect());
});
