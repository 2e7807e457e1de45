import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../../../store/ports.ts';
import { openSqliteReadingStore } from '../../../store/readings/sqlite.ts';
import { keepsReadings } from '../../contracts/reading-store.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const ref = { site: 's', building: 'b', meter: 'm', medium: 'water' as const };

describe('readings in SQLite', () => {
  keepsReadings(() => {
    const folder = mkdtempSync(join(tmpdir(), 'greenleaf-'));
    const store = openSqliteReadingStore(join(folder, 'readings.sqlite'));
    const close = async () => {
      await store.close();
      rmSync(folder, { recursive: true });
    };
    return Promise.resolve({ store, close });
  });

  it('still has them after it was closed', async () => {
    const path = join(temporaryFolder(), 'new', 'readings.sqlite');
    const first = openSqliteReadingStore(path);
    await first.write([{ ref, at: 1000, fields: { volume_m3: 1 }, clock: 'device' }]);
    await first.close();
    const second = openSqliteReadingStore(path);
    expect(await second.range(ref, 0, 2000)).toHaveLength(1);
    await second.close();
  });

  it('takes a file of an earlier version that knew fewer fields', async () => {
    const path = join(temporaryFolder(), 'readings.sqlite');
    const old = new Database(path);
    old.exec(`create table series (id integer primary key, site text not null, meter text not null, medium text not null,
        building text not null, unique (site, meter, medium));
      create table readings (series integer not null, at integer not null, clock integer, energy_kwh real, power_kw real,
        primary key (series, at)) without rowid;
      insert into series values (1, 's', 'm', 'electricity', 'b');
      insert into readings values (1, 1000, null, 5.5, null);`);
    old.close();
    const electric = { ...ref, medium: 'electricity' as const };
    const [store, other] = [openSqliteReadingStore(path), openSqliteReadingStore(path)];
    await store.write([{ ref: electric, at: 2000, fields: { energy_kwh: 6, power_l3_kw: -0.4 }, clock: 'person' }]);
    expect(await other.range(electric, 0, 3000)).toEqual([
      { at: 1000, fields: { energy_kwh: 5.5 }, clock: 'device' },
      { at: 2000, fields: { energy_kwh: 6, power_l3_kw: -0.4 }, clock: 'person' },
    ]);
    await store.close();
    await other.close();
  });

  it('is shared by two processes: one sees the meters of the other', async () => {
    const path = join(temporaryFolder(), 'readings.sqlite');
    const [one, other] = [openSqliteReadingStore(path), openSqliteReadingStore(path)];
    expect(await other.range(ref, 0, 2000)).toEqual([]);
    await one.write([{ ref, at: 1000, fields: { volume_m3: 1 }, clock: 'device' }]);
    await other.write([{ ref, at: 1001, fields: { volume_m3: 2 }, clock: 'device' }]);
    expect(await one.range(ref, 0, 2000)).toHaveLength(2);
    await one.close();
    await other.close();
  });

  it('says that it is unavailable, not that readings are bad, when the file cannot be written', async () => {
    const store = openSqliteReadingStore(join(temporaryFolder(), 'readings.sqlite'));
    await store.close();
    const writing = store.write([{ ref, at: 1000, fields: { volume_m3: 1 }, clock: 'device' }]);
    await expect(writing).rejects.toThrow(StoreUnavailable);
  });
});
