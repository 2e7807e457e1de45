import type { Field } from '../../domain/medium.ts';
import type { Reading, StoredReading } from '../../domain/reading.ts';
import type { ReadingStore, RefusedReading } from '../ports.ts';
import { refError } from './check-reading.ts';
import { checkDeleted, judgeWrite, parseQuery, type Series } from './influx-answers.ts';
import { createInfluxHttp, type InfluxAddress } from './influx-http.ts';
import { deleteBefore, selectCounts, selectReadings, type SeriesRef, toCounts, toReadings } from './influx-queries.ts';
import { createLineWriter } from './line-protocol.ts';

export interface InfluxStoreOptions extends InfluxAddress {
  /** The server's version as far as it is known; every answer tells it anew. */
  version?: string | undefined;
  /** How long a write, and a query, may take. */
  writeDeadlineMs?: number;
  queryDeadlineMs?: number;
}

/** Two for live readings keep InfluxDB busy, and one for what was spooled must not wait behind them. */
const WRITERS = 3;
/** Larger posts are not cheaper, only later. */
const LINES_PER_POST = 10_000;
/** How far the neighbours of a span are looked for before all of history is: the width of a few shards at most. */
const NEAR_MS = 3 * 86_400_000;

interface Entry {
  line: string;
  reading: Reading;
}

/**
 * Readings in an InfluxDB that speaks the v1 API: a measurement per medium, tags site, building and meter.
 * The database has to be there (set-up-influx.ts).
 */
export function createInfluxReadingStore(options: InfluxStoreOptions): ReadingStore {
  const { database, writeDeadlineMs = 10_000, queryDeadlineMs = 60_000 } = options;
  const writing = createInfluxHttp(options, { deadlineMs: writeDeadlineMs, sockets: WRITERS });
  const asking = createInfluxHttp(options, { deadlineMs: queryDeadlineMs, sockets: 4 });
  const writePath = `/write?db=${encodeURIComponent(database)}&precision=ms`;
  const toLine = createLineWriter();

  async function post(entries: readonly Entry[]): Promise<RefusedReading[]> {
    const answer = await writing.send('POST', writePath, entries.map(({ line }) => line).join('\n'));
    const verdict = judgeWrite(answer, entries.length);
    if (verdict.kind === 'stored') return [];
    if (verdict.kind === 'refused' || entries.length === 1) return entries.map(({ reading }) => ({ reading, why: verdict.why }));
    // Lines that were taken are written once more: the same point again changes nothing.
    const middle = Math.ceil(entries.length / 2);
    return [...(await post(entries.slice(0, middle))), ...(await post(entries.slice(middle)))];
  }

  async function ask(...statements: string[]): Promise<Series[][]> {
    const query = new URLSearchParams({ db: database, epoch: 'ms', chunked: 'true', chunk_size: '50000', q: statements.join(';') });
    return parseQuery(await asking.send('GET', `/query?${query.toString()}`));
  }

  async function readings(...statements: string[]): Promise<StoredReading[][]> {
    return (await ask(...statements)).map(toReadings);
  }

  /** The neighbours are seldom far; only then is the whole of history asked. */
  async function bracketed(ref: SeriesRef, from: number, to: number, fields?: readonly Field[]): Promise<StoredReading[]> {
    const [within = [], near = [], next = []] = await readings(
      selectReadings(ref, { from, to, fields }),
      selectReadings(ref, { from: from - NEAR_MS, to: from, fields }, 'last'),
      selectReadings(ref, { from: to, to: to + NEAR_MS, fields }, 'first'),
    );
    const [before = near] = near.length > 0 ? [] : await readings(selectReadings(ref, { to: from, fields }, 'last'));
    const [after = next] = next.length > 0 ? [] : await readings(selectReadings(ref, { from: to, fields }, 'first'));
    return [...before, ...within, ...after];
  }

  return {
    kind: 'influx',
    get place() {
      const version = writing.version() ?? asking.version() ?? options.version;
      return `InfluxDB${version === undefined ? '' : ` ${version}`} at ${writing.host}, database ${database}`;
    },

    async write(batch) {
      const refusals: RefusedReading[] = [];
      const entries: Entry[] = [];
      for (const reading of batch) {
        const line = toLine(reading);
        if ('text' in line) entries.push({ line: line.text, reading });
        else refusals.push({ reading, why: line.why });
      }
      for (let start = 0; start < entries.length; start += LINES_PER_POST) {
        refusals.push(...(await post(entries.slice(start, start + LINES_PER_POST))));
      }
      return refusals;
    },

    async range(ref, from, to, { bracket = false, fields } = {}) {
      if (!canBeStored(ref)) return [];
      if (bracket) return bracketed(ref, from, to, fields);
      const [within = []] = await readings(selectReadings(ref, { from, to, fields }));
      return within;
    },

    async counts(ref, from, to, windowMs) {
      if (!canBeStored(ref)) return new Map();
      const [series = []] = await ask(selectCounts(ref, from, to, windowMs));
      return toCounts(series);
    },

    async forgetBefore(at) {
      const query = new URLSearchParams({ db: database, q: deleteBefore(at) });
      checkDeleted(await asking.send('POST', `/query?${query.toString()}`));
    },

    close() {
      writing.close();
      asking.close();
      return Promise.resolve();
    },
  };
}

/** What cannot be stored is not there; and its name must not stand in a query. */
function canBeStored(ref: SeriesRef): boolean {
  return refError({ ...ref, building: '-' }) === undefined;
}
