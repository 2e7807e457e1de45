import type { LookSources } from '../analysis/look.ts';
import { type IntervalSeries, toSeries } from '../analysis/series.ts';
import type { Alert } from '../domain/alert.ts';
import { INTERVAL_MS, type IntervalDay, QUALITIES } from '../domain/interval.ts';
import { addDays, type LocalTime } from '../domain/local-time.ts';
import { MEDIUM_FACTS } from '../domain/medium.ts';
import type { StoredReading } from '../domain/reading.ts';
import type { Meter } from '../domain/site.ts';
import { type Weather, weatherOf } from '../domain/weather.ts';
import type { ReadingStore, Records } from '../store/ports.ts';
import type { School } from './catalog-cache.ts';

export interface SourceDeps {
  records: Pick<Records, 'intervals' | 'alerts' | 'weather'>;
  readings: Pick<ReadingStore, 'range'>;
}

/** Local days, the last one not included. */
export interface DayRange {
  firstDay: string;
  endDay: string;
}

/** What a run sees of a school beside the intervals of single meters. */
export interface SchoolFacts {
  weather: Weather;
  /** How often each room of a building was on an alert in the nights before one, by space. */
  pastAlerts(building: string, night: string): ReadonlyMap<string, number>;
}

/** Alerts that tell in which rooms something was left on. Those of whole buildings only guess the room: they would prove themselves. */
const ROOM_RULES = ['ac_left_on', 'lights_left_on'];
const PAST_NIGHTS = 60;

/** @param range days whose weather and, with the nights before them, whose alerts are needed */
export async function loadFacts({ records }: SourceDeps, { plan, local, meters }: School, range: DayRange): Promise<SchoolFacts> {
  const site = plan.site.id;
  const [fromAt, toAt] = [local.startOfDay(range.firstDay), local.startOfDay(range.endDay)];
  const weather = weatherOf(await records.weather.hours(site, fromAt, toAt), await records.weather.forecasts(site, fromAt, toAt));
  const nights = { fromNight: addDays(range.firstDay, -PAST_NIGHTS), toNight: range.endDay };
  const alerts: Alert[] = [];
  for (const rule of ROOM_RULES) alerts.push(...(await records.alerts.list(site, { rule, ...nights })));
  const rooms = alerts.flatMap(({ meter, night }) => {
    const { building, space } = meters.get(meter) ?? {};
    return building === undefined || space === undefined ? [] : [{ building, space, night }];
  });
  const counts = new Map<string, Map<string, number>>();
  return {
    weather,
    pastAlerts(building, night) {
      const key = `${building} ${night}`;
      const known = counts.get(key) ?? countRooms(rooms, building, addDays(night, -PAST_NIGHTS), night);
      counts.set(key, known);
      return known;
    },
  };
}

function countRooms(
  rooms: readonly { building: string; space: string; night: string }[],
  building: string,
  fromNight: string,
  toNight: string,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const room of rooms) {
    if (room.building !== building || room.night < fromNight || room.night >= toNight) continue;
    counts.set(room.space, (counts.get(room.space) ?? 0) + 1);
  }
  return counts;
}

/** Intervals of some meters in memory. */
export interface LoadedMeters {
  /** Of the days asked for, which have to be among those loaded; undefined of a meter that was not loaded. */
  series(meter: string, range: DayRange): IntervalSeries | undefined;
}

/**
 * Thermometers have no intervals: of them the 15-min means of their readings.
 *
 * @param needs days by meter: a rule that looks back a season must not make all others read one
 */
export async function loadMeters(deps: SourceDeps, school: School, needs: ReadonlyMap<string, DayRange>): Promise<LoadedMeters> {
  const groups = new Map<string, { range: DayRange; meters: Meter[] }>();
  for (const [id, range] of needs) {
    const meter = school.meters.get(id);
    if (!meter) continue;
    const key = `${range.firstDay} ${range.endDay}`;
    const group = groups.get(key) ?? { range, meters: [] };
    groups.set(key, group);
    group.meters.push(meter);
  }
  const whole = new Map<string, IntervalSeries>();
  for (const { range, meters } of groups.values()) {
    for (const [id, series] of await loadRange(deps, school, meters, range)) whole.set(id, series);
  }
  return {
    series(meter, part) {
      const all = whole.get(meter);
      return all && cut(all, school.local, part);
    },
  };
}

async function loadRange(
  { records, readings }: SourceDeps,
  { plan, local }: School,
  meters: readonly Meter[],
  range: DayRange,
): Promise<Map<string, IntervalSeries>> {
  const site = plan.site.id;
  const [fromAt, toAt] = [local.startOfDay(range.firstDay), local.startOfDay(range.endDay)];
  const counting = meters.filter(({ medium }) => medium !== 'weather').map(({ id }) => id);
  const days = new Map<string, IntervalDay[]>(counting.map((id) => [id, []]));
  if (counting.length > 0) {
    for (const day of await records.intervals.days(site, counting, range.firstDay, range.endDay)) days.get(day.meter)?.push(day);
  }
  const loaded = new Map([...days].map(([id, ofMeter]) => [id, toSeries(ofMeter, fromAt, toAt)]));
  for (const { id, medium } of meters) {
    if (medium !== 'weather') continue;
    const ofMeter = await readings.range({ site, meter: id, medium }, fromAt, toAt, { fields: [MEDIUM_FACTS[medium].rate] });
    loaded.set(id, meansOf(ofMeter, fromAt, toAt));
  }
  return loaded;
}

function meansOf(readings: readonly StoredReading[], fromAt: number, toAt: number): IntervalSeries {
  const series = toSeries([], fromAt, toAt);
  const counts = new Uint16Array(series.values.length);
  for (const { at, fields } of readings) {
    const { temperature_c: value } = fields;
    const index = Math.floor((at - fromAt) / INTERVAL_MS);
    if (value === undefined || index < 0 || index >= counts.length) continue;
    const count = (counts[index] = counts[index]! + 1);
    const before = count === 1 ? value : series.values[index]!;
    series.values[index] = before + (value - before) / count;
    series.qualities[index] = QUALITIES.indexOf('measured');
  }
  return series;
}

/** A view of the days asked for: nothing is copied. */
function cut({ startAt, values, qualities }: IntervalSeries, local: LocalTime, { firstDay, endDay }: DayRange): IntervalSeries {
  const fromAt = local.startOfDay(firstDay);
  const [from, to] = [(fromAt - startAt) / INTERVAL_MS, (local.startOfDay(endDay) - startAt) / INTERVAL_MS];
  return { startAt: fromAt, values: values.subarray(from, to), qualities: qualities.subarray(from, to) };
}

/** Sources of a look at nights from `range.firstDay` plus the look-back on. @param fromNight first night that is judged */
export function sourcesOf(school: School, facts: SchoolFacts, loaded: LoadedMeters, range: DayRange, fromNight: string): LookSources {
  const { plan, local, calendarOf } = school;
  return {
    series: (meter) => loaded.series(meter, range),
    weather: facts.weather,
    local,
    calendarOf,
    meters: plan.meters,
    spaces: plan.spaces,
    pastAlerts: (building) => facts.pastAlerts(building, fromNight),
  };
}
