import { existsSync, renameSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { Clock } from '../domain/clock.ts';
import type { ClockSource, Fields, MeterRef, Reading } from '../domain/reading.ts';
import type { Log } from '../domain/log.ts';

/** Readings that wait on disk until the store can take them; first in, first out. */
export interface Spool {
  /** Durable when it returns. @throws Error when the disk does not take it */
  append(readings: readonly Reading[]): void;
  oldest(): { seq: number; readings: Reading[] } | undefined;
  /** Never throws: what cannot be deleted now is deleted with the next one, and is not given out again meanwhile. */
  remove(seq: number): void;
  state(): { readings: number; since: number | null };
  close(): void;
}

interface SpoolRow {
  seq: number;
  readings: string;
}

/** Meters once, readings as rows: a fifth of the size. */
interface SpoolText {
  refs: MeterRef[];
  rows: [ref: number, at: number, clock: ClockSource, fields: Fields][];
}

/** A file that grew over an outage gives its space back when it is empty again. */
const SHRINK_PAGES = 256;

/**
 * @param path of an own SQLite file. It is locked while open: a second collector would take over our broker session.
 * @throws Error when another process has it, or the folder cannot be written
 */
export function openSpool(path: string, { now, log }: { now: Clock; log: Log }): Spool {
  const database = openSound(path, now, log);
  const insert = database.prepare('INSERT INTO batch (saved_at, count, readings) VALUES (?, ?, ?)');
  const first = database.prepare<[number], SpoolRow>('SELECT seq, readings FROM batch WHERE seq > ? ORDER BY seq LIMIT 1');
  const removeUpTo = database.prepare('DELETE FROM batch WHERE seq <= ?');
  const sums = database.prepare<[number], { readings: number | null; since: number | null }>(
    'SELECT sum(count) AS readings, min(saved_at) AS since FROM batch WHERE seq > ?',
  );
  let removed = 0;
  const sumUp = () => {
    const row = sums.get(removed);
    return { readings: row?.readings ?? 0, since: row?.since ?? null };
  };
  let state = sumUp();

  return {
    append(readings) {
      insert.run(now(), readings.length, toText(readings));
      state = { readings: state.readings + readings.length, since: state.since ?? now() };
    },
    oldest() {
      const row = first.get(removed);
      return row && { seq: row.seq, readings: fromText(row.readings) };
    },
    remove(seq) {
      removed = seq;
      try {
        removeUpTo.run(seq);
        state = sumUp();
        if (state.readings === 0 && Number(database.pragma('page_count', { simple: true })) > SHRINK_PAGES) database.exec('VACUUM');
      } catch (error) {
        log.warn({ path, err: error }, 'the spool could not delete what it handed over; it will');
        state = sumUp();
      }
    },
    state: () => state,
    close: () => void database.close(),
  };
}

function openSound(path: string, now: Clock, log: Log): Database.Database {
  try {
    return openLocked(path);
  } catch (error) {
    const code = error instanceof Database.SqliteError ? error.code : '';
    if (code.startsWith('SQLITE_BUSY'))
      throw new Error(`${path} is in use: another collector runs on the same data folder`, { cause: error });
    if (!existsSync(path) || !(code === 'SQLITE_CORRUPT' || code === 'SQLITE_NOTADB')) throw error;
    const aside = `${path}.damaged-${now()}`;
    for (const suffix of ['', '-wal', '-shm']) if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
    log.error({ path, aside }, 'the spool file is damaged: put aside, a new one begun. Readings in it may be lost');
    return openLocked(path);
  }
}

function openLocked(path: string): Database.Database {
  const database = new Database(path, { timeout: 0 });
  try {
    database.pragma('locking_mode = EXCLUSIVE');
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    if (database.pragma('quick_check', { simple: true }) !== 'ok') throw new Database.SqliteError('quick_check failed', 'SQLITE_CORRUPT');
    database.exec(
      'CREATE TABLE IF NOT EXISTS batch (seq INTEGER PRIMARY KEY AUTOINCREMENT, saved_at INTEGER NOT NULL, count INTEGER NOT NULL, readings TEXT NOT NULL)',
    );
    // Exclusive locking only takes the lock at the first write.
    database.exec('BEGIN IMMEDIATE; COMMIT');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function toText(readings: readonly Reading[]): string {
  const indexes = new Map<MeterRef, number>();
  const text: SpoolText = { refs: [], rows: [] };
  for (const { ref, at, clock, fields } of readings) {
    let index = indexes.get(ref);
    if (index === undefined) {
      index = text.refs.push(ref) - 1;
      indexes.set(ref, index);
    }
    text.rows.push([index, at, clock, fields]);
  }
  return JSON.stringify(text);
}

function fromText(json: string): Reading[] {
  const { refs, rows } = JSON.parse(json) as SpoolText;
  return rows.map(([index, at, clock, fields]) => ({ ref: refs[index]!, at, clock, fields }));
}
