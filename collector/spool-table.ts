import type Database from 'better-sqlite3';
import type { SpoolRow } from './spool-row.ts';

/** A file that grew over an outage gives its space back when it is empty again. */
const SHRINK_PAGES = 256;

/** What is done with the file of a spool. Numbers of batches begin at 1. */
export function openTable(database: Database.Database) {
  const ask = (text: string) => database.prepare<number[], number | null>(text).pluck();
  const count = ask('SELECT sum(count) FROM batch WHERE seq > ? AND seq <= ?');
  const since = ask('SELECT saved_at FROM batch WHERE seq > ? ORDER BY seq LIMIT 1');
  const last = ask('SELECT max(seq) FROM batch');
  return {
    insert: database.prepare<SpoolRow>(
      'INSERT INTO batch (seq, saved_at, count, readings, crc) VALUES (@seq, @saved_at, @count, @readings, @crc)',
    ),
    after: database.prepare<[number], SpoolRow>('SELECT * FROM batch WHERE seq > ? ORDER BY seq'),
    remove: database.prepare<[number]>('DELETE FROM batch WHERE seq <= ?'),
    last: () => last.get() ?? 0,
    since: (after: number) => since.get(after) ?? null,
    count: (after: number, upTo: number) => count.get(after, upTo) ?? 0,
    sumUp: (after: number) => ({ readings: count.get(after, Number.MAX_SAFE_INTEGER) ?? 0, since: since.get(after) ?? null }),
    shrink() {
      if (Number(database.pragma('page_count', { simple: true })) <= SHRINK_PAGES) return;
      database.exec('VACUUM');
      database.pragma('wal_checkpoint(TRUNCATE)');
    },
    close: () => void database.close(),
  };
}
