import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
