// A process that may be killed: `alert <records> <host>` opens a burst and ends; `deliver <records> <host>` runs the worker.
import { performance } from 'node:perf_hooks';
import { createRoads } from '../../alerts/channels/create-roads.ts';
import { createDeliveryWorker } from '../../alerts/delivery/worker.ts';
import { openRecords } from '../../store/records/open-records.ts';
import { BUILDING_PLAN, burst, local, OPENED } from '../alerts/delivery/post-rig.ts';

const [what, path, host] = process.argv.slice(2);
const records = await openRecords(path!);
if (what === 'alert') {
  await records.alerts.apply([{ alert: burst('w1', {}, Date.now()), notice: OPENED }], Date.now());
  console.log('committed');
  // Lives on until it is killed: nothing is closed in an orderly way.
  setInterval(() => undefined, 1000);
} else {
  const worker = createDeliveryWorker({
    records,
    roads: createRoads({
      hosts: [],
      privateHosts: [host!],
      publish: () => Promise.resolve(),
      vapid: () => undefined,
      now: Date.now,
    }),
    open: (sealed) => sealed,
    schools: () => Promise.resolve(new Map([['school', { plan: BUILDING_PLAN, local }]])),
    perHour: 1000,
    escalateMinutes: [5, 10, 20],
    publicUrl: null,
    now: Date.now,
    monotonic: () => performance.now(),
    random: Math.random,
    log: { info() {}, warn: (fields, words) => console.error(words, fields), error: (fields, words) => console.error(words, fields) },
  });
  worker.start();
  console.log('started');
}
