import { groupBy } from '../../domain/group-by.ts';
import { createLocalTime } from '../../domain/local-time.ts';
import { WEATHER_SOURCES, type WeatherHour, type WeatherSource } from '../../domain/weather.ts';
import type { WeatherStore } from '../school-ports.ts';
import { noteChanged } from './replace-days.ts';
import { type Db, portions, type Tx } from './tables.ts';

/** Outdoor temperature by hour and source, and what was forecast when. */
export function createWeatherStore(db: Db): WeatherStore {
  return {
    saveHours: (site, source, hours) =>
      db.transaction().execute(async (tx) => {
        const news = await newsAmong(tx, site, source, hours);
        for (const portion of portions(news)) {
          await tx
            .insertInto('weather_hours')
            .values(portion.map(({ at, temperatureC }) => ({ site, source, at, temperature_c: temperatureC })))
            .onConflict((conflict) =>
              conflict.columns(['site', 'source', 'at']).doUpdateSet((row) => ({ temperature_c: row.ref('excluded.temperature_c') })),
            )
            .execute();
        }
        const { time_zone } = await tx.selectFrom('sites').select('time_zone').where('id', '=', site).executeTakeFirstOrThrow();
        const local = createLocalTime(time_zone);
        await noteChanged(tx, site, [...new Set(news.map(({ at }) => local.dayOf(at)))]);
      }),

    async hours(site, fromAt, toAt) {
      const rows = await db
        .selectFrom('weather_hours')
        .select(['source', 'at', 'temperature_c'])
        .where('site', '=', site)
        .where('at', '>=', fromAt)
        .where('at', '<', toAt)
        .execute();
      const bySource = groupBy(rows, ({ source }) => source);
      const byHour = new Map<number, number>();
      // The first that knows an hour wins: it comes last here.
      for (const source of WEATHER_SOURCES.toReversed()) {
        for (const { at, temperature_c } of bySource.get(source) ?? []) byHour.set(at, temperature_c);
      }
      const hours = [...byHour].map(([at, temperatureC]): WeatherHour => ({ at, temperatureC }));
      return hours.toSorted((one, other) => one.at - other.at);
    },

    saveForecast: (site, hours) =>
      db.transaction().execute(async (tx) => {
        for (const portion of portions(hours)) {
          await tx
            .insertInto('weather_forecasts')
            .values(portion.map(({ at, issuedAt, temperatureC }) => ({ site, at, issued_at: issuedAt, temperature_c: temperatureC })))
            .onConflict((conflict) =>
              conflict.columns(['site', 'at', 'issued_at']).doUpdateSet((row) => ({ temperature_c: row.ref('excluded.temperature_c') })),
            )
            .execute();
        }
      }),

    async forecasts(site, fromAt, toAt) {
      const rows = await db
        .selectFrom('weather_forecasts')
        .selectAll()
        .where('site', '=', site)
        .where('at', '>=', fromAt)
        .where('at', '<', toAt)
        .orderBy('at')
        .orderBy('issued_at')
        .execute();
      return rows.map(({ at, issued_at, temperature_c }) => ({ at, issuedAt: issued_at, temperatureC: temperature_c }));
    },

    async newest(site) {
      const rows = await db
        .selectFrom('weather_hours')
        .select((eb) => ['source', eb.fn.max<number>('at').as('at')])
        .where('site', '=', site)
        .groupBy('source')
        .execute();
      return new Map(rows.map(({ source, at }) => [source, at]));
    },
  };
}

/** Hours that are not there yet, or are there with another temperature. */
async function newsAmong(tx: Tx, site: string, source: WeatherSource, hours: readonly WeatherHour[]): Promise<WeatherHour[]> {
  if (hours.length === 0) return [];
  const instants = hours.map(({ at }) => at);
  const rows = await tx
    .selectFrom('weather_hours')
    .select(['at', 'temperature_c'])
    .where('site', '=', site)
    .where('source', '=', source)
    .where(
      'at',
      '>=',
      instants.reduce((least, at) => Math.min(least, at)),
    )
    .where(
      'at',
      '<=',
      instants.reduce((most, at) => Math.max(most, at)),
    )
    .execute();
  const known = new Map(rows.map(({ at, temperature_c }) => [at, temperature_c]));
  return hours.filter(({ at, temperatureC }) => known.get(at) !== temperatureC);
}
