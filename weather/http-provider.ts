import { z } from 'zod';
import type { Clock } from '../domain/clock.ts';
import {
  type ForecastHour,
  HOUR_MS,
  PLAUSIBLE_OUTDOOR_C,
  type WeatherHour,
  type WeatherProvider,
  WeatherUnavailable,
} from '../domain/weather.ts';
import { boundedRequest } from '../outgoing/bounded-request.ts';

const temperature = z.number().min(PLAUSIBLE_OUTDOOR_C.lowest).max(PLAUSIBLE_OUTDOOR_C.highest);
/** Hourly part of a forecast of Open-Meteo with `timeformat=unixtime`: two lists of the same length. Further members are left alone. */
const answerSchema = z
  .object({
    hourly_units: z.object({ time: z.literal('unixtime'), temperature_2m: z.literal('°C') }),
    hourly: z.object({ time: z.array(z.number().int().nonnegative()), temperature_2m: z.array(temperature.nullable()) }),
  })
  .refine(({ hourly }) => hourly.time.length === hourly.temperature_2m.length, 'as many temperatures as times');
/** What it says when it refuses. */
const refusalSchema = z.object({ error: z.literal(true), reason: z.string() });

export interface HttpProviderSettings {
  /** Address of the forecast, without its question. */
  url: string;
  /** Degrees of WGS 84. */
  latitude: number;
  longitude: number;
  /** The address may be one of the own network: a server of one's own. */
  privateAddress: boolean;
  timeoutMs: number;
}

/** Of this provider. */
const MAX_PAST_DAYS = 92;
/** Far enough for the coming nights; each issue is kept, so more would only fill the records. */
const FORECAST_DAYS = 3;
/** 95 days of hours take 35 kB. */
const MAX_BYTES = 64 * 1024;
const TOO_MANY_REQUESTS = 429;

/**
 * Weather by the forecast API of Open-Meteo, or of a server of one's own that speaks it. Free for non-commercial use below
 * 10,000 questions a day (here: one an hour); the data are CC BY 4.0.
 *
 * Trap: `temperature_2m` is the temperature AT the hour, not of it. The mean of an hour is the mean of its two ends.
 *
 * @see https://open-meteo.com/en/docs
 */
export function createHttpProvider(settings: HttpProviderSettings, now: Clock): WeatherProvider {
  const base = new URL(settings.url);
  const openness = { allowPrivate: settings.privateAddress, setting: 'weather.privateAddress' };
  const limits = { deadlineMs: settings.timeoutMs, maxBytes: MAX_BYTES, ...openness };
  return {
    name: base.host,
    async read(pastDays) {
      const askedAt = now();
      const { status, body } = await boundedRequest({ method: 'GET', url: questionOf(base, settings, pastDays) }, limits).catch(
        (cause: unknown) => {
          throw new WeatherUnavailable('unreachable', `${base.host}: ${wordsOf(cause)}`, { cause });
        },
      );
      if (status !== 200) throw refusalOf(base.host, status, body);
      return splitAt(pointsOf(base.host, body), askedAt);
    },
  };
}

function questionOf(base: URL, { latitude, longitude }: HttpProviderSettings, pastDays: number): URL {
  const url = new URL(base);
  const question = {
    latitude: String(latitude),
    longitude: String(longitude),
    hourly: 'temperature_2m',
    past_days: String(Math.min(MAX_PAST_DAYS, Math.max(0, Math.ceil(pastDays)))),
    forecast_days: String(FORECAST_DAYS),
    timeformat: 'unixtime',
    timezone: 'GMT',
  };
  for (const [name, value] of Object.entries(question)) url.searchParams.set(name, value);
  return url;
}

function refusalOf(host: string, status: number, body: string): WeatherUnavailable {
  const refusal = refusalSchema.safeParse(jsonOf(body));
  const why = status === TOO_MANY_REQUESTS ? 'limited' : status >= 400 && status < 500 ? 'refused' : 'unreachable';
  return new WeatherUnavailable(why, `${host} answers ${status}${refusal.success ? `: ${oneLine(refusal.data.reason)}` : ''}`);
}

/** Temperatures by instant, epoch ms. */
function pointsOf(host: string, body: string): ReadonlyMap<number, number> {
  const answer = answerSchema.safeParse(jsonOf(body));
  if (!answer.success) {
    const [issue] = answer.error.issues;
    throw new WeatherUnavailable(
      'unclear',
      `${host} gives no hourly temperatures: ${issue!.path.join('.') || 'answer'}: ${issue!.message}`,
    );
  }
  const { time, temperature_2m: temperatures } = answer.data.hourly;
  const points = new Map<number, number>();
  time.forEach((seconds, index) => {
    const temperatureC = temperatures[index];
    if (typeof temperatureC === 'number' && seconds % 3600 === 0) points.set(seconds * 1000, temperatureC);
  });
  return points;
}

function splitAt(points: ReadonlyMap<number, number>, askedAt: number): { hours: WeatherHour[]; forecast: ForecastHour[] } {
  const hours: WeatherHour[] = [];
  const forecast: ForecastHour[] = [];
  for (const [at, start] of points) {
    const end = points.get(at + HOUR_MS);
    if (end === undefined) continue;
    const temperatureC = (start + end) / 2;
    if (at + HOUR_MS <= askedAt) hours.push({ at, temperatureC });
    else forecast.push({ at, temperatureC, issuedAt: askedAt });
  }
  return { hours, forecast };
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Words of others go into logs: printable, one line, not long. */
const oneLine = (text: string) => text.replace(/\p{C}+/gu, ' ').slice(0, 200);

/** Connection errors of a name with several addresses come in a bundle without words of its own. */
function wordsOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(wordsOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
