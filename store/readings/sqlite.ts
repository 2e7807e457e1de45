import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { FIELDS, MEDIUM_FACTS } from '../../domain/medium.ts';
import type { Reading } from '../../domain/reading.ts';
import { type ReadingStore, type RefusedReading, StoreUnavailable } from '../ports.ts';
import { createForget, createInsert, createSelect, toStoredReading } from './sqlite-rows.ts';
import { createSeries } from './sqlite-series.ts';

const BUSY_TIMEOUT_MS = 5000;
const RETRY_AFTER_MS = 1000;

/** One narrow row per (meter, instant), in that order on disk. */
const SCHEMA = `
  create table if not exists series (
    id integer primary key, site text not null, meter text not null, medium text not null, building text not null,
    unique (site, meter, medium)
  );
  create table if not exists readings (
    series integer not null, at integer not null, clock integer, ${FIELDS.map((field) => `${field} real`).join(', ')},
    primary key (series, at)
  ) without rowid;`;

/** Windows begin at multiples of their length since 1970. The field that comes most often counts the readings. */
const COUNTS = `select (at - (at % @window + @window) % @window) as start, max(${FIELDS.map((field) => `count(${field})`).join(', ')}) as count
  from readings where series = @series and at >= @from and at < @to group by start order by start`;

/**
 * Readings in a file of our own: no other program is needed, for trying out and for small schools.
 *
 * @param options.temporary nobody needs the file after a crash: nothing is synced
 */
export function openSqliteReadingStore(path: string, { temporary = false } = {}): ReadingStore {
  mkdirSync(dirname(path), { recursive: true });
  const db = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  db.pragma('journal_mode = WAL');
  db.pragma(`synchronous = ${temporary ? 'OFF' : 'FULL'}`);
  db.exec(SCHEMA);
  addMissingFields(db);

  const series = createSeries(db);
  const insert = createInsert(db);
  const select = createSelect(db);
  const counts = db.prepare<{ series: number; from: number; to: number; window: number }, { start: number; count: number }>(COUNTS);

  const insertAll = db.transaction((batch: readonly Reading[]) => {
    const refusals: RefusedReading[] = [];
    for (const reading of batch) {
      const why = series.refusal(reading.ref) ?? insert(series.idOf(reading.ref), reading);
      if (why !== undefined) refusals.push({ reading, why });
    }
    return refusals;
  });

  const forgetPortions = createForget(db);

  return {
    kind: 'sqlite',
    place: `SQLite file ${path}`,
    write: (batch) =>
      answer(() => {
        try {
          return insertAll.immediate(batch);
        } catch (error) {
          series.forget();
          throw error;
        }
      }),

    range: (ref, from, to, { bracket = false, fields } = {}) =>
      answer(() => {
        const id = series.find(ref);
        if (id === undefined) return [];
        const columns = fields ?? MEDIUM_FACTS[ref.medium].fields;
        const { before, within, after } = select(columns, fields === undefined);
        const rows = within.all(id, from, to);
        const all = bracket ? [...before.all(id, from), ...rows, ...after.all(id, to)] : rows;
        return all.map((row) => toStoredReading(columns, row));
      }),

    counts: (ref, from, to, windowMs) =>
      answer(() => {
        const id = series.find(ref);
        if (id === undefined) return new Map();
        return new Map(counts.all({ series: id, from, to, window: windowMs }).map(({ start, count }) => [start, count]));
      }),

    async forgetBefore(at) {
      const portions = forgetPortions(at);
      while (!(await answer(() => portions.next())).done) await nextTurn();
    },

    close: () => answer(() => void db.close()),
  };
}

/** A file of an earlier version lacks the fields that came later. */
function addMissingFields(db: Database.Database): void {
  const present = () => new Set(db.prepare<[], string>("select name from pragma_table_info('readings')").pluck().all());
  if (FIELDS.every((field) => present().has(field))) return;
  const add = db.transaction(() => {
    const known = present();
    for (const field of FIELDS) if (!known.has(field)) db.exec(`alter table readings add column ${field} real`);
  });
  add.immediate();
}

/** The driver works at once; its callers wait for any store in the same way. */
async function answer<T>(work: () => T): Promise<T> {
  try {
    return work();
  } catch (cause) {
    throw new StoreUnavailable(`the readings file does not take or give anything now: ${String(cause)}`, RETRY_AFTER_MS, { cause });
  }
}
