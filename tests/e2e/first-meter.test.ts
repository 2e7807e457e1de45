import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { MeterDetail } from '../../api/schemas/sites.ts';
import type { StatusAnswer } from '../../api/schemas/status.ts';
import { hasInfluxd } from '../support/influxd.ts';
import { getJson, removeData, type RunningGreenleaf, startGreenleaf } from '../support/greenleaf.ts';
import { setUp } from '../support/sign-in.ts';
import { hasMosquitto, type Mosquitto, openMosquitto } from '../support/mosquitto.ts';

const settings = (url: string) => `
mqtt: { url: "${url}" }
readings: influx
sites:
  - id: school
    name: 我们的学校
    nameEn: Our school
    campuses: [{ id: main, name: 本部 }]
    buildings: [{ id: b1, name: 教学楼, campus: main, function: teaching }]
    meters:
      - { id: b1-main, name: 教学楼总表, building: b1, medium: electricity, role: building_main, ratios: [{ from: 2020-01-01T00:00:00+08:00, ratio: 40 }] }
`;

describe.skipIf(!hasMosquitto || !hasInfluxd)('the first real meter', () => {
  let broker: Mosquitto;
  let greenleaf: RunningGreenleaf;
  let meter: MqttClient;
  let headers: { cookie: string };

  beforeAll(async () => {
    // A broker that lets a payload of 1 MB through: it is ours to refuse it.
    broker = await openMosquitto({ conf: ['max_packet_size 2000000'] });
    greenleaf = await startGreenleaf({ settings: settings(broker.url) });
    ({ headers } = await setUp(greenleaf));
    meter = await connectAsync(broker.url);
  });
  afterAll(async () => {
    await meter?.endAsync();
    await greenleaf?.stop();
    await broker?.close();
    if (greenleaf) removeData(greenleaf.dataDir);
  });

  const send = (topic: string, payload: string) => meter.publishAsync(topic, payload, { qos: 1 });
  const status = () => getJson<StatusAnswer>(`${greenleaf.url}/api/status`, headers);
  const latest = async () => (await getJson<MeterDetail>(`${greenleaf.url}/api/sites/school/meters/b1-main`, headers)).latest;

  it('shows a reading through the API and keeps it in InfluxDB within two seconds', async () => {
    const at = Date.now() - 60_000;
    await send('campus/school/b1-main', JSON.stringify({ ts: at, energy_kwh: 10234.51, power_kw: 12.4 }));
    await vi.waitFor(async () => expect(await latest()).toMatchObject({ at, register: 10234.51, rate: 12.4, clock: 'device' }), {
      timeout: 2000,
      interval: 50,
    });
    const { place } = (await status()).readings;
    const host = /127\.0\.0\.1:\d+/.exec(place ?? '')?.[0];
    const query = encodeURIComponent(`SELECT energy_kwh, power_kw FROM electricity WHERE site = 'school' AND meter = 'b1-main'`);
    const password = readFileSync(join(greenleaf.dataDir, 'influxd', 'password'), 'utf8').trim();
    const answer = await fetch(`http://${host}/query?db=greenleaf&epoch=ms&q=${query}`, {
      headers: { authorization: `Basic ${Buffer.from(`greenleaf:${password}`).toString('base64')}` },
    });
    expect(await answer.text()).toContain(JSON.stringify([at, 10234.51, 12.4]));
  });

  it('refuses bad JSON, an unknown meter, the year 2100 and a payload of 1 MB, counts each with its reason, and goes on', async () => {
    await send('campus/school/b1-main', '{"ts": 17900');
    await send('campus/school/nobody', JSON.stringify({ ts: Date.now(), energy_kwh: 1 }));
    await send('campus/school/b1-main', JSON.stringify({ ts: '2100-01-01T00:00:00Z', energy_kwh: 10234.6 }));
    await send('campus/school/b1-main', `{"ts": ${Date.now()}, "note": "${'x'.repeat(1_000_000)}"}`);
    const at = Date.now();
    await send('campus/school/b1-main', JSON.stringify({ ts: at, energy_kwh: 10234.61 }));
    await vi.waitFor(
      async () => {
        const now = await status();
        const counts = Object.fromEntries((now.refusals ?? []).map(({ reason, count }) => [reason, count]));
        expect(counts).toEqual({ bad_json: 1, unknown_meter: 1, future_time: 1, too_large: 1 });
        expect(now.unknownMeters).toMatchObject([{ site: 'school', address: 'nobody', topic: 'campus/school/nobody', count: 1 }]);
        expect(now.collector?.storedReadings).toBe(2); // this one and the one of the test before
      },
      { timeout: 5000, interval: 100 },
    );
    expect(await latest()).toMatchObject({ at, register: 10234.61 });
    const shown = (await status()).refusedMessages?.map(({ reason, topic }) => `${reason} ${topic}`);
    expect(shown).toContain('future_time campus/school/b1-main');
  });

  it('ends cleanly on SIGTERM and finds its readings again', async () => {
    expect(await greenleaf.stop()).toBe(0);
    greenleaf = await startGreenleaf({ settings: settings(broker.url), dataDir: greenleaf.dataDir });
    expect(await latest()).toMatchObject({ register: 10234.61 });
  });
});
