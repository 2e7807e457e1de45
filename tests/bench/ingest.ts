import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openInfluxd } from '../../store/influxd/influxd.ts';
import { setUpInflux } from '../../store/readings/set-up-influx.ts';
import { hasInfluxd, influxdBinary } from '../support/influxd.ts';
import { hasMosquitto, openMosquitto } from '../support/mosquitto.ts';
import { type Figure, medianOf } from './figures.ts';
import type { Load } from './publisher.ts';
import type { Arrived, SubscriberSettings, Wanted } from './subscriber.ts';

/** Unacknowledged messages for everybody alike: with mosquitto's own 20 a 3.1.1 subscriber measures round trips, not the broker. */
const WINDOW = 20_000;
const METERS = 200;
const ROUNDS = 3;
const ROWS = 100;
const DATABASE = 'bench';
const HOUR_MS = 3_600_000;

interface Round extends Arrived {
  perSecond: number;
  cpuPer100k: number;
  published: number;
}

type Rounds = Record<'sink' | 'plain' | 'single' | 'batch' | 'spool' | 'drain', Round[]>;

/** The one place where readings of the rounds must not fall on each other: each load begins where the last one ended. */
interface Bench {
  mqttPort: number;
  influx: SubscriberSettings['influx'];
  dir: string;
  nextAt: number;
  publisher: ChildProcess;
  children: ChildProcess[];
}

/**
 * Ingest on this machine: load → real mosquitto (QoS 1) → collector → real influxd, with the broker's own limit and a plain
 * script in the same rounds. Load, broker, collector and database share the machine: take the ratios.
 *
 * @param options.messages single readings a round; @throws Error when mosquitto or influxd is not installed, or a reading is lost
 */
export async function benchIngest({ messages }: { messages: number }): Promise<Figure[]> {
  if (!hasMosquitto || !hasInfluxd) throw new Error('the ingest bench needs mosquitto and influxd (apt-get install mosquitto influxdb)');
  const dir = await mkdtemp(join(tmpdir(), 'greenleaf-bench-'));
  const broker = await openMosquitto({ conf: [`max_inflight_messages ${WINDOW}`] });
  const influxd = await openInfluxd({ binary: influxdBinary, dataDir: dir, log: { info: () => {}, warn: () => {} } });
  const influx = { url: influxd.url, database: DATABASE, username: influxd.username, password: influxd.password };
  const publisher = fork(new URL('./publisher.ts', import.meta.url));
  const bench: Bench = { mqttPort: broker.port, influx, dir, nextAt: Date.now() - 1000 * HOUR_MS, publisher, children: [publisher] };
  try {
    await messageOf(publisher);
    await setUpInflux(influx);
    return await measure(bench, messages);
  } finally {
    for (const child of bench.children) child.kill();
    await influxd.close();
    await broker.close();
    await rm(dir, { recursive: true, force: true });
  }
}

async function measure(bench: Bench, messages: number): Promise<Figure[]> {
  const sink = await openSubscriber(bench, 'sink');
  const plain = await openSubscriber(bench, 'plain');
  const ours = await openSubscriber(bench, 'collector');
  const rounds: Rounds = { sink: [], plain: [], single: [], batch: [], spool: [], drain: [] };
  for (let round = 0; round < ROUNDS; round++) {
    rounds.sink.push(await sink.send(messages, 1));
    rounds.plain.push(await plain.send(messages, 1));
    rounds.single.push(await ours.send(messages, 1));
    rounds.batch.push(await ours.send(Math.ceil((messages * 4) / ROWS), ROWS));
    rounds.spool.push(await ours.send(messages, 1, { isAway: true }));
    rounds.drain.push(await ours.drain(messages));
  }
  await checkNothingLost(bench, 'electricity', [...rounds.single, ...rounds.batch, ...rounds.spool]);
  return figuresOf(rounds);
}

interface Subscriber {
  /** Send a load its way and wait until it arrived: in InfluxDB, or while that is away in the spool. */
  send(messages: number, rows: number, options?: { isAway?: boolean }): Promise<Round>;
  /** InfluxDB is back: wait until the spool has brought it everything. */
  drain(readings: number): Promise<Round>;
}

async function openSubscriber(bench: Bench, role: SubscriberSettings['role']): Promise<Subscriber> {
  const settings: SubscriberSettings = {
    role,
    mqttUrl: `mqtt://127.0.0.1:${bench.mqttPort}`,
    root: `bench-${role}`,
    meters: METERS,
    influx: bench.influx,
    dir: join(bench.dir, role),
  };
  const child = fork(new URL('./subscriber.ts', import.meta.url), [JSON.stringify(settings)]);
  bench.children.push(child);
  await messageOf(child);
  let total = 0;

  const ask = (wanted: Omit<Wanted, 'until'>) => {
    child.send({ until: total, ...wanted } satisfies Wanted);
    return messageOf<Arrived>(child);
  };
  return {
    async send(messages, rows, options = {}) {
      const readings = messages * rows;
      total += readings;
      const arriving = ask(options);
      const load: Load = {
        port: bench.mqttPort,
        root: settings.root,
        meters: METERS,
        messages,
        readingsPerMessage: rows,
        fromAt: bench.nextAt,
      };
      bench.nextAt += (readings / METERS) * 1000 + 1000 * rows;
      const starting = messageOf<{ startedAt: number }>(bench.publisher);
      bench.publisher.send(load);
      const { startedAt } = await starting;
      return roundOf(await arriving, startedAt, readings);
    },
    async drain(readings) {
      const startedAt = Date.now();
      return roundOf(await ask({}), startedAt, readings);
    },
  };
}

function roundOf(arrived: Arrived, startedAt: number, readings: number): Round {
  const perSecond = readings / ((arrived.doneAt - startedAt) / 1000);
  return { ...arrived, perSecond, cpuPer100k: arrived.cpuMs / 1000 / (readings / 100_000), published: readings };
}

/** @throws Error when the process ends instead */
async function messageOf<T>(child: ChildProcess): Promise<T> {
  const done = new AbortController();
  const { signal } = done;
  const ended = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`a process of the bench ended with code ${String(code)}`);
  });
  try {
    return ((await Promise.race([once(child, 'message', { signal }), ended])) as [T])[0];
  } finally {
    ended.catch(() => {});
    done.abort();
  }
}

async function checkNothingLost({ influx }: Bench, measurement: string, rounds: readonly Round[]): Promise<void> {
  const expected = rounds.reduce((sum, { published }) => sum + published, 0);
  const query = new URLSearchParams({ db: influx.database, q: `SELECT count(energy_kwh) FROM ${measurement}` });
  const authorization = `Basic ${Buffer.from(`${influx.username}:${influx.password}`).toString('base64')}`;
  const response = await fetch(`${influx.url}/query?${query.toString()}`, { headers: { authorization } });
  const answer = (await response.json()) as { results: { series?: { values: [string, number][] }[] }[] };
  const stored = answer.results[0]?.series?.[0]?.values[0]?.[1];
  if (stored !== expected) throw new Error(`of ${expected} readings ${stored} are in InfluxDB: the figures mean nothing`);
}

function figuresOf({ sink, plain, single, batch, spool, drain }: Rounds): Figure[] {
  const rates = (rounds: Round[]) => rounds.map(({ perSecond }) => perSecond);
  const cpu = (rounds: Round[]) => rounds.map(({ cpuPer100k }) => cpuPer100k);
  const peak = (rounds: Round[]) => Math.max(...rounds.map(({ peakMb }) => peakMb));
  const limit = medianOf('broker limit (counting subscriber)', 'messages/s', rates(sink));
  const stored = medianOf('collector, single readings', 'readings/s', rates(single), 'acknowledged after the write, none lost');
  const script = medianOf('plain script, single readings', 'readings/s', rates(plain), 'acknowledged on arrival');
  const spooled = medianOf('collector into the spool, single readings', 'readings/s', rates(spool), 'acknowledged once on disk, none lost');
  const batches = medianOf(`collector, batches of ${ROWS}`, 'readings/s', rates(batch), 'acknowledged after the write, none lost');
  const ourCpu = medianOf('collector CPU, single readings', 's/100k', cpu(single));
  const theirCpu = medianOf('plain script CPU', 's/100k', cpu(plain));
  return [
    limit,
    stored,
    batches,
    spooled,
    medianOf('spool to InfluxDB', 'readings/s', rates(drain), 'at most 50,000, for the sake of live readings'),
    script,
    ourCpu,
    medianOf('collector CPU, into the spool', 's/100k', cpu(spool)),
    medianOf('collector CPU, spool to InfluxDB', 's/100k', cpu(drain)),
    medianOf(`collector CPU, batches of ${ROWS}`, 's/100k', cpu(batch)),
    theirCpu,
    { name: 'collector peak memory', unit: 'MB', value: Math.max(...[single, batch, spool, drain].map(peak)) },
    { name: 'plain script peak memory', unit: 'MB', value: peak(plain) },
    { name: 'collector / broker limit', unit: 'ratio', value: stored.value / limit.value },
    { name: `batches of ${ROWS} / single`, unit: 'ratio', value: batches.value / stored.value },
    { name: 'into the spool / direct', unit: 'ratio', value: spooled.value / stored.value },
    { name: 'plain script / broker limit', unit: 'ratio', value: script.value / limit.value },
    { name: 'collector CPU / plain script CPU', unit: 'ratio', value: ourCpu.value / theirCpu.value },
  ];
}
