import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { MIGRATIONS } from '../../../store/records/migrations/index.ts';
import { openRecords } from '../../../store/records/open-records.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const run = promisify(execFile);

describe('records database', () => {
  it('is made from nothing, in a folder that is not there yet, and opens again with what it holds', async () => {
    const path = join(temporaryFolder(), 'data', 'records.sqlite');
    const first = await openRecords(path);
    expect(await first.ledger.claim('job', 1, 2)).toBe(true);
    await first.close();
    const second = await openRecords(path);
    expect(await second.ledger.claim('job', 1, 3)).toBe(false);
    await second.close();
    const database = new Database(path, { readonly: true });
    expect(database.prepare('select name from kysely_migration').pluck().all()).toEqual(Object.keys(MIGRATIONS));
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
    database.close();
  });

  it('is made by one of several processes that start at once', async () => {
    const path = join(temporaryFolder(), 'records.sqlite');
    const module = new URL('../../../store/records/open-records.ts', import.meta.url).href;
    const script = `import { openRecords } from '${module}'; const r = await openRecords('${path}'); console.log(await r.ledger.claim('job', 1, 1)); await r.close();`;
    const start = () => run(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script]);
    const outputs = await Promise.all([start(), start(), start()]);
    expect(outputs.map(({ stdout }) => stdout.trim()).toSorted()).toEqual(['false', 'false', 'true']);
  });

  it('says which file is no database', async () => {
    const path = join(temporaryFolder(), 'records.sqlite');
    writeFileSync(path, 'not a database, but long enough to be looked at as one'.repeat(100));
    await expect(openRecords(path)).rejects.toThrow(path);
  });
});
