import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ChooseReadingsOptions, type ChosenReadings, chooseReadings } from '../../store/choose-readings.ts';
import { openInfluxd } from '../../store/influxd/influxd.ts';
import { StoreMisconfigured, StoreUnavailable } from '../../store/ports.ts';
import type { ReadingsSettings } from '../../store/readings-choice.ts';
import { hasInfluxd, influxdBinary } from '../support/influxd.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const reading = {
  ref: { site: 's', building: 'b', meter: 'm', medium: 'water' as const },
  at: 1000,
  fields: { volume_m3: 1 },
  clock: 'device' as const,
};
const settings = (readings: ReadingsSettings['readings'] = 'auto', influx: Partial<ReadingsSettings['influx']> = {}): ReadingsSettings => ({
  readings,
  influx: { database: 'greenleaf', ...influx },
});

async function choose(dataDir: string, options: Partial<ChooseReadingsOptions> = {}): Promise<ChosenReadings & { warnings: string[] }> {
  const warnings: string[] = [];
  const log = { info: () => undefined, warn: (_facts: object, text: string) => void warnings.push(text) };
  const chosen = await chooseReadings({ settings: settings(), dataDir, log, ...options });
  onTestFinished(() => chosen.close());
  return { ...chosen, warnings };
}

describe('where the readings are kept', () => {
  it('is SQLite, said aloud, where no influxd can be had', async () => {
    const folder = temporaryFolder();
    const { store, place, warnings } = await choose(folder);
    expect(store.kind).toBe('sqlite');
    expect(place).toContain(join(folder, 'readings.sqlite'));
    expect(warnings).toEqual([expect.stringContaining('SQLite')]);
    expect(await store.write([reading])).toEqual([]);
  });

  it('stays SQLite when an influxd is found later', async () => {
    const folder = temporaryFolder();
    await (await choose(folder)).close();
    const { store, warnings } = await choose(folder, { influxd: influxdBinary });
    expect(store.kind).toBe('sqlite');
    expect(warnings).toEqual([]);
  });

  it('never changes silently: another wish names both stores and the ways out', async () => {
    const folder = temporaryFolder();
    await (await choose(folder, { settings: settings('sqlite') })).close();
    const wish = choose(folder, { settings: settings('auto', { url: 'http://secret:word@influx.school:8086' }) });
    await expect(wish).rejects.toThrow(StoreMisconfigured);
    await expect(wish).rejects.toThrow(
      /readings\.sqlite.*influx\.school:8086, database greenleaf.*settings back to readings: sqlite.*removing .*readings-store\.json/,
    );
    await expect(wish).rejects.not.toThrow(/secret|word/);
    await expect(choose(folder, { settings: settings('influx') })).rejects.toThrow(/own influxd/);
  });

  it('says so when an InfluxDB is demanded and there is none', async () => {
    const demand = choose(temporaryFolder(), { settings: settings('influx'), influxd: '/nowhere/influxd' });
    await expect(demand).rejects.toThrow(/no influxd 1\.x at \/nowhere\/influxd.*apt-get install influxdb/);
  });

  it('names the file of the password when it cannot be read', async () => {
    const influx = { url: 'http://127.0.0.1:9', username: 'school', passwordFile: '/nowhere/password' };
    await expect(choose(temporaryFolder(), { settings: settings('auto', influx) })).rejects.toThrow(
      /influx\.passwordFile: '\/nowhere\/password'/,
    );
  });

  it('notes nothing when the server does not answer at the first start', async () => {
    const folder = temporaryFolder();
    const away = settings('auto', { url: 'http://127.0.0.1:9' });
    await expect(choose(folder, { settings: away })).rejects.toThrow(StoreUnavailable);
    expect((await choose(folder)).store.kind).toBe('sqlite');
  });

  it('does not guess when the note cannot be read', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'readings-store.json'), '{"kind":"tape"}');
    await expect(choose(folder)).rejects.toThrow(/readings-store\.json.*cannot be understood/);
  });
});

describe.skipIf(!hasInfluxd)('where the readings are kept when there is an influxd', () => {
  it('is an influxd of our own: on the PATH, or unpacked into the data directory', async () => {
    const folder = temporaryFolder();
    const unpacked = join(folder, 'influxd-package', 'usr', 'bin');
    mkdirSync(unpacked, { recursive: true });
    symlinkSync(influxdBinary, join(unpacked, 'influxd'));
    const first = await choose(folder);
    expect(first.place).toMatch(/^InfluxDB 1\.\S+ at 127\.0\.0\.1:\d+, database greenleaf$/);
    expect(await first.store.write([reading])).toEqual([]);
    await first.close();
    const second = await choose(folder, { searchPath: `/nowhere:${dirname(influxdBinary)}` });
    expect(await second.store.range(reading.ref, 0, 2000)).toHaveLength(1);
    expect(JSON.parse(readFileSync(join(folder, 'readings-store.json'), 'utf8'))).toEqual({ kind: 'own-influxd', database: 'greenleaf' });
    await second.close();
    // Its readings are in there: SQLite is no answer to an influxd that is gone.
    await expect(choose(folder, { influxd: '/nowhere' })).rejects.toThrow(/no influxd/);
  }, 60_000);

  it('is the server that the settings name, also while that one is away', async () => {
    const elsewhere = temporaryFolder();
    const log = { info: () => undefined, warn: () => undefined };
    const server = await openInfluxd({ binary: influxdBinary, dataDir: elsewhere, log });
    onTestFinished(() => server.close());
    const { url, username, password } = server;
    const folder = temporaryFolder();
    const ours = settings('auto', { url, username, password, database: 'school' });
    const first = await choose(folder, { settings: ours });
    expect(await first.store.write([reading])).toEqual([]);
    expect(first.store.place).toContain('database school');
    await first.close();
    await server.close();
    const second = await choose(folder, { settings: ours });
    await expect(second.store.write([reading])).rejects.toThrow(StoreUnavailable);
    expect(readFileSync(join(folder, 'readings-store.json'), 'utf8')).not.toContain(password);
    await expect(choose(folder)).rejects.toThrow(/settings ask for readings: auto without influx\.url/);
  }, 60_000);
});
