import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openInfluxd } from '../../store/influxd/influxd.ts';
import { createInfluxReadingStore } from '../../store/readings/influx.ts';
import { setUpInflux } from '../../store/readings/set-up-influx.ts';
import { hasInfluxd, influxdBinary } from '../support/influxd.ts';
import { hasMosquitto, openMosquitto } from '../support/mosquitto.ts';
import { openRig, publish, SITE, T0, until } from './rig.ts';

const quiet = { info: () => {}, warn: () => {} };

describe.skipIf(!hasMosquitto || !hasInfluxd)('collector with a real InfluxDB', () => {
  const opened: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const thing of opened.splice(0).toReversed()) await thing.close();
  });
  const keep = <T extends { close(): Promise<void> }>(thing: T): T => {
    opened.push(thing);
    return thing;
  };

  it('loses nothing while InfluxDB is stopped, and catches up when it is back', async () => {
    const broker = keep(await openMosquitto());
    const rig = keep(await openRig(broker.url));
    const dataDir = join(rig.dir, 'influx');
    const influxd = await openInfluxd({ binary: influxdBinary, dataDir, log: quiet });
    const { url, username, password } = influxd;
    const address = { url, username, password, database: 'greenleaf' };
    await setUpInflux(address);
    const store = keep(createInfluxReadingStore(address));
    const collector = rig.collector({ readings: store });
    // Before the broker and the stores are closed.
    keep({ close: () => collector.stop() });
    await collector.start();
    await until('connected', () => collector.state().connected);

    let sent = 0;
    const send = async (count: number) => {
      const from = sent;
      sent += count;
      const messages = Array.from({ length: count }, (_, index) => ({ ts: T0 + (from + index) * 60_000, energy_kwh: from + index }));
      await publish(
        broker.url,
        messages.map((message) => ['campus/east/a1', message] as const),
      );
    };
    await send(200);
    await until('200 stored', () => collector.state().storedReadings === 200);
    await influxd.close();
    await send(200);
    await until('200 spooled', () => collector.state().spooled === 200);
    expect(collector.state()).toMatchObject({ connected: true, inFlight: 0, trouble: expect.stringContaining('ECONNREFUSED') });
    keep(await openInfluxd({ binary: influxdBinary, dataDir, port: Number(new URL(url).port), log: quiet }));
    await send(200);
    await until('all stored', () => collector.state().storedReadings === 600 && collector.state().spooled === 0);
    const rows = await store.range({ site: SITE, meter: 'a1', medium: 'electricity' }, T0, T0 + 600 * 60_000);
    expect(rows.map(({ fields }) => fields.energy_kwh)).toEqual(Array.from({ length: 600 }, (_, index) => index));
    expect(collector.state().trouble).toBeNull();
  }, 60_000);
});
