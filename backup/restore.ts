import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadSettings, type LoadedSettings } from '../config/load.ts';
import type { Clock } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';
import { chooseReadings } from '../store/choose-readings.ts';
import type { ReadingStore } from '../store/ports.ts';
import { MIGRATIONS } from '../store/records/migrations/index.ts';
import { openRecords } from '../store/records/open-records.ts';
import { SECRET_KEY_FILE } from '../store/secrets.ts';
import { type BackedUpSeries, type Manifest, RECORDS, SETTINGS, SPOOL, unpack } from './archive.ts';
import { BackupTrouble } from './backup-trouble.ts';
import { columnsOf, countDays, hashReadings, readReadingsFile } from './readings-file.ts';
import { fillSpool } from './spool-copy.ts';

export interface RestoreOptions {
  file: string;
  /** Made when it is not there; has to be empty. */
  dataDir: string;
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  now: Clock;
  log: Log;
  onProgress?: (done: number, total: number) => void;
}

export interface Restored {
  manifest: Manifest;
  /** Where the readings are now. */
  place: string;
  /** The settings file of the backup, when there was none here. */
  settingsFile: string | undefined;
}

/** What `npm start` puts into a data folder before the program runs, and what somebody has put back already. */
const OF_SETUP = new Set(['influxd-package', 'influxd-not-available.txt', SECRET_KEY_FILE]);

/**
 * Bring a backup back into an empty data folder, under today's schema and into whichever store of readings this machine has;
 * then read everything back and compare it. A restore that fails leaves the folder as empty as it was.
 *
 * @throws BackupTrouble, SettingsError, StoreUnavailable, StoreMisconfigured
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const { file, dataDir } = options;
  if (!existsSync(file)) throw new BackupTrouble(`There is no file ${file}.`);
  refuseUnlessEmpty(dataDir);
  mkdirSync(dataDir, { recursive: true });
  const work = mkdtempSync(join(dataDir, 'restoring-'));
  try {
    const restored = await restoreFrom(work, await unpack(file, work), options);
    rmSync(work, { recursive: true });
    return restored;
  } catch (error) {
    for (const entry of foundIn(dataDir)) rmSync(join(dataDir, entry), { recursive: true, force: true });
    throw error;
  }
}

const foundIn = (dataDir: string) => (existsSync(dataDir) ? readdirSync(dataDir) : []).filter((name) => !OF_SETUP.has(name));

function refuseUnlessEmpty(dataDir: string): void {
  const found = foundIn(dataDir);
  if (found.length === 0) return;
  const named = found.slice(0, 4).join(', ') + (found.length > 4 ? ', …' : '');
  throw new BackupTrouble(
    `The data folder ${dataDir} is not empty (${named}). A backup is restored into an empty folder only, so that nothing is overwritten. ` +
      `Name another one: npm run restore -- FILE --data DIR`,
  );
}

async function restoreFrom(work: string, manifest: Manifest, options: RestoreOptions): Promise<Restored> {
  const { file, dataDir, env, now, log, onProgress } = options;
  if (!(manifest.schema in MIGRATIONS)) {
    const known = Object.keys(MIGRATIONS).at(-1);
    throw new BackupTrouble(
      `${file} was made by a newer Greenleaf (${manifest.version}, tables ${manifest.schema}); this one knows tables up to ${known}. Update it first.`,
    );
  }
  const { loaded, settingsFile } = settingsFor(work, options);
  renameSync(join(work, RECORDS), join(dataDir, RECORDS));
  const records = await openRecords(join(dataDir, RECORDS));
  try {
    const chosen = await chooseReadings({ settings: loaded.settings, dataDir, searchPath: env['PATH'], log });
    try {
      await refuseUnlessNew(chosen.store, manifest);
      let done = 0;
      for (const series of manifest.series) {
        onProgress?.(done++, manifest.series.length);
        await restoreSeries(chosen.store, series, work, manifest);
      }
      onProgress?.(done, manifest.series.length);
      await fillSpool(join(work, SPOOL), join(dataDir, 'spool.sqlite'), { now, log });
      await records.intake.commit({ latest: [], touched: manifest.touched, refused: [], refusals: new Map(), unknown: [] });
      return { manifest, place: chosen.place, settingsFile };
    } finally {
      await chosen.close();
    }
  } finally {
    await records.close();
  }
}

/** The settings of this machine; where it has no file, those of the backup. */
function settingsFor(work: string, { env, cwd, dataDir }: RestoreOptions): { loaded: LoadedSettings; settingsFile: string | undefined } {
  const here = loadSettings({ env: { ...env, GREENLEAF_DATA: dataDir }, cwd });
  if (here.sources.file !== null || !existsSync(join(work, SETTINGS))) return { loaded: here, settingsFile: undefined };
  const settingsFile = join(dataDir, SETTINGS);
  renameSync(join(work, SETTINGS), settingsFile);
  return { loaded: loadSettings({ env: { ...env, GREENLEAF_DATA: dataDir, GREENLEAF_CONFIG: settingsFile }, cwd }), settingsFile };
}

/** An InfluxDB of the school's own may hold readings already: they would be mixed. */
async function refuseUnlessNew(store: ReadingStore, { series }: Manifest): Promise<void> {
  for (const { site, meter, medium } of series) {
    if ((await countDays(store, { site, meter, medium })).size === 0) continue;
    throw new BackupTrouble(
      `${store.place} already holds readings of meter ${meter} of ${site}; a backup is restored beside nothing else. ` +
        `Name an empty database (influx.database in greenleaf.yaml), or readings: sqlite.`,
    );
  }
}

async function restoreSeries(
  store: ReadingStore,
  { member, readings: expected, ...ref }: BackedUpSeries,
  work: string,
  manifest: Manifest,
) {
  const path = join(work, member);
  let written = 0;
  for await (const portion of readReadingsFile(path, ref)) {
    const [refused] = await store.write(portion);
    if (refused)
      throw new BackupTrouble(
        `${store.place} refuses a reading of ${ref.meter} at ${new Date(refused.reading.at).toISOString()}: ${refused.why}`,
      );
    written += portion.length;
  }
  const sha256 = manifest.members.find(({ name }) => name === member)?.sha256;
  const isSame = written === expected && (await hashReadings(store, ref, await columnsOf(path))) === sha256;
  if (!isSame)
    throw new BackupTrouble(
      `${store.place} does not give back what was written for meter ${ref.meter} of ${ref.site} (${expected} readings in the backup, ${written} written)`,
    );
}
