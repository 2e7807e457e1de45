import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { connectAsync } from 'mqtt';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openRecords } from '../../store/records/open-records.ts';
import { openSecrets } from '../../store/secrets.ts';
import { person } from '../alerts/delivery/post-rig.ts';
import { removeData, startGreenleaf } from '../support/greenleaf.ts';
import { hasMosquitto, openMosquitto } from '../support/mosquitto.ts';

const QUARTER_MS = 15 * 60_000;
const HISTORY_DAYS = 60;
/** What has to be kept: from the reading that makes it a burst to the vendor's word. */
const PROMISE_MS = 5000;

/** A school's own program that takes messages, and when each came. */
async function openVendor() {
  const told: { at: number; body: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.setHeader('content-type', 'application/json');
      response.end('{"ok":true}', () => told.push({ at: performance.now(), body: Buffer.concat(chunks).toString() }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { told, host: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const settings = (broker: string, host: string) => `
mqtt: { url: "${broker}" }
readings: sqlite
messages: { privateHosts: ["${host}"] }
sites:
  - id: school
    name: 我们的学校
    campuses: [{ id: main, name: 本部 }]
    buildings: [{ id: b1, name: 教学楼, campus: main, function: teaching }]
    meters: [{ id: w1, name: 教学楼水表, building: b1, medium: water, role: building_main }]
`;

describe.skipIf(!hasMosquitto)('a burst', () => {
  it('is with the vendor 5 seconds after its second reading, over the whole road', async () => {
    const vendor = await openVendor();
    const broker = await openMosquitto();
    onTestFinished(() => broker.close());
    const greenleaf = await startGreenleaf({ settings: settings(broker.url, vendor.host) });
    onTestFinished(async () => {
      await greenleaf.stop();
      removeData(greenleaf.dataDir);
    });
    const records = await openRecords(join(greenleaf.dataDir, 'records.sqlite'));
    onTestFinished(() => records.close());
    await records.people.save(person('g1', 'guard'));
    const sealed = openSecrets(greenleaf.dataDir).seal(JSON.stringify({ url: `http://${vendor.host}/hook`, secret: '0123456789abcdef' }));
    const own = { id: 'a1', site: 'school', channel: 'webhook', name: '门卫', person: 'g1', audiences: [], isOn: true, createdAt: 0 };
    await records.addresses.save({ ...own, sealed });

    const meter = await connectAsync(broker.url);
    onTestFinished(() => meter.endAsync());
    const send = (rows: (readonly [number, number])[]) =>
      meter.publishAsync('campus/school/w1', JSON.stringify({ fields: ['ts', 'volume_m3'], rows }), { qos: 1 });
    const computed = (toAt: number) =>
      vi.waitFor(
        async () => {
          expect(await records.intervals.touchedCount()).toBe(0);
          const span = await records.intake.latest('school');
          expect(span[0]?.at).toBe(toAt);
        },
        { timeout: 60_000, interval: 200 },
      );

    // Two months of quiet days: 100 to 300 L in a quarter hour.
    const endAt = Math.floor(Date.now() / QUARTER_MS) * QUARTER_MS;
    let volume = 1000;
    const rows = Array.from({ length: HISTORY_DAYS * 96 }, (_, index) => {
      const at = endAt - 2 * QUARTER_MS - (HISTORY_DAYS * 96 - 1 - index) * QUARTER_MS;
      return [at, (volume += 0.2 + 0.1 * Math.sin(index))] as const;
    });
    for (let from = 0; from < rows.length; from += 500) await send(rows.slice(from, from + 500));
    await computed(rows.at(-1)![0]);
    await send([[endAt - QUARTER_MS, (volume += 5)]]);
    await computed(endAt - QUARTER_MS);
    expect(vendor.told).toEqual([]);

    const startedAt = performance.now();
    await send([[endAt, volume + 5]]);
    await vi.waitFor(() => expect(vendor.told).toHaveLength(1), { timeout: 15_000, interval: 10 });
    const tookMs = vendor.told[0]!.at - startedAt;
    console.info(`from the second reading of a burst to the vendor's word: ${Math.round(tookMs)} ms`);
    expect(JSON.parse(vendor.told[0]!.body)).toMatchObject({ urgency: 'now' });
    expect(tookMs).toBeLessThan(PROMISE_MS);
    await vi.waitFor(async () => {
      const [delivery] = await records.outbox.deliveries({ site: 'school', limit: 1 });
      expect(delivery).toMatchObject({ person: 'g1', address: 'a1', state: 'accepted' });
    });
  }, 120_000);
});
