import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { type AppOptions, createApp } from '../../api/app.ts';
import { INTERVAL_MS, type Quality, QUALITIES } from '../../domain/interval.ts';
import { addDays, createLocalTime } from '../../domain/local-time.ts';
import type { StoredReading } from '../../domain/reading.ts';
import type { Meter, SitePlan } from '../../domain/site.ts';
import type { Records } from '../../store/ports.ts';
import { openRecords } from '../../store/records/open-records.ts';

export const LONDON = createLocalTime('Europe/London');

function meter(id: string, building: string, more: Partial<Meter> = {}): Meter {
  return {
    site: 'hill',
    id,
    name: id,
    building,
    medium: 'electricity',
    role: 'building_main',
    kind: 'register',
    digits: 6,
    resolution: 0.01,
    ratios: [],
    readingIntervalS: 900,
    walkOrder: 0,
    ...more,
  };
}

/**
 * A small school in London: clocks change, holidays are the zone's own business. The air-conditioners of block A are counted
 * by its main meter as well.
 */
export const HILL: SitePlan = {
  site: { id: 'hill', name: '山中学', nameEn: 'Hill School', timeZone: 'Europe/London' },
  calendar: { terms: [], holidays: 'none', exceptions: [] },
  campuses: [{ id: 'main', name: '本部' }],
  buildings: [
    { id: 'a', name: '教学楼A', nameEn: 'Block A', campus: 'main', function: 'teaching', floors: 3, walkOrder: 1 },
    { id: 'b', name: '宿舍B', campus: 'main', function: 'dormitory', areaM2: 1200, walkOrder: 2 },
  ],
  spaces: [{ id: 'a-301', name: '301', building: 'a', floor: 3, function: 'classroom', walkOrder: 1 }],
  meters: [
    meter('a-main', 'a', { walkOrder: 1 }),
    meter('a-ac', 'a', { walkOrder: 2, role: 'ac_circuit', parent: 'a-main', space: 'a-301', ratios: [{ fromAt: 0, ratio: 40 }] }),
    meter('a-water', 'a', { walkOrder: 3, medium: 'water', battery: true }),
    meter('b-main', 'b', { walkOrder: 4 }),
    meter('outdoor', 'b', { walkOrder: 5, medium: 'weather', role: 'outdoor_thermometer' }),
  ],
  channels: [{ site: 'hill', meter: 'a-main', source: 'native', address: 'a-main' }],
};

export interface School {
  app: FastifyInstance;
  records: Records;
  /** Answers of `readings.range`; a test may fill it. */
  readings: StoredReading[];
  setNow(at: number): void;
  /** One local day of a meter: the same amount in each interval, or amounts by index with null for absent. */
  seedDay(meter: string, day: string, amounts: number | readonly (number | null)[], quality?: Quality): Promise<void>;
  get<T>(path: string): Promise<T>;
  close(): Promise<void>;
}

export async function openSchool(now: number, options: Partial<AppOptions> = {}): Promise<School> {
  const dir = await mkdtemp(join(tmpdir(), 'greenleaf-api-'));
  const recordsPath = join(dir, 'records.sqlite');
  const records = await openRecords(recordsPath);
  await records.catalog.declare(HILL);
  const readings: StoredReading[] = [];
  const range: AppOptions['readings']['range'] = (_ref, from, to) =>
    Promise.resolve(readings.filter((reading) => reading.at >= from && reading.at < to));
  let clock = now;
  const app = await createApp({
    records,
    readings: { kind: 'sqlite', place: 'a fake', range },
    now: () => clock,
    version: '0.0.1',
    startedAt: now,
    recordsPath,
    ...options,
  });
  return {
    app,
    records,
    readings,
    setNow: (at) => (clock = at),
    seedDay: (id, day, amounts, quality) => seedDay(records, id, day, amounts, quality),
    async get<T>(path: string) {
      const response = await app.inject(`/api/sites/hill${path}`);
      if (response.statusCode !== 200) throw new Error(`${path}: ${response.statusCode} ${response.body}`);
      return response.json<T>();
    },
    async close() {
      await app.close();
      await records.close();
      await rm(dir, { recursive: true });
    },
  };
}

async function seedDay(
  records: Records,
  id: string,
  day: string,
  amounts: number | readonly (number | null)[],
  quality: Quality = 'measured',
): Promise<void> {
  const startAt = LONDON.startOfDay(day);
  const toAt = LONDON.startOfDay(addDays(day, 1));
  const list = Array.from({ length: (toAt - startAt) / INTERVAL_MS }, (_, index) =>
    typeof amounts === 'number' ? amounts : (amounts[index] ?? null),
  );
  const values = Float64Array.from(list, (value) => value ?? Number.NaN);
  const qualities = Uint8Array.from(list, (value) => QUALITIES.indexOf(value === null ? 'absent' : quality));
  const days = [{ day, startAt, values, qualities }];
  await records.intervals.replaceDays({ site: 'hill', meter: id, days, steps: [], fromAt: startAt, toAt, seq: 0 });
}

/** `count` local days from `first` on. */
export function daysFrom(first: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => addDays(first, index));
}
