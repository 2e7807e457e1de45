import { crc32 } from 'node:zlib';
import type { ClockSource, Fields, MeterRef, Reading } from '../domain/reading.ts';

/** A batch as it lies on disk. */
export interface SpoolRow {
  seq: number;
  saved_at: number;
  count: number;
  readings: string;
  /** Of `readings`: a disk that turns a digit must not make a reading of it. Null in files of an earlier version. */
  crc: number | null;
}

/** Meters once, readings as rows: a fifth of the size. */
interface SpoolText {
  refs: MeterRef[];
  rows: [ref: number, at: number, clock: ClockSource, fields: Fields][];
}

export function toRow(seq: number, savedAt: number, readings: readonly Reading[]): SpoolRow {
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
  const json = JSON.stringify(text);
  return { seq, saved_at: savedAt, count: readings.length, readings: json, crc: crc32(json) };
}

/** False: the disk changed it. */
export function isWhole({ readings, crc }: SpoolRow): boolean {
  return crc === null ? isJson(readings) : crc32(readings) === crc;
}

/** Readings of a row that is whole. Those of one meter share one `MeterRef`, over all rows: what is kept by meter is found by it. */
export function createRowReader(): (row: SpoolRow) => Reading[] {
  const known = new Map<string, MeterRef>();
  const shared = (ref: MeterRef) => {
    const key = `${ref.medium},${ref.site},${ref.building},${ref.meter}`;
    if (!known.has(key)) known.set(key, ref);
    return known.get(key)!;
  };
  return ({ readings: json }) => {
    const { refs, rows } = JSON.parse(json) as SpoolText;
    const meters = refs.map(shared);
    return rows.map(([index, at, clock, fields]) => ({ ref: meters[index]!, at, clock, fields }));
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
