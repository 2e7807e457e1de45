import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCorrectionDesk } from '../../../desk/correction-desk.ts';
import { toSiteView } from '../../../consumption/site-view.ts';
import { addDays, createLocalTime, daysBetween } from '../../../domain/local-time.ts';
import type { StoredReading } from '../../../domain/reading.ts';
import type { Meter, SitePlan } from '../../../domain/site.ts';
import { createRecompute } from '../../../jobs/recompute.ts';
import { createMemoryReadings, meterOf, silent, touch } from '../../jobs/campus.ts';
import { openRecords } from '../../../store/records/open-records.ts';

export const LONDON = createLocalTime('Europe/London');
/** Fourteen months, with a change of the clock in the month that is reported and in the one a year before. */
export const FIRST_DAY = '2025-09-01';
export const MONTH = '2026-10';
export const HOUR_MS = 3_600_000;

const meter = (id: string, building: string, more: Partial<Meter> = {}) =>
  meterOf({
    id,
    building,
    site: 'school',
    readingIntervalS: 3600,
    ratingPerHour: 200,
    resolution: 0.001,
    name: `表 ${id}`,
    nameEn: id,
    ...more,
  });
const water = (id: string, building: string, more: Partial<Meter> = {}) =>
  meter(id, building, { medium: 'water', ratingPerHour: 20, ...more });
const item = (code: string) => ({ item: { scheme: 'MOHURD-2008', code } });

export const METERS: readonly Meter[] = [
  meter('main', 'plant', { role: 'campus_main', ratingPerHour: 1000 }),
  meter('a-main', 'a', { parent: 'main', ...item('01000') }),
  meter('a-ac', 'a', { parent: 'a-main', role: 'ac_circuit', space: 'a-301', ...item('01B20') }),
  meter('b-main', 'b', { parent: 'main', ...item('01000') }),
  meter('flats-main', 'flats', { parent: 'main' }),
  meter('flat-1', 'flats', { parent: 'flats-main', space: 'home-1', role: 'room_breaker' }),
  meter('flat-2', 'flats', { parent: 'flats-main', space: 'home-2', role: 'room_breaker' }),
  water('water-main', 'plant', { role: 'campus_main' }),
  water('b-water', 'b', { parent: 'water-main' }),
];

export const PLAN: SitePlan = {
  site: { id: 'school', name: '绿叶中学', nameEn: 'Greenleaf School', timeZone: 'Europe/London' },
  calendar: { terms: [], holidays: 'none', exceptions: [{ firstDay: '2026-10-26', lastDay: '2026-10-30', type: 'vacation' }] },
  campuses: [{ id: 'c1', name: '本部', nameEn: 'Main campus' }],
  buildings: [
    { id: 'a', campus: 'c1', name: '教学楼A', nameEn: 'Block A', function: 'teaching', walkOrder: 1 },
    { id: 'b', campus: 'c1', name: '宿舍B', nameEn: 'Dormitory B', function: 'dormitory', walkOrder: 2 },
    { id: 'flats', campus: 'c1', name: '教工公寓', nameEn: 'Staff flats', function: 'staff_apartment', walkOrder: 3 },
    { id: 'plant', campus: 'c1', name: '配电房', nameEn: 'Plant room', function: 'plant_room', walkOrder: 4 },
  ],
  spaces: [
    { id: 'a-301', building: 'a', floor: 3, name: '301', function: 'classroom', walkOrder: 1 },
    { id: 'home-1', building: 'flats', floor: 1, name: '王老师家', function: 'staff_apartment', walkOrder: 1 },
    { id: 'home-2', building: 'flats', floor: 1, name: '李老师家', function: 'staff_apartment', walkOrder: 2 },
  ],
  meters: METERS,
  channels: [],
  quotas: [{ medium: 'electricity', year: 2026, amount: 60_000 }],
};

/** What a meter counts in an hour that begins at an instant: another amount by night and from month to month, so that nothing agrees by chance. */
export function hourOf(id: string, at: number): number {
  const day = LONDON.dayOf(at);
  const hour = Number(LONDON.clockOf(at).slice(0, 2));
  const month = (Number(day.slice(0, 4)) - 2025) * 12 + Number(day.slice(5, 7));
  const isNight = hour >= 22 || hour < 6;
  const of: Record<string, number> = {
    'a-ac': isNight ? 0.125 : 0.5 + month * 0.01,
    'a-main': (isNight ? 0.5 : 2 + month * 0.02) + (isNight ? 0.125 : 0.5),
    'b-main': isNight ? 1.5 : 0.75 + month * 0.01,
    'flat-1': 0.1,
    'flat-2': 0.2,
    'flats-main': 0.31,
    'b-water': hour >= 2 && hour < 5 ? 0.02 + 0.001 * Number(day.slice(8)) : 0.1 + month * 0.005,
  };
  if (id === 'main') return of['a-main']! + of['b-main']! + of['flats-main']! + 0.05;
  if (id === 'water-main') return of['b-water']! + 0.01;
  return of[id]!;
}

/** Registers at every whole hour of the days, as a meter would show them. */
export function readingsOf({ id, medium }: Meter, toDay: string, fromDay = FIRST_DAY): StoredReading[] {
  let register = 1000;
  const rows: StoredReading[] = [];
  const endAt = LONDON.startOfDay(toDay);
  for (let at = LONDON.startOfDay(fromDay); at <= endAt; at += HOUR_MS) {
    const value = Number(register.toFixed(3));
    rows.push({ at, clock: 'device', fields: medium === 'water' ? { volume_m3: value } : { energy_kwh: value } });
    register += hourOf(id, at);
  }
  return rows;
}

/** A school with its readings computed, and a clock that the test moves. */
export async function openSchool({
  meters = METERS,
  fromDay = FIRST_DAY,
  toDay = '2026-11-01',
  now = LONDON.at('2026-11-01', '06:30'),
} = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'greenleaf-month-'));
  const records = await openRecords(join(folder, 'records.sqlite'), { temporary: true });
  await records.catalog.declare({ ...PLAN, meters });
  const readings = createMemoryReadings();
  const clock = { now };
  const deps = { records, readings, now: () => clock.now };
  const recompute = createRecompute({ ...deps, log: silent });
  const put = async (id: string, rows: readonly StoredReading[]) => {
    readings.put({ site: 'school', meter: id }, rows);
    await records.intake.commit(touch([{ site: 'school', meter: id, fromAt: rows[0]!.at, toAt: rows.at(-1)!.at }]));
  };
  const compute = async () => {
    while ((await recompute.runOnce()) > 0);
  };
  const all = new Map(meters.map((one) => [one.id, readingsOf(one, toDay, fromDay)]));
  return {
    records,
    deps,
    clock,
    desk: createCorrectionDesk({ ...deps, recompute }),
    /** Raw readings of a meter. */
    raw: (id: string) => all.get(id)!,
    put,
    compute,
    /** All readings but those that a test holds back. */
    async fill(without: (id: string, row: StoredReading) => boolean = () => false) {
      for (const [id, rows] of all) {
        const there = rows.filter((row) => !without(id, row));
        if (there.length > 0) await put(id, there);
      }
      await compute();
    },
    async close() {
      await records.close();
      await rm(folder, { recursive: true });
    },
    view: async () => toSiteView((await records.catalog.sites())[0]!, LONDON, {}),
  };
}

export type MonthSchool = Awaited<ReturnType<typeof openSchool>>;

const registerOf = ({ fields }: StoredReading) => fields.energy_kwh ?? fields.volume_m3!;

/** What was used between two instants by the registers alone. */
export function usedBetween(rows: readonly StoredReading[], fromAt: number, toAt: number): number {
  const at = (instant: number) => registerOf(rows.find((row) => row.at === instant)!);
  return Number((at(toAt) - at(fromAt)).toFixed(6));
}

/** Of whole months, both included. */
export function usedIn(rows: readonly StoredReading[], firstMonth: string, lastMonth = firstMonth): number {
  const [year, month] = lastMonth.split('-').map(Number);
  const next = month === 12 ? `${year! + 1}-01` : `${year}-${String(month! + 1).padStart(2, '0')}`;
  return usedBetween(rows, LONDON.startOfDay(`${firstMonth}-01`), LONDON.startOfDay(`${next}-01`));
}

/** 22:00 to 24:00 and 00:00 to 06:00 of each day of a month. */
export function usedAtNight(rows: readonly StoredReading[], firstDay: string, endDay: string): number {
  return daysBetween(firstDay, endDay).reduce((sum, day) => {
    const [midnight, six, ten, next] = [
      LONDON.startOfDay(day),
      LONDON.at(day, '06:00'),
      LONDON.at(day, '22:00'),
      LONDON.startOfDay(addDays(day, 1)),
    ];
    return sum + usedBetween(rows, midnight, six) + usedBetween(rows, ten, next);
  }, 0);
}
