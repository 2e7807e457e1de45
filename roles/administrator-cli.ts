/** `npm run administrator`: a link by which somebody becomes administrator, also while the program runs (docs/settings.md). */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { makeSetupLink } from '../api/access/setup-link.ts';
import { type LoadedSettings, loadSettings } from '../config/load.ts';
import { openRecords } from '../store/records/open-records.ts';
import { explainTrouble, StartTrouble } from './trouble.ts';

/** Where a browser on this machine finds the pages. */
function urlOf({ settings: { http } }: LoadedSettings): string {
  const host = ['0.0.0.0', '::'].includes(http.host) ? '127.0.0.1' : http.host;
  const name = host.includes(':') ? `[${host}]` : host;
  return http.publicUrl ?? `${http.certFile === undefined ? 'http' : 'https'}://${name}:${http.port}`;
}

async function main(): Promise<void> {
  const loaded = loadSettings({ env: process.env, cwd: process.cwd() });
  const path = join(loaded.dataDir, 'records.sqlite');
  if (!existsSync(path)) {
    throw new StartTrouble(`${loaded.dataDir} holds no data of Greenleaf; name its folder: GREENLEAF_DATA=/path npm run administrator`);
  }
  const records = await openRecords(path);
  try {
    console.log(`Administrator: ${await makeSetupLink(records, urlOf(loaded), Date.now, true)}`);
    console.log('It works once. A login that an administrator has already gets a new password, and its second factor ends.');
  } finally {
    await records.close();
  }
}

await main().catch((error: unknown) => {
  console.error(explainTrouble(error) ?? error);
  process.exitCode = 1;
});
