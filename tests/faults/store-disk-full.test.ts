import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openSpool } from '../../collector/spool.ts';
import { createStoreRoad } from '../../collector/store-road.ts';
import { chooseReadings } from '../../store/choose-readings.ts';
import { StoreUnavailable } from '../../store/ports.ts';
import { openSqliteReadingStore } from '../../store/readings/sqlite.ts';
import { openRecords } from '../../store/records/open-records.ts';
import { meterOf, readingOf, sitePlan, T0 } from '../collector/rig.ts';
import { hasInfluxd, influxdBinary } from '../support/influxd.ts';
import { hasMosquitto } from '../support/mosquitto.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { checkFour, createCollectingLog, type Published } from './four-checks.ts';
import { openInfluxFront } from './influx-front.ts';
import { canMount, mountSmallDisk } from './small-disk.ts';
import { waitFor } from './store-feed.ts';
import { openDaemons, openScene } from './store-scene.ts';

const STORE_IS_AWAY = /the readings store takes nothing/;
const SPOOL_IS_FULL = /the spool on disk takes nothing/;

/** On the same disk, and it may be the one that notices first. */
const RECORDS_ARE_FULL = /the records database takes nothing/;

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});
const keep = <T extends { close(): Promise<void> }>(thing: T): T => {
  cleanups.push(() => thing.close());
  return thing;
};

describe('a spool that has no room', () => {
  it('takes no batch, so that none is acknowledged, until the store or the disk has room again', async () => {
    const dir = temporaryFolder();
    const { log, said } = createCollectingLog();
    const spool = openSpool(join(dir, 'spool.sqlite'), { now: () => T0, log, maxPages: 40, reserveBytes: 100_000 });
    cleanups.push(() => spool.close());
    const readings = keep(openSqliteReadingStore(join(dir, 'readings.sqlite')));
    const records = keep(await openRecords(join(dir, 'records.sqlite')));
    await records.catalog.declare(sitePlan([meterOf('a1', 'electricity')]));
    let isAway = true;
    const write: typeof readings.write = (batch) => (isAway ? Promise.reject(new StoreUnavailable('down', 50)) : readings.write(batch));
    const road = createStoreRoad({ readings: { ...readings, write }, spool, intake: records.intake, now: () => T0, log });
    road.start();
    cleanups.push(() => road.stop());

    const published: Published[] = [];
    let saved = 0;
    const all: Promise<void>[] = [];
    for (let batch = 0; batch < 40; batch++) {
      const batchReadings = Array.from({ length: 100 }, (_, index) => readingOf(T0 + (batch * 100 + index) * 60_000, batch * 100 + index));
      for (const { ref, at, fields } of batchReadings) published.push({ ref, at, fields });
      all.push(road.save(batchReadings).then(() => void saved++));
    }
    await waitFor('it says so', () => road.trouble()?.includes('database or disk is full') ?? false);
    expect(saved).toBeLessThan(40);
    await waitFor('the event is kept', async () => (await records.intake.events(10)).some(({ kind }) => kind === 'disk_full'));
    isAway = false;
    await Promise.all(all);
    await waitFor('the spool is empty', () => spool.state().readings === 0);
    expect(road.trouble()).toBeNull();
    const state = { inFlight: 40 - saved, spooled: spool.state().readings };
    await checkFour({ published, readings, records, state, said, expected: [STORE_IS_AWAY, SPOOL_IS_FULL] });
  });
});

describe.skipIf(!canMount || !hasMosquitto || !hasInfluxd)('a disk that is really full', () => {
  it('under the spool: no acknowledgement, an event, no crash; what is spooled still drains; all heals when there is room', async () => {
    const disk = keep(mountSmallDisk(48));
    const daemons = keep(await openDaemons());
    const gate = keep(await openInfluxFront(daemons.influx.url));
    const stage = keep(await openScene(daemons, { dir: disk.dir, influxUrl: gate.url }));
    const { state } = stage.collector;
    gate.behave({ kind: 'refuse' });
    await stage.publish(2000);
    await waitFor('all are spooled', () => state().spooled === 2000);
    disk.fill();
    await stage.publish(4000);
    await waitFor('nothing more is taken', () => state().trouble?.includes('the spool on disk takes nothing') ?? false);
    expect(existsSync(join(disk.dir, 'spool.sqlite.reserve'))).toBe(false);
    const { connected, spooled, inFlight } = state();
    expect(connected).toBe(true);
    expect(inFlight).toBeGreaterThan(0);
    expect(spooled).toBeLessThan(6000);
    const events = async () => (await stage.records.intake.events(10)).filter(({ kind }) => kind === 'disk_full');
    await waitFor('the event is kept', async () => (await events()).length > 0);

    // The store comes back while the disk is still full: with the room of the reserve the spool can be emptied.
    gate.behave({ kind: 'pass' });
    await stage.settled();
    gate.behave({ kind: 'refuse' });
    await stage.publish(1000);
    await waitFor('nothing is taken again', () => state().trouble?.includes('the spool on disk takes nothing') ?? false);
    disk.makeRoom();
    await waitFor('all are spooled, with room', () => state().inFlight === 0);
    expect(statSync(join(disk.dir, 'spool.sqlite.reserve')).size).toBeGreaterThan(1_000_000);
    gate.behave({ kind: 'pass' });
    await stage.settled();
    expect(state().trouble).toBeNull();
    expect(await events()).toHaveLength(1);
    await stage.checks({ expected: [STORE_IS_AWAY, SPOOL_IS_FULL, RECORDS_ARE_FULL] });
  }, 60_000);

  it('under InfluxDB: its 500 is a reason to wait; the spool keeps; all heals when there is room', async () => {
    const disk = keep(mountSmallDisk(64));
    const daemons = keep(await openDaemons());
    // As the program opens it: it also starts an influxd again that does not notice that there is room.
    const settings = { readings: 'influx', influx: { database: 'small' } } as const;
    const log = { info: () => {}, warn: () => {} };
    const chosen = keep(await chooseReadings({ settings, dataDir: disk.dir, influxd: influxdBinary, log }));
    const stage = keep(await openScene(daemons, { store: chosen.store, direct: chosen.store }));
    const { state } = stage.collector;
    await stage.publish(1000);
    await stage.settled();
    disk.fill();
    await stage.publish(2000);
    await waitFor('the spool has them', () => state().inFlight === 0 && state().spooled > 0);
    expect(state()).toMatchObject({ connected: true, trouble: expect.stringMatching(/500.*no space left/) });
    disk.makeRoom();
    await stage.settled();
    expect(state().trouble).toBeNull();
    await stage.checks({ expected: [STORE_IS_AWAY] });
  }, 60_000);
});
