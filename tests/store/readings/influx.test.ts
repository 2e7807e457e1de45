import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MEDIUM_FACTS } from '../../../domain/medium.ts';
import type { Reading } from '../../../domain/reading.ts';
import { type Influxd, openInfluxd } from '../../../store/influxd/influxd.ts';
import { StoreMisconfigured, StoreUnavailable } from '../../../store/ports.ts';
import { createInfluxReadingStore } from '../../../store/readings/influx.ts';
import { setUpInflux } from '../../../store/readings/set-up-influx.ts';
import { keepsReadings } from '../../contracts/reading-store.ts';
import { hasInfluxd, influxdBinary } from '../../support/influxd.ts';

const silent = { info: () => undefined, warn: () => undefined };
const ref = { site: 's', building: 'b', meter: 'm', medium: 'electricity' as const };
const reading = (at: number, value = 1): Reading => ({ ref, at, fields: { energy_kwh: value }, clock: 'device' });

describe.skipIf(!hasInfluxd)('readings in a real InfluxDB', () => {
  let folder: string;
  let influxd: Influxd;
  const address = (database = 'greenleaf') => ({ url: influxd.url, database, username: influxd.username, password: influxd.password });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'greenleaf-'));
    influxd = await openInfluxd({ binary: influxdBinary, dataDir: folder, log: silent });
    await setUpInflux(address());
  }, 60_000);
  afterAll(async () => {
    await influxd.close();
    rmSync(folder, { recursive: true });
  });

  keepsReadings(() => {
    const store = createInfluxReadingStore(address());
    return Promise.resolve({ store, close: () => store.close() });
  });

  /** A statement straight to the server, as an operator would type it. */
  async function operate(statement: string): Promise<string> {
    const query = new URLSearchParams({ q: statement, epoch: 'ms', u: influxd.username, p: influxd.password });
    return (await fetch(`${influxd.url}/query?${query.toString()}`, { method: 'POST' })).text();
  }

  it('writes floats only, under the medium, with tags for site, building and meter', async () => {
    const store = createInfluxReadingStore(address());
    await store.write([reading(1000, 5)]);
    const { results } = JSON.parse(await operate(`SELECT * FROM greenleaf.autogen.electricity WHERE site='s'`)) as {
      results: { series: { columns: string[] }[] }[];
    };
    const columns = ['time', 'building', 'clock', 'meter', 'site', ...MEDIUM_FACTS.electricity.fields];
    expect(results[0]!.series[0]!.columns.toSorted()).toEqual(columns.toSorted());
    expect(await operate('SHOW FIELD KEYS ON greenleaf FROM electricity')).toMatch(/^(?!.*integer).*\["energy_kwh","float"\]/s);
    await store.close();
  });

  it('names version, place and database, and never the password', async () => {
    const store = createInfluxReadingStore(address());
    await store.write([reading(2000)]);
    expect(store.place).toMatch(/^InfluxDB 1\.\S+ at 127\.0\.0\.1:\d+, database greenleaf$/);
    await store.close();
  });

  it('finds the one reading among 1,000 that the server refuses, and stores the others', async () => {
    await setUpInflux(address('conflict'));
    await operate(`DROP DATABASE conflict`);
    await setUpInflux(address('conflict'));
    // Somebody else wrote this field as an integer: in that shard it refuses floats.
    const write = new URLSearchParams({ db: 'conflict', precision: 'ms', u: influxd.username, p: influxd.password });
    await fetch(`${influxd.url}/write?${write.toString()}`, { method: 'POST', body: 'electricity,meter=x power_kw=1i 1000' });
    const store = createInfluxReadingStore(address('conflict'));
    const batch = Array.from({ length: 1000 }, (_, index) => reading(index));
    const bad: Reading = { ref, at: 5000, fields: { power_kw: 1 }, clock: 'device' };
    batch.splice(617, 0, bad);
    const refused = await store.write(batch);
    expect(refused.map((one) => one.reading)).toEqual([bad]);
    expect(refused[0]!.why).toContain('field type conflict');
    expect(await store.range(ref, 0, 1000)).toHaveLength(1000);
    await store.close();
  });

  it('refuses a whole batch that is older than what the server keeps, without asking for each reading', async () => {
    await setUpInflux(address('short'));
    await operate('ALTER RETENTION POLICY autogen ON short DURATION 24h SHARD DURATION 1h');
    const store = createInfluxReadingStore(address('short'));
    const batch = Array.from({ length: 3000 }, (_, index) => reading(1_000_000 + index));
    const refused = await store.write(batch);
    expect(refused.map((one) => one.reading)).toEqual(batch);
    expect(refused[0]!.why).toContain('beyond retention policy');
    await store.close();
  });

  it('is misconfigured with a wrong password or an unknown database', async () => {
    for (const wrong of [{ password: 'wrong' }, { username: undefined }, { database: 'nowhere' }]) {
      const store = createInfluxReadingStore({ ...address(), ...wrong });
      await expect(store.write([reading(1)])).rejects.toThrow(StoreMisconfigured);
      await expect(store.range(ref, 0, 1)).rejects.toThrow(StoreMisconfigured);
      await store.close();
    }
    await expect(setUpInflux({ ...address(), password: 'wrong' })).rejects.toThrow(StoreMisconfigured);
  });

  it('does not forget where the account may not, and names the other way', async () => {
    await setUpInflux(address('guarded'));
    await operate(`CREATE USER reader WITH PASSWORD 'word'`);
    await operate('GRANT READ ON guarded TO reader');
    const store = createInfluxReadingStore({ ...address('guarded'), username: 'reader', password: 'word' });
    await expect(store.forgetBefore(1000)).rejects.toThrow(StoreMisconfigured);
    await expect(store.forgetBefore(1000)).rejects.toThrow(/retention policy/);
    await store.close();
  });

  it('is unavailable while influxd is down, and takes readings again when it is back', async () => {
    const store = createInfluxReadingStore(address());
    await store.write([reading(10_000)]);
    const pid = influxd.pid()!;
    process.kill(pid, 'SIGSTOP');
    const impatient = createInfluxReadingStore({ ...address(), writeDeadlineMs: 200 });
    await expect(impatient.write([reading(11_000)])).rejects.toThrow(/no answer within 200 ms/);
    process.kill(pid, 'SIGKILL');
    await expect(store.write([reading(12_000)])).rejects.toThrow(StoreUnavailable);
    await expect.poll(() => store.write([reading(13_000)]).catch(String), { timeout: 20_000, interval: 100 }).toEqual([]);
    const kept = await store.range(ref, 10_000, 14_000);
    expect(kept.map(({ at }) => at)).toContain(10_000);
    await impatient.close();
    await store.close();
  }, 30_000);
});
