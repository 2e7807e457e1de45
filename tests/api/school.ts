import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { type AppOptions, createApp } from '../../api/app.ts';
import type { Reach, Role } from '../../domain/access.ts';
import { INTERVAL_MS, type Quality, QUALITIES } from '../../domain/interval.ts';
import type { Log } from '../../domain/log.ts';
import { addDays, createLocalTime } from '../../domain/local-time.ts';
import type { Fields } from '../../domain/reading.ts';
import { DEFAULT_ROUND } from '../../domain/round.ts';
import type { Meter, SitePlan } from '../../domain/site.ts';
import { createCorrectionDesk } from '../../desk/correction-desk.ts';
import { createTrialDesk } from '../../desk/trial-desk.ts';
import { createNightDesk } from '../../desk/night-desk.ts';
import { createManualDesk } from '../../desk/manual-desk.ts';
import { createRecompute } from '../../jobs/recompute.ts';
import type { MessageDesk } from '../../store/outbox-ports.ts';
import type { ReadingStore, Records, StepRecord } from '../../store/ports.ts';
import { openSqliteReadingStore } from '../../store/readings/sqlite.ts';
import { openRecords } from '../../store/records/open-records.ts';
import { openSecrets } from '../../store/secrets.ts';
import { admit, type Admitted } from '../support/visitors.ts';

const SILENT: Log = { info: () => {}, warn: () => {}, error: () => {} };
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
    meter('a-main', 'a', { walkOrder: 1, ratingPerHour: 200 }),
    meter('a-ac', 'a', { walkOrder: 2, role: 'ac_circuit', parent: 'a-main', space: 'a-301', ratios: [{ fromAt: 0, ratio: 40 }] }),
    meter('a-water', 'a', { walkOrder: 3, medium: 'water', battery: true }),
    meter('b-main', 'b', { walkOrder: 4 }),
    meter('outdoor', 'b', { walkOrder: 5, medium: 'weather', role: 'outdoor_thermometer' }),
  ],
  channels: [{ site: 'hill', meter: 'a-main', source: 'native', address: 'a-main' }],
  virtualMeters: [
    {
      id: 'a-rest',
      name: '教学楼A其他',
      nameEn: 'Block A without AC',
      medium: 'electricity',
      terms: [
        { meter: 'a-main', share: 1 },
        { meter: 'a-ac', share: -1 },
      ],
    },
    {
      id: 'half',
      name: '一半',
      medium: 'electricity',
      terms: [
        { meter: 'a-main', share: 0.5 },
        { meter: 'b-main', share: 0.5 },
      ],
    },
    { id: 'tap', name: '水', medium: 'water', terms: [{ meter: 'a-water', share: 1 }] },
  ],
};

/** Somebody who is signed in, and what he asks. */
export interface Asker {
  /** Of his browser. */
  who: Admitted;
  get<T>(path: string): Promise<T>;
  /** A JSON body, as a page of the dashboard sends it. */
  post<T>(path: string, body: object): Promise<{ status: number; body: T }>;
  /** As `post`, with another method; without a body where there is none. */
  send<T>(method: 'PUT' | 'POST' | 'DELETE', path: string, body?: object): Promise<{ status: number; body: T }>;
  /** Any request, by the whole address. */
  inject(request: string | InjectOptions): Promise<LightMyRequestResponse>;
}

/** Nobody is told anything here: an address answers nothing. */
const NO_MESSAGES: MessageDesk = {
  test: () => Promise.resolve(undefined),
  nudge() {},
  webPushKey: () => 'public-key',
  hostTrouble: () => undefined,
};

/** Name of the one who asks what nobody else is said to ask. */
export const ADMINISTRATOR = '管理员';

/** What the school itself asks, an administrator of everything asks. */
export interface School extends Asker {
  app: FastifyInstance;
  records: Records;
  readings: ReadingStore;
  setNow(at: number): void;
  /** Readings of a meter, as if they had come by MQTT long ago: nothing is computed. */
  write(meter: string, readings: readonly { at: number; fields: Fields }[]): Promise<void>;
  /** What was marked since, as the server does it every second. */
  compute(): Promise<void>;
  seedSteps(...steps: readonly StepRecord[]): Promise<void>;
  /** One local day of a meter: the same amount in each interval, or amounts by index with null for absent. */
  seedDay(meter: string, day: string, amounts: number | readonly (number | null)[], quality?: Quality): Promise<void>;
  /** Somebody else. */
  as(role: Role, reach?: Partial<Reach>, name?: string): Promise<Asker>;
  close(): Promise<void>;
}

export async function openSchool(now: number, options: Partial<AppOptions> = {}): Promise<School> {
  const dir = await mkdtemp(join(tmpdir(), 'greenleaf-api-'));
  const recordsPath = join(dir, 'records.sqlite');
  const records = await openRecords(recordsPath, { temporary: true });
  await records.catalog.declare(HILL);
  const readings = openSqliteReadingStore(join(dir, 'readings.sqlite'), { temporary: true });
  let clock = now;
  const stores = { records, readings: options.readings ?? readings, now: () => clock };
  const recompute = createRecompute({ ...stores, log: SILENT });
  const desk = createCorrectionDesk({ ...stores, recompute });
  const app = await createApp({
    ...stores,
    desk,
    manual: createManualDesk({ ...stores, readings: { ...readings, range: stores.readings.range }, desk }),
    night: createNightDesk({ ...stores, detectors: options.ruleDefaults ?? {} }),
    roundTimes: DEFAULT_ROUND,
    messages: NO_MESSAGES,
    trial: createTrialDesk({ ...stores, defaults: options.ruleDefaults ?? {} }),
    ruleDefaults: {},
    version: '0.0.1',
    startedAt: now,
    recordsPath,
    secrets: openSecrets(dir),
    isDemo: false,
    plainSignIn: false,
    ...options,
  });
  return {
    ...asker(app, await admit(records, { role: 'administrator', id: 'administrator', name: ADMINISTRATOR })),
    app,
    records,
    readings,
    as: async (role, reach = {}, name = role) => asker(app, await admit(records, { role, reach, name })),
    setNow: (at) => (clock = at),
    async write(id, list) {
      const { medium, building } = HILL.meters.find((candidate) => candidate.id === id)!;
      const ref = { site: 'hill', meter: id, medium, building };
      await readings.write(list.map(({ at, fields }) => ({ ref, at, fields, clock: 'device' })));
    },
    async seedSteps(...steps) {
      for (const step of steps) {
        const replacement = { site: 'hill', meter: step.meter, days: [], steps: [step], fromAt: step.toAt, toAt: step.toAt + 1, seq: 0 };
        await records.intervals.replaceDays(replacement);
      }
    },
    async compute() {
      while ((await recompute.runOnce()) > 0);
    },
    seedDay: (id, day, amounts, quality) => seedDay(records, id, day, amounts, quality),
    async close() {
      await app.close();
      await records.close();
      await readings.close();
      await rm(dir, { recursive: true });
    },
  };
}

function asker(app: FastifyInstance, who: Admitted): Asker {
  const inject: Asker['inject'] = (request) => {
    const asked = typeof request === 'string' ? { url: request } : request;
    return app.inject({ ...asked, headers: { ...who.headers, ...asked.headers } });
  };
  async function send<T>(method: 'PUT' | 'POST' | 'DELETE', path: string, body?: object) {
    const request = { method, url: `/api/sites/hill${path}`, headers: { origin: 'http://localhost', host: 'localhost' } };
    const response = await inject({ ...request, ...(body ? { payload: body } : {}) });
    return { status: response.statusCode, body: response.json<T>() };
  }
  return {
    who,
    inject,
    send,
    post: (path, body) => send('POST', path, body),
    async get<T>(path: string) {
      const response = await inject(`/api/sites/hill${path}`);
      if (response.statusCode !== 200) throw new Error(`${path}: ${response.statusCode} ${response.body}`);
      return response.json<T>();
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
