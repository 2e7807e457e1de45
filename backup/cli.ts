import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadSettings } from '../config/load.ts';
import { explainTrouble } from '../roles/trouble.ts';
import { createTerminalLog } from '../roles/terminal-log.ts';
import { SECRET_KEY_FILE } from '../store/secrets.ts';
import type { Manifest } from './archive.ts';
import { makeBackup } from './backup.ts';
import { BackupTrouble } from './backup-trouble.ts';
import { restoreBackup } from './restore.ts';

const HELP = `One archive of records, settings, readings and spool; also while the program runs (docs/reliability.md).

  npm run backup -- [FILE]               default: greenleaf-<date>.tar.gz in this folder
  npm run restore -- FILE [--data DIR]   into an empty data folder; default: GREENLEAF_DATA, else data`;

const VERSION = (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version;
const log = createTerminalLog(process.stderr.isTTY, 'backup');
log.level = 'warn';

const WITHOUT_KEY = 'the keys of channels have to be entered again after a restore, and second factors set anew';
const ofSettings = ({ leftOut }: Manifest) => leftOut.filter((name) => name !== SECRET_KEY_FILE);

/** A line that counts up on a terminal, nothing where a program reads. */
function onProgress(done: number, total: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${total} meters${done === total ? '\n' : ''}`);
}

const summary = ({ series, spooled, version, schema }: Manifest) =>
  `${series.reduce((sum, { readings }) => sum + readings, 0)} readings of ${series.length} meters, ${spooled} in the spool; Greenleaf ${version}, tables ${schema}`;

async function backup(file: string): Promise<void> {
  const loaded = loadSettings({ env: process.env, cwd: process.cwd() });
  const manifest = await makeBackup({ loaded, searchPath: process.env['PATH'], file, version: VERSION, now: Date.now, log, onProgress });
  console.log(`${resolve(file)}: ${(statSync(file).size / 1e6).toFixed(1)} MB, ${summary(manifest)}`);
  const left = ofSettings(manifest).length > 0 ? ` (here ${ofSettings(manifest).join(', ')})` : '';
  console.log(`It holds no passwords${left} but the hashes of people's own, no certificates and no environment; keep those apart.`);
  if (manifest.leftOut.includes(SECRET_KEY_FILE))
    console.log(`Keep a copy of ${join(loaded.dataDir, SECRET_KEY_FILE)} in another place: without it ${WITHOUT_KEY}.`);
}

async function restore(file: string, dataDir: string): Promise<void> {
  const { manifest, place, settingsFile } = await restoreBackup({
    file,
    dataDir,
    env: process.env,
    cwd: process.cwd(),
    now: Date.now,
    log,
    onProgress,
  });
  console.log(`Restored and compared: ${summary(manifest)}, made ${manifest.madeAt}`);
  console.log(`  Readings  ${place}`);
  console.log(`  Data      ${dataDir}`);
  if (settingsFile !== undefined && ofSettings(manifest).length > 0)
    console.log(`  Put back  ${ofSettings(manifest).join(', ')} (in ${settingsFile} or the environment)`);
  const key = join(dataDir, SECRET_KEY_FILE);
  if (manifest.leftOut.includes(SECRET_KEY_FILE) && !existsSync(key))
    console.log(`  Put back  ${key}, before the first start, as it was when the backup was made; without it ${WITHOUT_KEY}`);
  console.log(`Start it: ${settingsFile === undefined ? '' : `GREENLEAF_CONFIG=${settingsFile} `}GREENLEAF_DATA=${dataDir} npm start`);
}

async function main([verb, ...args]: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ...(verb === 'restore' ? { data: { type: 'string' as const } } : {}), help: { type: 'boolean', short: 'h' } },
  });
  const [file, ...more] = positionals;
  const isClear = more.length === 0 && (verb === 'backup' || (verb === 'restore' && file !== undefined));
  if (values.help || !isClear) {
    console.log(HELP);
    process.exitCode = values.help ? 0 : 2;
  } else if (verb === 'backup') await backup(file ?? `greenleaf-${new Date().toISOString().slice(0, 16).replaceAll(':', '')}.tar.gz`);
  else await restore(file!, resolve((values as { data?: string }).data ?? process.env['GREENLEAF_DATA'] ?? 'data'));
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  // What the system says of a full disk or a missing folder needs no stack trace.
  const isMistake = error instanceof BackupTrouble || (error instanceof Error && 'code' in error);
  console.error(isMistake ? error.message : (explainTrouble(error) ?? error));
  process.exitCode = 1;
}
