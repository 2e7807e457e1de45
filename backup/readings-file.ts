import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Field } from '../domain/medium.ts';
import { CLOCKS, type ClockSource, type Fields, type MeterRef, type Reading, type StoredReading } from '../domain/reading.ts';
import type { ReadingStore } from '../store/ports.ts';

/**
 * The readings of one meter as text that any program reads: a line of column names (`at,clock,energy_kwh,…`), then a line
 * a reading, ascending. `at` is epoch ms; a field that was not sent is empty; numbers stand with all their digits.
 */
type Ref = Pick<MeterRef, 'site' | 'meter' | 'medium'>;

const DAY_MS = 86_400_000;
/** So many readings are in memory at once, or one day of them. */
const CHUNK = 20_000;
/** Before and after any reading that a store can hold. */
const FIRST_AT = -9_000_000_000_000;
const LAST_AT = 9_000_000_000_000;

/** UTC day → its readings, ascending. */
export type DayCounts = ReadonlyMap<number, number>;

/** How many readings of a meter there are; empty when there is none. */
export async function countDays(store: ReadingStore, ref: Ref): Promise<DayCounts> {
  const [first] = await store.range(ref, FIRST_AT, FIRST_AT, { bracket: true });
  const [last] = await store.range(ref, LAST_AT, LAST_AT, { bracket: true });
  if (!first || !last) return new Map();
  const counts = await store.counts(ref, first.at, last.at + 1, DAY_MS);
  return new Map([...counts].toSorted(([one], [other]) => one - other));
}

/** Write the readings of the days into a new file. @returns how many they were */
export async function writeReadingsFile(
  store: ReadingStore,
  ref: Ref,
  days: DayCounts,
  fields: readonly Field[],
  path: string,
): Promise<number> {
  const file = await open(path, 'wx', 0o600);
  try {
    let readings = 0;
    for await (const { text, count } of textOf(store, ref, days, fields)) {
      await file.write(text);
      readings += count;
    }
    return readings;
  } finally {
    await file.close();
  }
}

/** What the sha256 of such a file would be: two stores that hold the same readings give the same. */
export async function hashReadings(store: ReadingStore, ref: Ref, fields: readonly Field[]): Promise<string> {
  const hash = createHash('sha256');
  for await (const { text } of textOf(store, ref, await countDays(store, ref), fields)) hash.update(text);
  return hash.digest('hex');
}

async function* textOf(
  store: ReadingStore,
  ref: Ref,
  days: DayCounts,
  fields: readonly Field[],
): AsyncGenerator<{ text: string; count: number }> {
  yield { text: `${['at', 'clock', ...fields].join(',')}\n`, count: 0 };
  for (const [from, to] of chunksOf(days)) {
    const readings = await store.range(ref, from, to);
    yield { text: readings.map((reading) => toLine(reading, fields)).join(''), count: readings.length };
  }
}

/** Adjoining days together, up to the size of a chunk. */
function chunksOf(days: DayCounts): [from: number, to: number][] {
  const chunks: [number, number][] = [];
  let size = Infinity;
  for (const [day, count] of days) {
    size += count;
    if (size > CHUNK) {
      chunks.push([day, day + DAY_MS]);
      size = count;
    } else chunks.at(-1)![1] = day + DAY_MS;
  }
  return chunks;
}

function toLine({ at, clock, fields }: StoredReading, columns: readonly Field[]): string {
  return `${at},${clock},${columns.map((column) => fields[column] ?? '').join(',')}\n`;
}

/** The columns of such a file, and its readings in portions. @throws Error naming the line that cannot be understood */
export async function* readReadingsFile(path: string, ref: MeterRef): AsyncGenerator<Reading[]> {
  let columns: string[] | undefined;
  let portion: Reading[] = [];
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(path) })) {
    line++;
    const cells = text.split(',');
    if (!columns) {
      columns = cells;
      continue;
    }
    const reading = toReading(columns, cells, ref);
    if (!reading) throw new Error(`${path}: line ${line} is no reading: '${text.slice(0, 60)}'`);
    portion.push(reading);
    if (portion.length < PORTION) continue;
    yield portion;
    portion = [];
  }
  if (portion.length > 0) yield portion;
}

const PORTION = 5_000;

export async function columnsOf(path: string): Promise<Field[]> {
  const lines = createInterface({ input: createReadStream(path) });
  for await (const header of lines) {
    lines.close();
    return header.split(',').slice(2) as Field[];
  }
  return [];
}

function toReading(columns: readonly string[], cells: readonly string[], ref: MeterRef): Reading | undefined {
  const fields: Fields = {};
  for (let index = 2; index < columns.length; index++) {
    const cell = cells[index];
    if (cell !== undefined && cell !== '') fields[columns[index] as Field] = Number(cell);
  }
  const at = Number(cells[0]);
  const clock = CLOCKS.find((name): name is ClockSource => name === cells[1]);
  const isWhole = cells.length === columns.length && Number.isInteger(at) && Object.values(fields).every(Number.isFinite);
  return isWhole && clock ? { ref, at, fields, clock } : undefined;
}
