import { existsSync, renameSync } from 'node:fs';
import Database from 'better-sqlite3';
import { DiskFull } from './disk-reserve.ts';
import { isWhole, type SpoolRow } from './spool-row.ts';

/** What a damaged file gave before it was put aside. */
export interface Rescue {
  /** Where it is now. */
  aside: string;
  why: string;
  rows: number;
  readings: number;
  /** When the oldest of them was spooled; null when there is none. */
  sinceAt: number | null;
}

/** Thrown when a row is not what was written. */
export class Damaged extends Error {
  override readonly name = 'Damaged';
}

export function isDamage(error: unknown): boolean {
  const code = error instanceof Database.SqliteError ? error.code : '';
  return error instanceof Damaged || code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB';
}

export function isFull(error: unknown): boolean {
  return error instanceof DiskFull || (error instanceof Database.SqliteError && error.code === 'SQLITE_FULL');
}

/**
 * @param maxPages at most so many pages of 4 KiB; absent: as many as the disk has
 * @throws Error when another process has it, SqliteError when it is damaged or the disk is full
 */
export function openSpoolFile(path: string, maxPages?: number): Database.Database {
  const database = new Database(path, { timeout: 0 });
  try {
    database.pragma('locking_mode = EXCLUSIVE');
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    if (maxPages !== undefined) database.pragma(`max_page_count = ${maxPages}`);
    if (database.pragma('quick_check', { simple: true }) !== 'ok') throw new Damaged('quick_check failed');
    database.exec(
      'CREATE TABLE IF NOT EXISTS batch (seq INTEGER PRIMARY KEY, saved_at INTEGER NOT NULL, count INTEGER NOT NULL, readings TEXT NOT NULL, crc INTEGER)',
    );
    addMissingColumn(database);
    // Exclusive locking only takes the lock at the first write.
    database.exec('BEGIN IMMEDIATE; COMMIT');
    return database;
  } catch (error) {
    database.close();
    const busy = error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
    if (busy) throw new Error(`${path} is in use: another collector runs on the same data folder`, { cause: error });
    throw error;
  }
}

/** Files of an earlier version have no check sums. */
function addMissingColumn(database: Database.Database): void {
  const columns = database.prepare<[], string>("SELECT name FROM pragma_table_info('batch')").pluck().all();
  if (!columns.includes('crc')) database.exec('ALTER TABLE batch ADD COLUMN crc INTEGER');
}

/**
 * Put a damaged file aside and begin a new one with what can still be read of it.
 *
 * @param after only rows later than this: those before were handed over
 */
export function replaceDamaged(path: string, reason: unknown, at: number, after: number, maxPages?: number) {
  const aside = `${path}.damaged-${at}`;
  for (const suffix of ['', '-wal', '-shm']) if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
  const database = openSpoolFile(path, maxPages);
  const rescue: Rescue = { aside, why: reason instanceof Error ? reason.message : String(reason), rows: 0, readings: 0, sinceAt: null };
  const insert = database.prepare<SpoolRow>(
    'INSERT OR IGNORE INTO batch (seq, saved_at, count, readings, crc) VALUES (@seq, @saved_at, @count, @readings, @crc)',
  );
  const take = (row: SpoolRow) => {
    if (!isWhole(row)) return;
    rescue.rows += insert.run(row).changes;
    rescue.readings += row.count;
    rescue.sinceAt = Math.min(row.saved_at, rescue.sinceAt ?? row.saved_at);
  };
  try {
    database.transaction(() => readDamaged(aside, after, take))();
    return { database, rescue };
  } catch (error) {
    // No room for a second copy of them: they stay where they are.
    if (isFull(error)) return { database, rescue: { ...rescue, rows: 0, readings: 0, sinceAt: null } };
    database.close();
    throw error;
  }
}

/** From both ends towards the damage: a page that cannot be read ends the way. */
function readDamaged(path: string, after: number, take: (row: SpoolRow) => void): void {
  let database: Database.Database | undefined;
  let last = after;
  for (const order of ['ASC', 'DESC']) {
    try {
      database ??= new Database(path, { timeout: 0 });
      const rows = database.prepare<[number], SpoolRow>(`SELECT * FROM batch WHERE seq > ? ORDER BY seq ${order}`);
      for (const row of rows.iterate(last)) {
        take({ ...row, crc: row.crc ?? null });
        if (order === 'ASC') last = row.seq;
      }
      break;
    } catch (error) {
      if (isFull(error)) throw error;
    }
  }
  database?.close();
}
