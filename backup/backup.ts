import { chmodSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import type { LoadedSettings } from '../config/load.ts';
import type { Clock } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';
import { MEDIA, MEDIUM_FACTS } from '../domain/medium.ts';
import type { MeterRef } from '../domain/reading.ts';
import { storedBuilding } from '../domain/site.ts';
import { chooseReadings } from '../store/choose-readings.ts';
import type { ReadingStore, TouchedSpan } from '../store/ports.ts';
import { openRecords } from '../store/records/open-records.ts';
import { SECRET_KEY_FILE } from '../store/secrets.ts';
import { type BackedUpSeries, type Manifest, pack, RECORDS, SETTINGS, SPOOL } from './archive.ts';
import { BackupTrouble } from './backup-trouble.ts';
import { countDays, type DayCounts, writeReadingsFile } from './readings-file.ts';
import { withoutSecrets } from './settings-copy.ts';
import { writeSpoolFile } from './spool-copy.ts';

export interface BackupOptions {
  loaded: LoadedSettings;
  searchPath: string | undefined;
  /** The archive; it must not be there yet. */
  file: string;
  version: string;
  now: Clock;
  log: Log;
  onProgress?: (done: number, total: number) => void;
}

const DAY_MS = 86_400_000;

/**
 * Records, settings, readings and what waits in the spool, as one archive, while the program runs or not. Whatever had been
 * acknowledged when it began is in it.
 *
 * @throws BackupTrouble, StoreUnavailable, StoreMisconfigured
 */
export async function makeBackup(options: BackupOptions): Promise<Manifest> {
  const { loaded, searchPath, log } = options;
  const { dataDir, settings } = loaded;
  const file = resolve(options.file);
  if (existsSync(file)) throw new BackupTrouble(`${file} is there already; a backup overwrites nothing. Name another file.`);
  if (!existsSync(join(dataDir, RECORDS)))
    throw new BackupTrouble(`${dataDir} holds no data of Greenleaf (no ${RECORDS}); name its folder: GREENLEAF_DATA=/path npm run backup`);
  // Beside the archive: there has to be room for both, and the last step is a rename.
  const work = mkdtempSync(join(dirname(file), '.greenleaf-backup-'));
  try {
    const readings = await chooseReadings({ settings, dataDir, searchPath, log });
    try {
      return await gather({ ...options, file }, work, readings.store);
    } finally {
      await readings.close();
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * The order makes it whole. The spool first: what leaves it meanwhile is in the store when that is read. The readings are
 * counted before the records are copied and again behind their export: days that differ, and the newest day of each meter,
 * may have intervals of other readings than those exported, so they are computed again after a restore.
 */
async function gather({ loaded, version, file, now, log, onProgress }: BackupOptions, work: string, store: ReadingStore) {
  const folder = mkdtempSync(join(work, 'files-'));
  const madeAt = new Date(now()).toISOString();
  const spooled = await writeSpoolFile(join(loaded.dataDir, 'spool.sqlite'), join(folder, SPOOL), work, { now, log });
  const found = await findSeries(store, await readMeters(join(loaded.dataDir, RECORDS), join(work, RECORDS)));
  copyRecords(join(loaded.dataDir, RECORDS), join(folder, RECORDS));
  const leftOut = [...copySettings(loaded, folder), ...keyLeftOut(loaded)];
  const series: BackedUpSeries[] = [];
  const touched: TouchedSpan[] = [];
  for (const { ref, days } of found) {
    onProgress?.(series.length, found.length);
    const member = `readings-${String(series.length + 1).padStart(6, '0')}.csv`;
    const readings = await writeReadingsFile(store, ref, days, MEDIUM_FACTS[ref.medium].fields, join(folder, member));
    series.push({ member, ...ref, readings });
    touched.push(...differences(ref, days, await countDays(store, ref)));
  }
  onProgress?.(found.length, found.length);
  const partial = join(work, 'archive.tar.gz');
  const schema = schemaOf(join(folder, RECORDS));
  const manifest = await pack(folder, { version, schema, madeAt, readingsFrom: store.place, series, spooled, touched, leftOut }, partial);
  chmodSync(partial, 0o600);
  renameSync(partial, file);
  return manifest;
}

/**
 * As they are, under the tables of the version that wrote them: whoever makes a backup before an update wants the way back
 * too. Opened as the program opens them they would be brought to today's form.
 */
function copyRecords(from: string, to: string): void {
  const db = new Database(from, { readonly: true });
  try {
    db.prepare('vacuum into ?').run(to);
  } finally {
    db.close();
  }
}

/** Each meter under each medium: a meter that was declared as water first has old readings there. */
async function readMeters(from: string, copy: string): Promise<MeterRef[]> {
  copyRecords(from, copy);
  const records = await openRecords(copy, { temporary: true });
  try {
    const plans = await records.catalog.sites();
    return plans.flatMap(({ site, meters }) =>
      meters.flatMap((meter) => MEDIA.map((medium) => ({ site: site.id, building: storedBuilding(meter), meter: meter.id, medium }))),
    );
  } finally {
    await records.close();
  }
}

async function findSeries(store: ReadingStore, refs: readonly MeterRef[]): Promise<{ ref: MeterRef; days: DayCounts }[]> {
  const found = [];
  for (const ref of refs) {
    const days = await countDays(store, ref);
    if (days.size > 0) found.push({ ref, days });
  }
  return found;
}

function differences({ site, meter }: MeterRef, before: DayCounts, after: DayCounts): TouchedSpan[] {
  const newest = Math.max(...before.keys());
  const days = [...new Set([...before.keys(), ...after.keys()])].filter((day) => day === newest || before.get(day) !== after.get(day));
  return days.map((day) => ({ site, meter, fromAt: day, toAt: day + DAY_MS }));
}

function copySettings({ sources }: LoadedSettings, folder: string): string[] {
  if (sources.file === null) return [];
  const { text, leftOut } = withoutSecrets(readFileSync(sources.file, 'utf8'));
  writeFileSync(join(folder, SETTINGS), text, { mode: 0o600 });
  return leftOut;
}

/** The key stays apart from what is sealed with it: an archive lies on sticks and other people's servers. */
const keyLeftOut = ({ dataDir }: LoadedSettings) => (existsSync(join(dataDir, SECRET_KEY_FILE)) ? [SECRET_KEY_FILE] : []);

/** The newest change of the tables that a records file has seen. */
function schemaOf(path: string): string {
  const db = new Database(path, { readonly: true });
  try {
    return db.prepare<[], { name: string }>('select max(name) as name from kysely_migration').get()!.name;
  } finally {
    db.close();
  }
}
