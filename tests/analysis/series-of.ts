import type { IntervalSeries } from '../../analysis/series.ts';
import { INTERVAL_MS, QUALITIES, type Quality } from '../../domain/interval.ts';
import { createLocalTime } from '../../domain/local-time.ts';
import type { Building, Meter, Space } from '../../domain/site.ts';

export const shanghai = createLocalTime('Asia/Shanghai');
export const at = (day: string, clock: string) => shanghai.at(day, clock);

const MINUTE_MS = 60_000;

/**
 * Intervals of [fromDay, toDay) as a register shows them that counts a rate: cut to `step` at each quarter hour.
 *
 * @param perHour consumption per hour (kW, m³/h) in each minute
 */
export function metered(fromDay: string, toDay: string, perHour: (at: number) => number, step = 0.01): IntervalSeries {
  const startAt = shanghai.startOfDay(fromDay);
  const count = (shanghai.startOfDay(toDay) - startAt) / INTERVAL_MS;
  const values = new Float64Array(count);
  let total = 0;
  let shown = 0;
  for (let index = 0; index < count; index++) {
    for (let minute = 0; minute < 15; minute++) total += perHour(startAt + index * INTERVAL_MS + minute * MINUTE_MS) / 60;
    const display = Math.floor(total / step + 1e-9) * step;
    values[index] = display - shown;
    shown = display;
  }
  return { startAt, values, qualities: new Uint8Array(count).fill(QUALITIES.indexOf('measured')) };
}

/** The same series with a stretch of another quality; absent values become NaN. */
export function spoiled(series: IntervalSeries, fromAt: number, toAt: number, quality: Quality): IntervalSeries {
  const [from, to] = [(fromAt - series.startAt) / INTERVAL_MS, (toAt - series.startAt) / INTERVAL_MS];
  const values = quality === 'absent' ? series.values.slice().fill(Number.NaN, from, to) : series.values;
  return { ...series, values, qualities: series.qualities.slice().fill(QUALITIES.indexOf(quality), from, to) };
}

/** What is known at an instant: nothing later is there. */
export function knownAt(series: IntervalSeries, now: number): IntervalSeries {
  const end = series.startAt + series.values.length * INTERVAL_MS;
  return spoiled(series, Math.min(end, Math.floor(now / INTERVAL_MS) * INTERVAL_MS), end, 'absent');
}

export const building: Building = { id: 'b1', campus: 'c1', name: '教学楼B', nameEn: 'Teaching B', function: 'teaching', walkOrder: 0 };
export const room: Space = { id: 'r301', building: 'b1', floor: 3, function: 'classroom', name: '301', nameEn: 'Room 301', walkOrder: 0 };

const common = { site: 'school', building: 'b1', kind: 'register', digits: 6, ratios: [], readingIntervalS: 900, walkOrder: 0 } as const;
export const breaker: Meter = {
  ...common,
  id: 'ac-301',
  name: '301空调',
  space: 'r301',
  medium: 'electricity',
  role: 'room_breaker',
  resolution: 0.01,
};
export const waterMain: Meter = { ...common, id: 'w-b1', name: '水总表', medium: 'water', role: 'building_main', resolution: 0.01 };
