import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { setUpInflux } from '../../store/readings/set-up-influx.ts';
import { createInfluxReadingStore } from '../../store/readings/influx.ts';
import { openRecords } from '../../store/records/open-records.ts';
import { hasInfluxd } from '../support/influxd.ts';
import { hasMosquitto } from '../support/mosquitto.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { checkFour } from './four-checks.ts';
import type { ProcessReport, ProcessSettings } from './store-process.ts';
import { createFeed, waitFor } from './store-feed.ts';
import { type Daemons, openDaemons, openScene } from './store-scene.ts';

const METERS = 20;
const STORE_IS_AWAY = [/the readings store takes nothing/];

describe.skipIf(!hasMosquitto || !hasInfluxd)('killed', () => {
  let daemons: Daemons;
  const children: ChildProcess[] = [];
  beforeAll(async () => {
    daemons = await openDaemons();
  }, 60_000);
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });
  afterAll(() => daemons.close());

  function run(settings: ProcessSettings) {
    const child = fork(new URL('./store-process.ts', import.meta.url), [JSON.stringify(settings)], { execArgv: ['--import', 'tsx'] });
    children.push(child);
    let last: ProcessReport | undefined;
    child.on('message', (report: ProcessReport) => (last = report));
    return { child, ended: once(child, 'exit'), state: () => last?.state, said: () => last?.said ?? [] };
  }

  it('the collector, when InfluxDB has taken what was spooled and nobody has noted it yet: written again, nothing twice', async () => {
    const dir = temporaryFolder();
    const influx = { ...daemons.influx, database: 'killed_collector' };
    await setUpInflux(influx);
    const settings = { broker: daemons.broker, root: 'killed', dir, influx, meters: METERS };
    const client = await connectAsync(daemons.broker, { reconnectPeriod: 0 });
    const feed = createFeed(client, 'killed', METERS);

    const first = run({ ...settings, influx: { ...influx, url: 'http://127.0.0.1:9' } });
    await waitFor('it is connected', () => first.state()?.connected ?? false);
    await feed.publish(3000);
    await waitFor('all are spooled', () => first.state()?.spooled === 3000);
    first.child.kill('SIGTERM');
    expect(await first.ended).toEqual([0, null]);

    // The first write of the drain, and one in its middle.
    for (const killAfterWrites of [1, 3]) {
      const killed = run({ ...settings, killAfterWrites });
      expect(await killed.ended).toEqual([null, 'SIGKILL']);
    }
    const last = run(settings);
    await waitFor('the spool is empty', () => last.state()?.spooled === 0 && last.state()?.inFlight === 0);
    last.child.kill('SIGTERM');
    await last.ended;
    await client.endAsync();

    const readings = createInfluxReadingStore(influx);
    const records = await openRecords(join(dir, 'records.sqlite'));
    try {
      await checkFour({ published: feed.published, readings, records, said: [...first.said(), ...last.said()], expected: STORE_IS_AWAY });
    } finally {
      await readings.close();
      await records.close();
    }
  }, 120_000);

  it('influxd, twice, while it is written to: whatever it acknowledged is there', async () => {
    const acknowledged = new Set<number>();
    const twice = new Set<number>();
    const stage = await openScene(daemons, {
      meters: METERS,
      note: (batch) => {
        for (const { fields } of batch) (acknowledged.has(fields.energy_kwh!) ? twice : acknowledged).add(fields.energy_kwh!);
      },
    });
    try {
      const load = stage.load(2000);
      for (let kill = 1; kill <= 2; kill++) {
        const before = stage.collector.state().storedReadings;
        await waitFor('it is written to', () => stage.collector.state().storedReadings > before + 500);
        process.kill(daemons.influxdPid(), 'SIGKILL');
        await waitFor('it is missed', () => stage.collector.state().spooled > 0);
      }
      await load.stop();
      await stage.settled();
      // What was written once is there because of that one answer.
      expect(acknowledged.size - twice.size).toBeGreaterThan(1000);
      await stage.checks({ expected: STORE_IS_AWAY });
    } finally {
      await stage.close();
    }
  }, 60_000);
});
