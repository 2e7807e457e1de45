import type Database from 'better-sqlite3';
import type { Clock } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';
import type { Reading } from '../domain/reading.ts';
import type { CollectorEvent } from '../store/ports.ts';
import { createDiskReserve } from './disk-reserve.ts';
import { Damaged, isDamage, isFull, openSpoolFile, replaceDamaged, type Rescue } from './spool-file.ts';
import { createRowReader, isWhole, toRow } from './spool-row.ts';
import { openTable } from './spool-table.ts';

/** Readings that wait on disk until the store can take them; first in, first out. */
export interface Spool {
  /** Durable when it returns. @throws Error when the disk does not take it */
  append(readings: readonly Reading[]): void;
  /** The oldest readings: what was appended at once, and what follows as long as all together stay within `limit`. */
  oldest(limit: number): { seq: number; readings: Reading[] } | undefined;
  /** Never throws: what cannot be deleted now is deleted with the next one, and is not given out again meanwhile. */
  remove(seq: number): void;
  state(): { readings: number; since: number | null };
  /** What happened to the file since last asked, to be kept and shown. */
  takeEvents(): CollectorEvent[];
  close(): void;
}

export interface SpoolOptions {
  now: Clock;
  log: Log;
  /** Kept on the disk for the day on which it is full. */
  reserveBytes?: number;
  /** At most so many pages of 4 KiB; absent: as many as the disk has. */
  maxPages?: number;
}

/** Twice what SQLite's log grows to before it is written back (1,000 pages), for this file and for the records beside it. */
const RESERVE_BYTES = 8 * 1024 * 1024;

/**
 * @param path of an own SQLite file. It is locked while open: a second collector would take over our broker session.
 * @throws Error when another process has it, or the folder cannot be written
 */
export function openSpool(path: string, options: SpoolOptions): Spool {
  const { now, log, reserveBytes = RESERVE_BYTES, maxPages } = options;
  const reserve = createDiskReserve(`${path}.reserve`, reserveBytes);
  const read = createRowReader();
  const events: CollectorEvent[] = [];
  let removed = 0;
  let isDiskFull = false;
  let file = openTable(openSound());
  let state = file.sumUp(removed);
  let last = file.last();
  ensureReserve();

  function openSound(): Database.Database {
    try {
      return openSpoolFile(path, maxPages);
    } catch (error) {
      if (isDamage(error)) return replace(error);
      if (!isFull(error) || !noteFull(error)) throw error;
      return openSpoolFile(path, maxPages);
    }
  }

  function replace(reason: unknown): Database.Database {
    const at = now();
    const { database, rescue } = replaceDamaged(path, reason, at, removed, maxPages);
    const detail = wordsOf(path, rescue);
    log.error({ path, aside: rescue.aside, why: rescue.why }, detail);
    events.push({ at, kind: 'spool_damaged', fromAt: rescue.sinceAt, detail });
    return database;
  }

  /** Whatever is found damaged while it is used is put aside as it is at the start. */
  function whole<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!isDamage(error)) throw error;
      file.close();
      file = openTable(replace(error));
      // Numbers are never given twice: what is being handed over now would take others with it when it is removed.
      state = file.sumUp(removed);
      return work();
    }
  }

  /** True when the reserve stood, and its room is there now. */
  function noteFull(error: unknown): boolean {
    if (!isDiskFull) {
      const detail = `the disk of ${path} is full (${error instanceof Error ? error.message : String(error)}): messages stay with the broker`;
      events.push({ at: now(), kind: 'disk_full', fromAt: null, detail });
    }
    isDiskFull = true;
    return reserve.release();
  }

  function ensureReserve(): void {
    try {
      reserve.ensure();
    } catch {
      // Asked for again with each batch that is appended; then its absence has a consequence.
    }
  }

  function insert(readings: readonly Reading[]): void {
    try {
      // Without it the last of the room would be filled, and nothing could be deleted any more.
      reserve.ensure();
      file.insert.run(toRow(last + 1, now(), readings));
    } catch (error) {
      if (isFull(error)) noteFull(error);
      throw error;
    }
    last++;
    isDiskFull = false;
  }

  function removeUpTo(seq: number): void {
    try {
      file.remove.run(seq);
    } catch (error) {
      if (!isFull(error) || !noteFull(error)) throw error;
      file.remove.run(seq);
    }
    if (state.readings === 0) file.shrink();
    ensureReserve();
  }

  return {
    append(readings) {
      whole(() => insert(readings));
      state = { readings: state.readings + readings.length, since: state.since ?? now() };
    },
    oldest: (limit) =>
      whole(() => {
        const readings: Reading[] = [];
        let seq: number | undefined;
        for (const row of file.after.iterate(removed)) {
          if (seq !== undefined && readings.length + row.count > limit) break;
          if (!isWhole(row)) throw new Damaged(`batch ${row.seq} is not what was written`);
          readings.push(...read(row));
          seq = row.seq;
        }
        return seq === undefined ? undefined : { seq, readings };
      }),
    remove(seq) {
      try {
        whole(() => {
          const { readings } = state;
          state = { readings: readings - file.count(removed, seq), since: file.since(seq) };
          removed = seq;
          removeUpTo(seq);
        });
      } catch (error) {
        log.warn({ path, err: error }, 'the spool could not delete what it handed over; it will');
      }
    },
    state: () => state,
    takeEvents: () => events.splice(0),
    close: () => file.close(),
  };
}

function wordsOf(path: string, { aside, readings, rows, why }: Rescue): string {
  return `the spool file ${path} was damaged (${why}): it is put aside as ${aside} and a new one begun; ${readings} readings (${rows} batches) could be read and are kept, the others are lost`;
}
