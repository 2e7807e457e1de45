import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { connectAsync } from 'mqtt';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { setUpInflux } from '../../../store/readings/set-up-influx.ts';
import { createInfluxReadingStore } from '../../../store/readings/influx.ts';
import { openRecords } from '../../../store/records/open-records.ts';
import { hasInfluxd } from '../../support/influxd.ts';
import { hasMosquitto } from '../../support/mosquitto.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { checkFour } from '../four-checks.ts';
import { type InfluxFront, openInfluxFront } from '../influx-front.ts';
import type { ProcessReport, ProcessSettings } from '../store-process.ts';
import { createFeed, waitFor } from '../store-feed.ts';
import { type Daemons, openDaemons } from '../store-scene.ts';

/** An hour in which every meter sends a reading a minute, as fast as the broker takes it. */
const METERS = 2000;
const MINUTES = 60;
const LIVE_PER_SECOND = Math.ceil(METERS / 60);
/** What is published after InfluxDB came back has to be in it within this. */
const CURRENT_MS = 5_000;
const WRITE_DEADLINE_MS = 10_000;
/** More than before the outage, whatever the backlog: 120,000 readings as objects alone would be some 50 MB a copy. */
const GROWTH_MB = 150;

describe.skipIf(!hasMosquitto || !hasInfluxd)('an hour of 2,000 meters', () => {
  let daemons: Daemons;
  let gate: InfluxFront;
  let child: ChildProcess | undefined;
  beforeAll(async () => {
    daemons = await openDaemons();
    gate = await openInfluxFront(daemons.influx.url);
  }, 60_000);
  afterEach(() => child?.kill('SIGKILL'));
  afterAll(async () => {
    await gate.close();
    await daemons.close();
  });

  const faults = {
    'InfluxDB away': {
      begin: () => daemons.stopInfluxd(),
      end: () => daemons.startInfluxd(),
      currentMs: CURRENT_MS,
    },
    'InfluxDB taking 20 s to answer': {
      begin: () => gate.behave({ kind: 'late', ms: 20_000 }),
      end: () => gate.behave({ kind: 'pass' }),
      // The last write that it does not answer has to end first.
      currentMs: CURRENT_MS + WRITE_DEADLINE_MS,
    },
  };

  it.each(Object.entries(faults))(
    '%s: all of it is spooled in flat memory, soon current at its end, drained, and nothing lost',
    async (fault, faulty) => {
      const dir = temporaryFolder();
      const database = `hour_${Object.keys(faults).indexOf(fault)}`;
      const influx = { ...daemons.influx, database };
      await setUpInflux(influx);
      const settings: ProcessSettings = {
        broker: daemons.broker,
        root: database,
        dir,
        influx: { ...influx, url: gate.url, writeDeadlineMs: WRITE_DEADLINE_MS },
        meters: METERS,
        rules: { flushReadings: 5000, flushMs: 250 },
      };
      child = fork(new URL('../store-process.ts', import.meta.url), [JSON.stringify(settings)], { execArgv: ['--import', 'tsx'] });
      const ended = once(child, 'exit');
      let last: ProcessReport | undefined;
      let peakMb = 0;
      child.on('message', (report: ProcessReport) => {
        last = report;
        peakMb = Math.max(peakMb, report.rssMb);
      });
      const state = () => last?.state;
      const readings = createInfluxReadingStore(influx);
      const records = await openRecords(`${dir}/records.sqlite`);
      const client = await connectAsync(daemons.broker, { reconnectPeriod: 0 });
      const feed = createFeed(client, database, METERS);
      const isAnyStored = async (from: number) =>
        (await daemons.operate(`SELECT energy_kwh FROM ${database}.autogen.electricity WHERE energy_kwh >= ${from} LIMIT 1`)).includes(
          '"values"',
        );
      try {
        await waitFor('it is connected', () => state()?.connected ?? false);
        for (let minute = 0; minute < 5; minute++) await feed.publish(METERS);
        await waitFor('the first minutes are stored', () => state()?.storedReadings === 5 * METERS);
        const beforeMb = peakMb;

        await faulty.begin();
        const awayAt = performance.now();
        for (let minute = 0; minute < MINUTES; minute++) await feed.publish(METERS);
        await waitFor('the hour is spooled', () => state()?.spooled === MINUTES * METERS && state()?.inFlight === 0);
        const spooledMs = performance.now() - awayAt;

        await faulty.end();
        const backAt = performance.now();
        const mark = feed.published.length;
        const load = feed.load(LIVE_PER_SECOND);
        await waitFor('a reading from after its end is stored', () => isAnyStored(mark));
        const currentMs = performance.now() - backAt;
        const backlog = state()?.spooled ?? 0;
        await waitFor('the spool is empty', () => state()?.spooled === 0);
        const drainedMs = performance.now() - backAt;
        await load.stop();
        await waitFor('all is stored', () => (state()?.storedReadings ?? 0) >= feed.published.length && state()?.inFlight === 0);
        child.kill('SIGTERM');
        expect(await ended).toEqual([0, null]);

        const perSecond = (ms: number) => Math.round((MINUTES * METERS) / (ms / 1000));
        console.log(
          `${fault}, an hour of ${METERS} meters: ${MINUTES * METERS} readings spooled in ${seconds(spooledMs)} s (${perSecond(spooledMs)}/s), ` +
            `current ${seconds(currentMs)} s after its end (${backlog} still in the spool), drained after ${seconds(drainedMs)} s (${perSecond(drainedMs)}/s); ` +
            `memory ${Math.round(beforeMb)} MB before, ${Math.round(peakMb)} MB at most`,
        );
        expect(currentMs).toBeLessThan(faulty.currentMs);
        expect(peakMb - beforeMb).toBeLessThan(GROWTH_MB);
        await checkFour({
          published: feed.published,
          readings,
          records,
          said: last?.said ?? [],
          expected: [/the readings store takes nothing/],
        });
      } finally {
        await client.endAsync(true);
        await readings.close();
        await records.close();
      }
    },
    240_000,
  );
});

const seconds = (ms: number) => (ms / 1000).toFixed(1);
