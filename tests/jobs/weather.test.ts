import { describe, expect, it } from 'vitest';
import { createLocalTime } from '../../domain/local-time.ts';
import type { Log } from '../../domain/log.ts';
import type { Meter, SitePlan } from '../../domain/site.ts';
import {
  type ForecastHour,
  HOUR_MS,
  type WeatherHour,
  type WeatherProvider,
  type WeatherSource,
  WeatherUnavailable,
} from '../../domain/weather.ts';
import type { KnownSite } from '../../jobs/catalog-cache.ts';
import { createWeatherWatch, weatherJob, type WeatherJobDeps } from '../../jobs/weather.ts';
import { type ReadingStore, StoreUnavailable } from '../../store/ports.ts';
import type { WeatherStore } from '../../store/school-ports.ts';

const NOW = Date.UTC(2026, 10, 21, 4, 10);
const DAY_MS = 24 * HOUR_MS;
const hourAt = (day: number, hour: number) => Date.UTC(2026, 10, day, hour);

function thermometer(id: string): Meter {
  return {
    site: 's1',
    id,
    name: id,
    building: 'grounds',
    medium: 'weather',
    role: 'outdoor_thermometer',
    kind: 'interval',
    digits: 6,
    resolution: 0.1,
    ratios: [],
    readingIntervalS: 900,
    walkOrder: 0,
  };
}

function school(id: string, meters: readonly Meter[]): SitePlan {
  return {
    site: { id, name: id, timeZone: 'Asia/Shanghai' },
    calendar: { terms: [], holidays: 'china', exceptions: [] },
    campuses: [],
    buildings: [],
    spaces: [],
    meters,
    channels: [],
  };
}
const known = (plan: SitePlan): KnownSite => ({
  plan,
  local: createLocalTime('Asia/Shanghai'),
  meters: new Map(plan.meters.map((meter) => [meter.id, meter])),
});
const ONE = known(school('s1', [thermometer('roof')]));

function createSky(options: { provider?: WeatherProvider; now?: () => number } = {}) {
  const readings = new Map<string, Map<number, number>>();
  const hours = new Map<WeatherSource, Map<number, number>>();
  const forecasts: ForecastHour[] = [];
  const asked: { meter: string; from: number; to: number }[] = [];
  const warnings: object[] = [];
  const within = (meter: string, from: number, to: number) =>
    [...(readings.get(meter) ?? [])].filter(([at]) => at >= from && at < to).toSorted(([a], [b]) => a - b);
  const store: Pick<ReadingStore, 'range' | 'counts'> = {
    range({ meter }, from, to) {
      asked.push({ meter, from, to });
      return Promise.resolve(within(meter, from, to).map(([at, value]) => ({ at, fields: { temperature_c: value }, clock: 'device' })));
    },
    counts({ meter }, from, to, windowMs) {
      const counts = new Map<number, number>();
      for (const [at] of within(meter, from, to)) {
        const start = Math.floor(at / windowMs) * windowMs;
        counts.set(start, (counts.get(start) ?? 0) + 1);
      }
      return Promise.resolve(counts);
    },
  };
  const weather: Pick<WeatherStore, 'saveHours' | 'saveForecast' | 'newest'> = {
    saveHours(_, source, list) {
      const saved = hours.get(source) ?? new Map<number, number>();
      for (const { at, temperatureC } of list) saved.set(at, temperatureC);
      hours.set(source, saved);
      return Promise.resolve();
    },
    saveForecast(_, list) {
      forecasts.push(...list);
      return Promise.resolve();
    },
    newest: () => Promise.resolve(new Map([...hours].map(([source, list]) => [source, Math.max(...list.keys())]))),
  };
  const log: Log = { info: () => undefined, warn: (facts) => warnings.push(facts), error: () => undefined };
  const deps = {
    readings: store,
    records: { weather } as unknown as WeatherJobDeps['records'],
    provider: options.provider,
    now: options.now ?? (() => NOW),
    log,
  };
  return {
    deps,
    asked,
    warnings,
    forecasts,
    measure(meter: string, at: number, value: number) {
      readings.set(meter, (readings.get(meter) ?? new Map<number, number>()).set(at, value));
    },
    saved: (source: WeatherSource) => [...(hours.get(source) ?? [])].toSorted(([a], [b]) => a - b),
  };
}

describe('thermometers of a school', () => {
  it('give 3 °C for an hour with 2, 2, 4 and 4 °C, and nothing for the hour that is not over', async () => {
    const sky = createSky();
    [2, 2, 4, 4].forEach((value, index) => sky.measure('roof', hourAt(21, 3) + index * 900_000, value));
    sky.measure('roof', hourAt(21, 4), 9);
    expect(await createWeatherWatch(sky.deps)(ONE)).toEqual({ thermometer: 1, provider: 0, forecast: 0, failed: 0 });
    expect(sky.saved('thermometer')).toEqual([[hourAt(21, 3), 3]]);
  });

  it('catch up 400 days at the first start, a month at a time', async () => {
    const sky = createSky();
    for (let day = 0; day <= 500; day++) sky.measure('roof', hourAt(21, 0) - day * DAY_MS, day % 30);
    await createWeatherWatch(sky.deps)(ONE);
    expect(sky.saved('thermometer')).toHaveLength(401);
    expect(sky.saved('thermometer')[0]).toEqual([hourAt(21, 0) - 400 * DAY_MS, 10]);
    expect(sky.asked).toHaveLength(14);
    expect(Math.max(...sky.asked.map(({ from, to }) => to - from))).toBe(30 * DAY_MS);
  });

  it('read again only the days to which something came', async () => {
    const sky = createSky();
    const watch = createWeatherWatch(sky.deps);
    for (let day = 0; day <= 100; day++) sky.measure('roof', hourAt(21, 0) - day * DAY_MS, 1);
    await watch(ONE);
    sky.asked.length = 0;
    expect((await watch(ONE)).thermometer).toBe(0);
    expect(sky.asked).toEqual([]);

    sky.measure('roof', hourAt(1, 5), 7);
    expect((await watch(ONE)).thermometer).toBe(2);
    expect(sky.asked).toEqual([{ meter: 'roof', from: hourAt(1, 0), to: hourAt(2, 0) }]);
    expect(sky.saved('thermometer')).toContainEqual([hourAt(1, 5), 7]);
  });

  it('are asked in walking order, and a broken one is not believed', async () => {
    const sky = createSky();
    const two = known(school('s1', [thermometer('roof'), thermometer('gate')]));
    sky.measure('roof', hourAt(21, 1), 4);
    sky.measure('gate', hourAt(21, 1), 6);
    sky.measure('roof', hourAt(21, 2), 125);
    sky.measure('gate', hourAt(21, 2), 5);
    await createWeatherWatch(sky.deps)(two);
    expect(sky.saved('thermometer')).toEqual([
      [hourAt(21, 1), 4],
      [hourAt(21, 2), 5],
    ]);
  });

  it('may be missing: nothing is saved, nothing fails', async () => {
    const sky = createSky();
    expect(await createWeatherWatch(sky.deps)(known(school('s1', [])))).toEqual({ thermometer: 0, provider: 0, forecast: 0, failed: 0 });
    expect(sky.warnings).toEqual([]);
  });

  it('whose readings cannot be had now do not stop the provider', async () => {
    const provider: WeatherProvider = {
      name: 'sky',
      read: () => Promise.resolve({ hours: [{ at: hourAt(21, 3), temperatureC: 8 }], forecast: [] }),
    };
    const sky = createSky({ provider });
    sky.deps.readings.counts = () => Promise.reject(new StoreUnavailable('down', 1000));
    expect(await createWeatherWatch(sky.deps)(ONE)).toEqual({ thermometer: 0, provider: 1, forecast: 0, failed: 1 });
    expect(sky.warnings).toHaveLength(1);
  });
});

describe('weather from a provider', () => {
  function createProvider(answers: (() => { hours: WeatherHour[]; forecast: ForecastHour[] })[]) {
    const asked: number[] = [];
    const provider: WeatherProvider = {
      name: 'sky',
      read(pastDays) {
        asked.push(pastDays);
        return Promise.resolve().then(() => answers[Math.min(asked.length, answers.length) - 1]!());
      },
    };
    return { provider, asked };
  }

  it('is asked for 92 days at first, and afterwards for what is missing and the two days before, once an hour', async () => {
    let now = NOW;
    const { provider, asked } = createProvider([() => ({ hours: [{ at: hourAt(21, 3), temperatureC: 8 }], forecast: [] })]);
    const sky = createSky({ provider, now: () => now });
    const watch = createWeatherWatch(sky.deps);
    await watch(ONE);
    now += 10 * 60_000;
    await watch(ONE);
    expect(asked).toEqual([92]);
    now += HOUR_MS;
    await watch(ONE);
    now += 5 * DAY_MS;
    await watch(ONE);
    expect(asked).toEqual([92, 3, 8]);
    expect(sky.saved('provider')).toEqual([[hourAt(21, 3), 8]]);
  });

  it('keeps of a forecast what is new: an hour that is seen as before is not written again', async () => {
    let now = NOW;
    const at = hourAt(22, 20);
    const issue = (first: number, second: number) => () => ({
      hours: [],
      forecast: [
        { at, temperatureC: first, issuedAt: now },
        { at: at + HOUR_MS, temperatureC: second, issuedAt: now },
      ],
    });
    const { provider } = createProvider([issue(-2, -3), issue(-2, -5)]);
    const sky = createSky({ provider, now: () => now });
    const watch = createWeatherWatch(sky.deps);
    expect((await watch(ONE)).forecast).toBe(2);
    now += HOUR_MS;
    expect((await watch(ONE)).forecast).toBe(1);
    expect(sky.forecasts.map(({ temperatureC, issuedAt }) => [temperatureC, issuedAt])).toEqual([
      [-2, NOW],
      [-3, NOW],
      [-5, NOW + HOUR_MS],
    ]);
  });

  it('that fails is a warning, and is asked again an hour later', async () => {
    let now = NOW;
    const { provider, asked } = createProvider([
      () => {
        throw new WeatherUnavailable('limited', 'sky answers 429');
      },
      () => ({ hours: [{ at: hourAt(21, 4), temperatureC: 8 }], forecast: [] }),
    ]);
    const sky = createSky({ provider, now: () => now });
    const watch = createWeatherWatch(sky.deps);
    expect((await watch(ONE)).failed).toBe(1);
    expect(sky.warnings).toMatchObject([{ site: 's1', err: { why: 'limited' } }]);
    expect((await watch(ONE)).failed).toBe(0);
    expect(asked).toHaveLength(1);
    now += HOUR_MS;
    expect((await watch(ONE)).provider).toBe(1);
  });
});

describe('weather job', () => {
  it('goes through all schools and says what it did in one line', async () => {
    const sky = createSky();
    const plans = [school('s1', [thermometer('roof')]), school('s2', [])];
    sky.measure('roof', hourAt(21, 1), 4);
    const catalog = { sites: () => Promise.resolve(plans), version: () => Promise.resolve(1) };
    const job = weatherJob({ ...sky.deps, records: { ...sky.deps.records, catalog } as unknown as WeatherJobDeps['records'] });
    expect(job).toMatchObject({ name: 'weather', timeZone: 'UTC' });
    expect(await job.run()).toBe('thermometer=1 provider=0 forecast=0 failed=0');
  });
});
