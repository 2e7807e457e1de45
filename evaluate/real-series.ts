import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { IntervalSeries } from '../analysis/series.ts';
import { type Folder, type FolderMeter, openFolder, toSitePlans } from '../backtest/folder.ts';
import { loadSeries, type Series } from '../backtest/series.ts';
import { interpret } from '../domain/consumption.ts';
import { INTERVAL_MS, layOnGrid } from '../domain/interval.ts';
import { addDays, createLocalTime, type LocalTime } from '../domain/local-time.ts';
import { MEDIUM_FACTS } from '../domain/medium.ts';
import type { StoredReading } from '../domain/reading.ts';
import type { BuildingFunction, SitePlan } from '../domain/site.ts';
import { type Weather, weatherOf } from '../domain/weather.ts';

/** Meters of one time zone with all that is known of them. */
export interface RealSchool {
  plan: SitePlan;
  local: LocalTime;
  series: ReadonlyMap<string, IntervalSeries>;
  weather: Weather;
  /** First and last local day of each meter's readings. */
  days: ReadonlyMap<string, { firstDay: string; lastDay: string }>;
  fromNight: string;
  toNight: string;
  now: number;
}

export interface RealFacts {
  /** What the buildings are for, which the files do not say. */
  use: BuildingFunction;
  /** Smallest step of the values in kWh or m³, where the files do not say it. */
  resolution?: number | undefined;
}

/** A folder of exported readings (docs/backtest.md). @throws FolderError */
export async function openRealFolder(directory: string, facts: RealFacts): Promise<RealSchool> {
  return openRealSchool(openFolder(directory, {}), facts);
}

const labelsShape = z.object({
  kind: z.enum(['register', 'interval']),
  tz: z.string(),
  litres_per_pulse: z.number().nullable(),
  faults: z.array(
    z.object({
      id: z.string(),
      type: z.string(),
      meter: z.string(),
      start: z.string(),
      end: z.string(),
      params: z.object({ rooms: z.number().optional(), lpm: z.number().optional() }),
      snr: z.number().nullable().default(null),
    }),
  ),
  meters: z.record(z.string(), z.object({ unit: z.enum(['kWh', 'L']), interval_s: z.number(), untouched: z.boolean() })),
});
export type InjectedLabels = z.infer<typeof labelsShape>;

/**
 * Real series with faults put in: NAME.csv.gz and NAME.labels.json of one folder.
 *
 * @throws ZodError when the labels are not of that shape; FolderError for the readings
 */
export async function openInjected(
  directory: string,
  name: string,
  facts: RealFacts & Pick<Folder, 'calendar' | 'weather'>,
): Promise<{ school: RealSchool; labels: InjectedLabels }> {
  const labels = labelsShape.parse(JSON.parse(readFileSync(join(directory, `${name}.labels.json`), 'utf8')));
  const folder: Folder = {
    meters: Object.entries(labels.meters).map(([id, { unit, interval_s }]) => labelledMeter(id, unit, interval_s, labels, facts)),
    calendar: facts.calendar,
    weather: facts.weather,
    readingsFile: join(directory, `${name}.csv.gz`),
  };
  return { school: await openRealSchool(folder, facts), labels };
}

function labelledMeter(id: string, unit: 'kWh' | 'L', intervalS: number, labels: InjectedLabels, facts: RealFacts): FolderMeter {
  const isWater = unit === 'L';
  return {
    meter: {
      site: 'backtest',
      id,
      name: id,
      building: id,
      medium: isWater ? 'water' : 'electricity',
      role: 'building_main',
      kind: labels.kind,
      digits: 9,
      resolution: facts.resolution ?? (isWater ? (labels.litres_per_pulse ?? 1) / 1000 : 0.01),
      ratios: [],
      readingIntervalS: intervalS,
      walkOrder: 0,
    },
    buildingFunction: facts.use,
    timeZone: labels.tz,
    factor: isWater ? 0.001 : 1,
  };
}

async function openRealSchool(folder: Folder, facts: RealFacts): Promise<RealSchool> {
  const { use, resolution } = facts;
  const meters = folder.meters.map((entry) => ({
    ...entry,
    buildingFunction: use,
    meter: resolution === undefined ? entry.meter : { ...entry.meter, resolution },
  }));
  const { series } = await loadSeries({ ...folder, meters }, () => {});
  const plans = toSitePlans({ ...folder, meters });
  if (plans.length !== 1) throw new RangeError(`${folder.readingsFile}: meters of more than one time zone are not judged together`);
  const plan = plans[0]!;
  const local = createLocalTime(plan.site.timeZone);
  const filled = series.filter(({ at }) => at.length > 0);
  const fromNight = local.dayOf(Math.min(...filled.map(({ at }) => at[0]!)));
  const lastDay = local.dayOf(Math.max(...filled.map(({ at }) => at.at(-1)!)));
  const [startAt, now] = [local.startOfDay(fromNight), local.startOfDay(addDays(lastDay, 1))];
  return {
    plan,
    local,
    series: new Map(filled.map((one) => [one.meter.id, toIntervals(one, local, startAt, (now - startAt) / INTERVAL_MS)])),
    weather: weatherOf(folder.weather, []),
    days: new Map(filled.map(({ meter, at }) => [meter.id, { firstDay: local.dayOf(at[0]!), lastDay: local.dayOf(at.at(-1)!) }])),
    fromNight,
    toNight: addDays(lastDay, -1),
    now,
  };
}

function toIntervals({ meter, at, values }: Series, local: LocalTime, startAt: number, count: number): IntervalSeries {
  const facts = MEDIUM_FACTS[meter.medium];
  const field = (meter.kind === 'interval' ? facts.interval : facts.register)!;
  const readings: StoredReading[] = [];
  at.forEach((instant, index) => {
    if (index > 0 && instant === at[index - 1]) return;
    readings.push({ at: instant, fields: { [field]: values[index]! }, clock: 'device' });
  });
  const { segments } = interpret(meter, readings, local.dayOf);
  return { startAt, ...layOnGrid(segments, startAt, count) };
}
