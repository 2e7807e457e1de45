import type { Meter, SitePlan } from '../../domain/site.ts';
import type { IntakeCommit, ReadingStore, TouchedSpan } from '../../store/ports.ts';
import type { MeterRef, StoredReading } from '../../domain/reading.ts';

/** A log that nobody reads. */
export const silent = { info() {}, warn() {}, error() {} };

export function meterOf(facts: Partial<Meter> & Pick<Meter, 'id'>): Meter {
  return {
    site: 'school',
    name: facts.id,
    building: 'b1',
    medium: 'electricity',
    role: 'building_main',
    kind: 'register',
    digits: 6,
    resolution: 0.01,
    ratios: [],
    readingIntervalS: 900,
    walkOrder: 0,
    ...facts,
  };
}

export function planOf(
  meters: readonly Meter[],
  timeZone = 'Asia/Shanghai',
  building: SitePlan['buildings'][number]['function'] = 'teaching',
): SitePlan {
  return {
    site: { id: meters[0]?.site ?? 'school', name: '绿叶中学', nameEn: 'Greenleaf School', timeZone },
    calendar: { terms: [], holidays: 'none', exceptions: [] },
    campuses: [{ id: 'c1', name: '本部', nameEn: 'Main campus' }],
    buildings: [{ id: 'b1', campus: 'c1', name: '教学楼B', nameEn: 'Teaching B', function: building, walkOrder: 0 }],
    spaces: [],
    meters,
    channels: [],
  };
}

export function touch(touched: readonly TouchedSpan[]): IntakeCommit {
  return { latest: [], touched, refused: [], refusals: new Map(), unknown: [] };
}

type Ref = Pick<MeterRef, 'site' | 'meter'>;

/** Readings in memory, as the port promises them. Counts what was read. */
export function createMemoryReadings() {
  const meters = new Map<string, StoredReading[]>();
  const rowsOf = (ref: Ref) => {
    const key = `${ref.site}/${ref.meter}`;
    let rows = meters.get(key);
    if (!rows) meters.set(key, (rows = []));
    return rows;
  };
  const store: Pick<ReadingStore, 'range'> & { put(ref: Ref, readings: readonly StoredReading[]): void; rowsRead: number } = {
    rowsRead: 0,
    put(ref, readings) {
      const rows = new Map(rowsOf(ref).map((row) => [row.at, row]));
      for (const reading of readings) rows.set(reading.at, reading);
      meters.set(
        `${ref.site}/${ref.meter}`,
        [...rows.values()].toSorted((a, b) => a.at - b.at),
      );
    },
    range(ref, from, to, options) {
      const rows = rowsOf(ref);
      let first = lowerBound(rows, from);
      let end = lowerBound(rows, to);
      if (options?.bracket) {
        first = Math.max(0, first - 1);
        end = Math.min(rows.length, end + 1);
      }
      store.rowsRead += end - first;
      return Promise.resolve(rows.slice(first, end));
    },
  };
  return store;
}

function lowerBound(rows: readonly StoredReading[], at: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]!.at < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
