import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Records } from '../../../store/ports.ts';
import { openRecords } from '../../../store/records/open-records.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Records in a new file, and as many connections to that file as asked for. */
export async function openTemporary(connections = 1): Promise<[Records, ...Records[]]> {
  const path = join(temporaryFolder(), 'records.sqlite');
  const all: Records[] = [];
  onTestFinished(async () => {
    for (const records of all) await records.close();
  });
  for (let index = 0; index < connections; index++) all.push(await openRecords(path));
  const [first, ...others] = all;
  return [first!, ...others];
}
