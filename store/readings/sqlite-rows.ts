import type { Database, Statement } from 'better-sqlite3';
import { type Field, MEDIA, type Medium, MEDIUM_FACTS } from '../../domain/medium.ts';
import { CLOCKS, type Fields, type Reading, type StoredReading } from '../../domain/reading.ts';
import { isInstant, valueError } from './check-reading.ts';

/** The instant, the values of the columns asked for, and the clock last. */
type Row = (number | null)[];

/** Deleted in one transaction: some 10 ms in which nobody else can write. */
const ROWS_PER_DELETE = 5000;

const FIELDS_OF = new Map<Medium, ReadonlySet<string>>(MEDIA.map((medium) => [medium, new Set<string>(MEDIUM_FACTS[medium].fields)]));

/**
 * Writes one reading. `clock` is the place in CLOCKS and is left out when it is the device's own; the same instant again
 * keeps the fields that it does not carry: both as in InfluxDB.
 *
 * @returns why it cannot be stored; undefined when it is
 */
export function createInsert(db: Database): (series: number, reading: Reading) => string | undefined {
  // A meter sends the same few fields every time: a statement for just these binds a third of the values.
  const prepared = new Map<string, Statement<number[]>>();
  return (series, reading) => {
    const { ref, at, fields, clock } = reading;
    const known = FIELDS_OF.get(ref.medium);
    const values = [series, at];
    let columns = '';
    for (const name in fields) {
      const value = fields[name as Field];
      if (!known?.has(name) || value === undefined || !Number.isFinite(value)) return valueError(reading);
      columns += `,${name}`;
      values.push(value);
    }
    if (columns === '' || !isInstant(at)) return valueError(reading);
    if (clock !== 'device') {
      columns += ',clock';
      values.push(CLOCKS.indexOf(clock));
    }
    let statement = prepared.get(columns);
    if (!statement) prepared.set(columns, (statement = db.prepare(insertText(columns.slice(1).split(',')))));
    statement.run(...values);
    return undefined;
  };
}

function insertText(columns: readonly string[]): string {
  const updates = columns.map((column) => `${column} = excluded.${column}`);
  return `insert into readings (series, at, ${columns.join(', ')}) values (?, ?, ${columns.map(() => '?').join(', ')})
    on conflict do update set ${updates.join(', ')}`;
}

/** Statements that read some fields, with the clock or without; each is made once. */
export function createSelect(db: Database) {
  const prepared = new Map<string, ReturnType<typeof prepare>>();

  function prepare(fields: readonly Field[], withClock: boolean) {
    const columns = ['at', ...fields, ...(withClock ? ['clock'] : [])].join(', ');
    const present = fields.map((field) => `${field} is not null`).join(' or ');
    const text = (rest: string) => `select ${columns} from readings where series = ? and (${present}) ${rest}`;
    return {
      before: db.prepare<[number, number], Row>(text('and at < ? order by at desc limit 1')).raw(),
      within: db.prepare<[number, number, number], Row>(text('and at >= ? and at < ? order by at')).raw(),
      after: db.prepare<[number, number], Row>(text('and at >= ? order by at limit 1')).raw(),
    };
  }

  return (fields: readonly Field[], withClock: boolean) => {
    const key = `${fields.join()} ${withClock}`;
    let statements = prepared.get(key);
    if (!statements) prepared.set(key, (statements = prepare(fields, withClock)));
    return statements;
  };
}

/** Deletes what is older than an instant, one portion of one meter at a time. */
export function createForget(db: Database): (at: number) => Generator<void> {
  const meters = db.prepare<[], number>('select id from series order by id').pluck();
  const next = db
    .prepare<[number, number], number>(`select at from readings where series = ? and at < ? order by at limit 1 offset ${ROWS_PER_DELETE}`)
    .pluck();
  const remove = db.prepare<[number, number]>('delete from readings where series = ? and at < ?');
  return function* (at) {
    for (const series of meters.all()) {
      let end: number | undefined;
      do {
        end = next.get(series, at);
        remove.run(series, end ?? at);
        yield;
      } while (end !== undefined);
    }
  };
}

export function toStoredReading(columns: readonly Field[], row: Row): StoredReading {
  const fields: Fields = {};
  for (let index = 0; index < columns.length; index++) {
    const value = row[index + 1];
    if (typeof value === 'number') fields[columns[index]!] = value;
  }
  return { at: row[0]!, fields, clock: CLOCKS[row[columns.length + 1] ?? 0] ?? 'device' };
}
