import { type Field, FIELDS, MEDIA } from '../../domain/medium.ts';
import { CLOCKS, type ClockSource, type Fields, type MeterRef, type StoredReading } from '../../domain/reading.ts';
import type { Series } from './influx-answers.ts';

export type SeriesRef = Pick<MeterRef, 'site' | 'meter' | 'medium'>;

/**
 * InfluxQL in the part that InfluxDB 1, 2, 3 and their clusters share. Names come from our own lists or were checked
 * (check-reading.ts), instants are numbers: nothing has to be escaped.
 */
const source = ({ site, meter, medium }: SeriesRef) => `FROM "${medium}" WHERE "site"='${site}' AND "meter"='${meter}'`;

interface Wanted {
  from?: number;
  to?: number;
  /** Only these: each field more costs the server about half as much again. */
  fields?: readonly Field[] | undefined;
}

export function selectReadings(ref: SeriesRef, { from, to, fields }: Wanted, only?: 'first' | 'last'): string {
  const columns = fields ? fields.map((field) => `"${field}"`).join(',') : '*::field';
  const since = from === undefined ? '' : ` AND time >= ${from}ms`;
  const until = to === undefined ? '' : ` AND time < ${to}ms`;
  const order = only === undefined ? '' : ` ORDER BY time ${only === 'first' ? 'ASC' : 'DESC'} LIMIT 1`;
  return `SELECT ${columns} ${source(ref)}${since}${until}${order}`;
}

export function selectCounts(ref: SeriesRef, from: number, to: number, windowMs: number): string {
  return `SELECT count(*) ${source(ref)} AND time >= ${from}ms AND time < ${to}ms GROUP BY time(${windowMs}ms) fill(none)`;
}

/** Everything older than an instant, whatever the site: as many statements as there are measurements. */
export function deleteBefore(at: number): string {
  return MEDIA.map((medium) => `DELETE FROM "${medium}" WHERE time < ${at}ms`).join(';');
}

/** Rows of `selectReadings`. A meter that moved to another building may have two rows of one instant: they are one reading. */
export function toReadings(series: readonly Series[]): StoredReading[] {
  const readings: StoredReading[] = [];
  for (const { columns, values } of series) {
    const fieldAt = columns.map((column) => FIELDS.find((field) => field === column));
    const clockAt = columns.indexOf('clock');
    for (const row of values) {
      const at = row[0] as number;
      const last = readings.at(-1);
      const fields: Fields = last?.at === at ? last.fields : {};
      let found = false;
      for (let index = 1; index < row.length; index++) {
        const value = row[index];
        const field = fieldAt[index];
        if (field === undefined || typeof value !== 'number') continue;
        fields[field] = value;
        found = true;
      }
      if (found && last?.at !== at) readings.push({ at, fields, clock: clockOf(row[clockAt]) });
    }
  }
  return readings;
}

function clockOf(value: number | string | null | undefined): ClockSource {
  return CLOCKS[typeof value === 'number' ? value : 0] ?? 'device';
}

/** Rows of `selectCounts`: the field that comes most often counts the readings of a window. */
export function toCounts(series: readonly Series[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { values } of series) {
    for (const [start, ...perField] of values) {
      const count = Math.max(...perField.map((value) => (typeof value === 'number' ? value : 0)));
      if (count > 0) counts.set(start as number, count);
    }
  }
  return counts;
}
