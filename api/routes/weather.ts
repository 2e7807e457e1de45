import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { addDays, type LocalTime } from '../../domain/local-time.ts';
import { HOUR_MS, WEATHER_SOURCES, weatherOf } from '../../domain/weather.ts';
import type { WeatherStore } from '../../store/school-ports.ts';
import { parseWeatherCsv } from '../../weather/csv.ts';
import type { ApiParts } from '../parts.ts';
import { Refused } from '../problems.ts';
import { checkWhole } from '../reached.ts';
import { importAnswer, type WeatherAnswer, weatherAnswer, weatherImport } from '../schemas/calendar.ts';
import { siteParams } from '../schemas/common.ts';
import { PROBLEMS, WRITE_PROBLEMS } from '../schemas/responses.ts';

const DAY_MS = 24 * HOUR_MS;
const COVERAGE_DAYS = 30;
const SHOWN_DAYS = 7;
const SHOWN_MISTAKES = 20;
/** 5,000,000 characters of CSV inside of JSON. */
const FILE_LIMIT_BYTES = 11 * 1024 * 1024;
/** When the night's cold comes, local time. */
const NIGHT = { from: '18:00', to: '08:00' } as const;

/** Outdoor temperatures of a school: from its thermometers, from files, from a provider. */
export const weatherRoutes: FastifyPluginCallbackZod<ApiParts> = (app, { records, views, now, audit }, done) => {
  const tags = ['weather'];

  const read = {
    summary: 'Outdoor temperatures that are known, and what is forecast',
    tags,
    params: siteParams,
    response: { 200: weatherAnswer, ...PROBLEMS },
  };
  app.get('/sites/:site/weather', { schema: read, config: { needs: 'see' } }, async ({ params, visitor }) => {
    const { id, local } = await views.one(params.site, visitor);
    return readWeather(records.weather, id, local, now());
  });

  const bringIn = {
    summary: 'Import outdoor temperatures from CSV',
    description: `Columns \`timestamp\` (UTC, or with its offset) and \`air_temperature_c\`; kept as hourly means. Lines that are not taken are named. Thermometers of the school win over a file.`,
    tags,
    params: siteParams,
    body: weatherImport,
    response: { 200: importAnswer, ...WRITE_PROBLEMS },
  };
  app.post('/sites/:site/weather', { schema: bringIn, bodyLimit: FILE_LIMIT_BYTES, config: { needs: 'set_rules' } }, async (request) => {
    const { params, body } = request;
    const view = await views.one(params.site, request.visitor);
    checkWhole(view, 'the weather');
    const { hours, refused } = parseWeatherCsv(body.file, now());
    if (hours.length === 0) {
      const errors = (refused.length > 0 ? refused : ['no line with a temperature']).slice(0, SHOWN_MISTAKES);
      const [first] = errors;
      throw new Refused(422, `body.file: nothing was taken: ${first}`, {
        errors: errors.map((message) => ({ path: 'body.file', message })),
      });
    }
    await records.weather.saveHours(view.id, 'file', hours);
    const detail = `${hours.length} hours taken, ${refused.length} lines refused`;
    await audit(request, { site: view.id, action: 'weather.imported', target: view.id, detail });
    return { taken: hours.length, refused: refused.slice(0, SHOWN_MISTAKES) };
  });
  done();
};

async function readWeather(weather: WeatherStore, site: string, local: LocalTime, now: number): Promise<WeatherAnswer> {
  const endAt = Math.floor(now / HOUR_MS) * HOUR_MS;
  const newest = await weather.newest(site);
  const known = new Map((await weather.hours(site, endAt - COVERAGE_DAYS * DAY_MS, endAt)).map((hour) => [hour.at, hour.temperatureC]));
  const night = nightAhead(local, now);
  const forecast = weatherOf([], await weather.forecasts(site, Math.floor(night.fromAt / HOUR_MS) * HOUR_MS, night.toAt));
  const shown = Array.from({ length: SHOWN_DAYS * 24 }, (_, index) => endAt - (SHOWN_DAYS * 24 - index) * HOUR_MS);
  return {
    latest: await latestOf(weather, site, newest),
    sources: WEATHER_SOURCES.flatMap((source) => (newest.has(source) ? [{ source, newestAt: newest.get(source)! }] : [])),
    coverage: known.size / (COVERAGE_DAYS * 24),
    tonightLowestC: forecast.forecastLowest(night.fromAt, night.toAt, now) ?? null,
    hours: shown.map((at) => ({ at, temperatureC: known.get(at) ?? null })),
  };
}

async function latestOf(weather: WeatherStore, site: string, newest: Awaited<ReturnType<WeatherStore['newest']>>) {
  const at = Math.max(...newest.values());
  const source = WEATHER_SOURCES.find((candidate) => newest.get(candidate) === at);
  const [hour] = source === undefined ? [] : await weather.hours(site, at, at + HOUR_MS);
  return source !== undefined && hour ? { at, temperatureC: hour.temperatureC, source } : null;
}

/** What is left of the night that goes on, or the next one. */
function nightAhead(local: LocalTime, now: number): { fromAt: number; toAt: number } {
  const today = local.dayOf(now);
  const evening = local.clockOf(now) < NIGHT.to ? addDays(today, -1) : today;
  return { fromAt: Math.max(now, local.at(evening, NIGHT.from)), toAt: local.at(addDays(evening, 1), NIGHT.to) };
}
