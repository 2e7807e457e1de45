import type { Clock } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';
import type { Meter } from '../domain/site.ts';
import { HOUR_MS, PLAUSIBLE_OUTDOOR_C, type WeatherHour, type WeatherProvider, WeatherUnavailable } from '../domain/weather.ts';
import { type ReadingStore, type Records, StoreMisconfigured, StoreUnavailable } from '../store/ports.ts';
import { createCatalogCache, type KnownSite } from './catalog-cache.ts';
import { breathe } from './loop.ts';
import type { Job } from './table.ts';

const DAY_MS = 24 * HOUR_MS;
/** As far back as rules look, and a year for comparison. */
const LONGEST_DAYS = 400;
/** Days of readings in one question. */
const DAYS_AT_ONCE = 30;
/** The most that providers know of the past. */
const PROVIDER_DAYS = 92;
/** What a provider said of the last days is asked again: measured values take the place of the first estimate. */
const PROVIDER_OVERLAP_DAYS = 2;

export interface WeatherJobDeps {
  records: Pick<Records, 'catalog' | 'weather'>;
  readings: Pick<ReadingStore, 'range' | 'counts'>;
  /** Absent: the thermometers of the schools alone. */
  provider?: WeatherProvider | undefined;
  now: Clock;
  log: Log;
}

/**
 * Every ten minutes the outdoor temperatures of every school are brought up to date; the provider is asked once an hour.
 * Weather that cannot be had is said in the ledger and the log, and asked for again later.
 */
export function weatherJob(deps: WeatherJobDeps): Job {
  const sites = createCatalogCache(deps.records.catalog);
  const bringUp = createWeatherWatch(deps);
  async function run(): Promise<string> {
    const sum: WeatherTally = { thermometer: 0, provider: 0, forecast: 0, failed: 0 };
    for (const site of (await sites()).values()) {
      const tally = await bringUp(site);
      for (const name of ['thermometer', 'provider', 'forecast', 'failed'] as const) sum[name] += tally[name];
    }
    return `thermometer=${sum.thermometer} provider=${sum.provider} forecast=${sum.forecast} failed=${sum.failed}`;
  }
  return { name: 'weather', crons: ['4-59/10 * * * *'], timeZone: 'UTC', run };
}

/** Hours saved by source, hours forecast anew, and sources that could not be had. */
export interface WeatherTally {
  thermometer: number;
  provider: number;
  forecast: number;
  failed: number;
}

/** Brings the weather of one school up to date. What it remembers of earlier calls only saves work. */
export function createWeatherWatch(deps: WeatherJobDeps): (site: KnownSite) => Promise<WeatherTally> {
  const readThermometers = createThermometers(deps);
  const askProvider = createProviderWatch(deps);
  return async (site) => {
    const tally: WeatherTally = { thermometer: 0, provider: 0, forecast: 0, failed: 0 };
    const attempts = [
      async () => (tally.thermometer = await readThermometers(site)),
      async () => Object.assign(tally, await askProvider(site)),
    ];
    for (const attempt of attempts) {
      try {
        await attempt();
      } catch (error) {
        if (!isPassing(error)) throw error;
        tally.failed++;
        deps.log.warn({ site: site.plan.site.id, err: error }, 'outdoor temperatures could not be had');
      }
    }
    return tally;
  };
}

const isPassing = (error: unknown) =>
  error instanceof WeatherUnavailable || error instanceof StoreUnavailable || error instanceof StoreMisconfigured;

/**
 * Hourly means of the outdoor thermometers. Days (of UTC) are read when the number of their readings is not what it was when
 * they were last read: the newest hour, what came late, and a whole history that is loaded afterwards.
 */
function createThermometers({ records, readings, now }: WeatherJobDeps): (site: KnownSite) => Promise<number> {
  const knownCounts = new Map<string, ReadonlyMap<number, number>>();
  return async ({ plan }) => {
    const site = plan.site.id;
    const meters = plan.meters.filter(({ role }) => role === 'outdoor_thermometer');
    const endAt = Math.floor(now() / HOUR_MS) * HOUR_MS;
    const fromAt = Math.floor(endAt / DAY_MS) * DAY_MS - LONGEST_DAYS * DAY_MS;
    const counts = new Map<number, number>();
    for (const meter of meters) {
      for (const [dayAt, count] of await readings.counts(meterRef(meter), fromAt, endAt, DAY_MS)) {
        counts.set(dayAt, (counts.get(dayAt) ?? 0) + count);
      }
    }
    const known = knownCounts.get(site);
    const days = [...counts.keys()].filter((dayAt) => counts.get(dayAt) !== known?.get(dayAt)).toSorted((a, b) => a - b);
    let saved = 0;
    for (const span of spansOf(days)) {
      const hours = await meansOf(readings, meters, span.fromAt, Math.min(span.toAt, endAt));
      if (hours.length > 0) await records.weather.saveHours(site, 'thermometer', hours);
      saved += hours.length;
      await breathe();
    }
    knownCounts.set(site, counts);
    return saved;
  };
}

/** Days in a row as spans of at most DAYS_AT_ONCE. */
function spansOf(days: readonly number[]): { fromAt: number; toAt: number }[] {
  const spans: { fromAt: number; toAt: number }[] = [];
  for (const dayAt of days) {
    const last = spans.at(-1);
    if (last?.toAt === dayAt && dayAt - last.fromAt < DAYS_AT_ONCE * DAY_MS) last.toAt = dayAt + DAY_MS;
    else spans.push({ fromAt: dayAt, toAt: dayAt + DAY_MS });
  }
  return spans;
}

/** Hourly means over [fromAt, toAt), whole hours; of several thermometers the first in walking order that knows an hour. */
async function meansOf(
  readings: Pick<ReadingStore, 'range'>,
  meters: readonly Meter[],
  fromAt: number,
  toAt: number,
): Promise<WeatherHour[]> {
  const { lowest, highest } = PLAUSIBLE_OUTDOOR_C;
  const means = new Map<number, number>();
  for (const meter of meters) {
    const sums = new Map<number, { sum: number; count: number }>();
    for (const { at, fields } of await readings.range(meterRef(meter), fromAt, toAt, { fields: ['temperature_c'] })) {
      const value = fields.temperature_c;
      if (value === undefined || value < lowest || value > highest) continue;
      const hourAt = Math.floor(at / HOUR_MS) * HOUR_MS;
      const { sum, count } = sums.get(hourAt) ?? { sum: 0, count: 0 };
      sums.set(hourAt, { sum: sum + value, count: count + 1 });
    }
    for (const [at, { sum, count }] of sums) if (!means.has(at)) means.set(at, sum / count);
  }
  return [...means].map(([at, temperatureC]) => ({ at, temperatureC })).toSorted((a, b) => a.at - b.at);
}

const meterRef = ({ site, id, medium }: Meter) => ({ site, meter: id, medium });

/**
 * Hours of the provider since its newest, and its forecast. Of the forecast only hours are saved that it sees differently than
 * the time before: every issue would be 600,000 rows a year, and the older ones still hold.
 */
function createProviderWatch({ records, provider, now }: WeatherJobDeps) {
  const lastForecast = new Map<string, ReadonlyMap<number, number>>();
  const askedHours = new Map<string, number>();
  return async ({ plan }: KnownSite): Promise<Pick<WeatherTally, 'provider' | 'forecast'>> => {
    const site = plan.site.id;
    const hour = Math.floor(now() / HOUR_MS);
    if (!provider || askedHours.get(site) === hour) return { provider: 0, forecast: 0 };
    askedHours.set(site, hour);
    const newestAt = (await records.weather.newest(site)).get('provider');
    const missingDays = newestAt === undefined ? PROVIDER_DAYS : Math.ceil((now() - newestAt) / DAY_MS) + PROVIDER_OVERLAP_DAYS;
    const { hours, forecast } = await provider.read(Math.min(PROVIDER_DAYS, missingDays));
    const last = lastForecast.get(site);
    const changed = forecast.filter(({ at, temperatureC }) => last?.get(at) !== temperatureC);
    if (hours.length > 0) await records.weather.saveHours(site, 'provider', hours);
    if (changed.length > 0) await records.weather.saveForecast(site, changed);
    lastForecast.set(site, new Map(forecast.map(({ at, temperatureC }) => [at, temperatureC])));
    return { provider: hours.length, forecast: changed.length };
  };
}
