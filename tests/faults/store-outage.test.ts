import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { chooseReadings } from '../../store/choose-readings.ts';
import type { Reading } from '../../domain/reading.ts';
import { hasInfluxd } from '../support/influxd.ts';
import { hasMosquitto } from '../support/mosquitto.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { type Conduct, type InfluxFront, openInfluxFront } from './influx-front.ts';
import { waitFor } from './store-feed.ts';
import { type Daemons, openDaemons, openScene, type Scene, type SceneOptions } from './store-scene.ts';

const STORE_IS_AWAY = [/the readings store takes nothing/];
/** What is published after the store came back has to be in it within this. */
const CURRENT_MS = 5_000;

describe.skipIf(!hasMosquitto || !hasInfluxd)('InfluxDB away or slow', () => {
  let daemons: Daemons;
  const opened: { close(): Promise<void> }[] = [];
  beforeAll(async () => {
    daemons = await openDaemons();
  }, 60_000);
  afterAll(() => daemons.close());
  afterEach(async () => {
    for (const thing of opened.splice(0).toReversed()) await thing.close();
  });
  const keep = <T extends { close(): Promise<void> }>(thing: T): T => {
    opened.push(thing);
    return thing;
  };
  const scene = async (options?: SceneOptions): Promise<Scene> => keep(await openScene(daemons, options));
  const front = async (): Promise<InfluxFront> => keep(await openInfluxFront(daemons.influx.url));

  it('spools while InfluxDB is stopped under load; live readings are current when it is back; the spool follows in order', async () => {
    const written: number[] = [];
    const note = (batch: readonly Reading[]) => void written.push(...batch.map(({ fields }) => fields.energy_kwh!));
    const stage = await scene({ note });
    const { state } = stage.collector;
    const load = stage.load(400);
    await waitFor('some are stored', () => state().storedReadings > 200);
    await daemons.stopInfluxd();
    await waitFor('some are spooled', () => state().spooled > 100);
    const from = stage.published.length;
    await waitFor('more are spooled', () => state().spooled > 800);
    expect(state()).toMatchObject({ connected: true, trouble: expect.stringMatching(/ECONNREFUSED|hang up|ECONNRESET/) });
    const to = from + 400;
    await daemons.startInfluxd();
    const backAt = performance.now();
    const mark = stage.published.length;
    await waitFor('a reading from after its return is stored', () => written.some((value) => value >= mark));
    expect(performance.now() - backAt).toBeLessThan(CURRENT_MS);
    await load.stop();
    await stage.settled();
    expect(written.filter((value) => value >= from && value < to)).toEqual(Array.from({ length: to - from }, (_, index) => from + index));
    expect(await stage.records.intervals.touchedCount()).toBeGreaterThan(0);
    await stage.checks({ expected: STORE_IS_AWAY });
    expect(state().trouble).toBeNull();
  }, 60_000);

  it('acknowledges on while InfluxDB takes 20 s to answer, and holds nothing back in memory', async () => {
    const gate = await front();
    const stage = await scene({ influxUrl: gate.url });
    const { state } = stage.collector;
    await stage.publish(100);
    await stage.settled();
    gate.behave({ kind: 'late', ms: 20_000 });
    const startedAt = performance.now();
    await stage.publish(5000);
    await waitFor('all are acknowledged', () => state().inFlight === 0);
    // Two seconds of patience with the first batch; all others go to the spool at once.
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(state()).toMatchObject({ connected: true, spooled: 5000, trouble: expect.stringContaining('no answer within 2000 ms') });
    expect((await stage.records.intake.latest()).map(({ fields }) => fields.energy_kwh).toSorted((a, b) => b! - a!)[0]).toBe(5099);
    expect(gate.writes().length).toBeLessThan(10);
    gate.behave({ kind: 'pass' });
    await stage.settled();
    await stage.checks({ expected: STORE_IS_AWAY });
  }, 60_000);

  it.each<[string, Conduct, number]>([
    ['500', { kind: 'answer', status: 500 }, 1000],
    ['503 with Retry-After: 2', { kind: 'answer', status: 503, headers: { 'retry-after': '2' } }, 2000],
    ['429', { kind: 'answer', status: 429 }, 1000],
  ])('tries again after %s, not sooner than it may, and loses nothing', async (_, conduct, pauseMs) => {
    const gate = await front();
    const stage = await scene({ influxUrl: gate.url });
    gate.behave(conduct);
    await stage.publish(300);
    await waitFor('all are spooled', () => stage.collector.state().spooled === 300);
    const before = gate.writes().length;
    await waitFor('it is tried again', () => gate.writes().length > before);
    expect(gate.writes()[before]! - gate.writes()[before - 1]!).toBeGreaterThan(0.95 * pauseMs);
    gate.behave({ kind: 'pass' });
    await stage.settled();
    await stage.checks({ expected: STORE_IS_AWAY });
  });

  it.each<[string, Conduct]>([
    ['breaks off in the middle', { kind: 'cut' }],
    ['never ends', { kind: 'drip' }],
    ['is a closed connection', { kind: 'refuse' }],
  ])('writes again what was written when the answer %s', async (_, conduct) => {
    const gate = await front();
    const stage = await scene({ influxUrl: gate.url, writeDeadlineMs: 500 });
    gate.behave(conduct);
    await stage.publish(300);
    await waitFor('all are spooled', () => stage.collector.state().spooled === 300);
    expect(stage.collector.state()).toMatchObject({ inFlight: 0, storedReadings: 0 });
    gate.behave({ kind: 'pass' });
    await stage.settled();
    await stage.checks({ expected: STORE_IS_AWAY });
  });

  it('keeps readings in the spool while its password is refused, says so, and goes on with the new one in the file', async () => {
    const dataDir = temporaryFolder();
    const file = join(dataDir, 'influx-password');
    await daemons.operate(`CREATE USER school WITH PASSWORD 'first' WITH ALL PRIVILEGES`);
    writeFileSync(file, 'first\n');
    const chosen = await chooseReadings({
      settings: { readings: 'influx', influx: { url: daemons.influx.url, database: 'rotated', username: 'school', passwordFile: file } },
      dataDir,
      log: { info: () => {}, warn: () => {} },
    });
    const stage = await scene({ store: chosen.store, database: 'rotated' });
    await stage.publish(100);
    await stage.settled();
    await daemons.operate(`SET PASSWORD FOR school = 'second'`);
    await stage.publish(100);
    await waitFor('all are spooled', () => stage.collector.state().spooled === 100);
    expect(stage.collector.state().trouble).toMatch(/401.*authorization failed/);
    expect(stage.said.find((line) => line.startsWith('error'))).toContain('"needsPerson":true');
    writeFileSync(file, 'second\n');
    await stage.settled();
    expect(stage.collector.state().trouble).toBeNull();
    await stage.checks({ expected: STORE_IS_AWAY });
  });
});
