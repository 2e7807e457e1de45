/** Outdoor temperature of a school, °C, as far as it is known. Nothing here is guessed: what is missing is undefined. */
export interface Weather {
  /** Mean of the hours of [fromAt, toAt); undefined where less than half of them are known. */
  mean(fromAt: number, toAt: number): number | undefined;
  /** Lowest hour of [fromAt, toAt); undefined where less than half of them are known. */
  lowest(fromAt: number, toAt: number): number | undefined;
  /** Highest hour of [fromAt, toAt); undefined where less than half of them are known. */
  highest(fromAt: number, toAt: number): number | undefined;
  /**
   * Lowest hour of [fromAt, toAt) as it was forecast until `knownAt`, each hour by its newest forecast; undefined where less
   * than half of the hours were forecast.
   */
  forecastLowest(fromAt: number, toAt: number, knownAt: number): number | undefined;
}

/** Mean outdoor temperature of one hour. */
export interface WeatherHour {
  /** Start of the hour. */
  at: number;
  temperatureC: number;
}

/** What a provider expected, with the instant at which it said so. */
export interface ForecastHour extends WeatherHour {
  issuedAt: number;
}

/** Where hours come from; the first that knows an hour wins. */
export const WEATHER_SOURCES = ['thermometer', 'file', 'provider'] as const;
export type WeatherSource = (typeof WEATHER_SOURCES)[number];

export const NO_WEATHER: Weather = {
  mean: () => undefined,
  lowest: () => undefined,
  highest: () => undefined,
  forecastLowest: () => undefined,
};

/** Weather from outside the school. */
export interface WeatherProvider {
  /** Who it is, for people. */
  readonly name: string;
  /**
   * Hours of the last days that are over, and what is expected of those to come.
   *
   * @param pastDays whole days back from today; the provider may know fewer
   * @throws WeatherUnavailable
   */
  read(pastDays: number): Promise<{ hours: WeatherHour[]; forecast: ForecastHour[] }>;
}

/**
 * Thrown when a provider gives no weather now. `refused`: it says that the question is wrong, which only new settings mend.
 * `limited`: too many questions. `unreachable`: no answer, or a failure on its side. `unclear`: an answer that is no weather.
 */
export class WeatherUnavailable extends Error {
  override readonly name = 'WeatherUnavailable';
  readonly why: 'refused' | 'limited' | 'unreachable' | 'unclear';
  constructor(why: WeatherUnavailable['why'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.why = why;
  }
}

/** Outdoor air outside of this was never measured in a place with a school: a wrong unit or a broken sensor. °C. */
export const PLAUSIBLE_OUTDOOR_C = { lowest: -60, highest: 60 } as const;

/** Step of all weather: the grid begins at the epoch, so hours of zones with half-hour offsets begin at half past. */
export const HOUR_MS = 3_600_000;

/**
 * Weather of what is known, for many short questions: an answer costs a few array look-ups an hour of its span.
 *
 * @param hours     of any order; of two for one hour the later in the list wins. In memory their whole span is kept, 8 bytes an hour
 * @param forecasts of any order, of any number of issues
 */
export function weatherOf(hours: readonly WeatherHour[], forecasts: readonly ForecastHour[]): Weather {
  const known = toGrid(hours);
  const expected = forecasts.toSorted((a, b) => a.at - b.at || a.issuedAt - b.issuedAt);
  const expectedAt = Float64Array.from(expected, ({ at }) => at);

  return {
    mean: (fromAt, toAt) => summarize(known, fromAt, toAt)?.mean,
    lowest: (fromAt, toAt) => summarize(known, fromAt, toAt)?.lowest,
    highest: (fromAt, toAt) => summarize(known, fromAt, toAt)?.highest,
    forecastLowest(fromAt, toAt, knownAt) {
      const firstAt = Math.floor(fromAt / HOUR_MS) * HOUR_MS;
      let lowest = Number.POSITIVE_INFINITY;
      let count = 0;
      for (let index = firstNotBefore(expectedAt, firstAt); index < expected.length && expectedAt[index]! < toAt; ) {
        const at = expectedAt[index]!;
        let newest: number | undefined;
        for (; index < expected.length && expectedAt[index] === at; index++) {
          if (expected[index]!.issuedAt <= knownAt) newest = expected[index]!.temperatureC;
        }
        if (newest === undefined) continue;
        count++;
        lowest = Math.min(lowest, newest);
      }
      return isHalf(count, (toAt - firstAt) / HOUR_MS) ? lowest : undefined;
    },
  };
}

interface Grid {
  /** Hours since the epoch of `values[0]`. */
  firstHour: number;
  /** NaN where nothing is known. */
  values: Float64Array;
}

function toGrid(hours: readonly WeatherHour[]): Grid {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const { at } of hours) {
    first = Math.min(first, at);
    last = Math.max(last, at);
  }
  if (hours.length === 0) return { firstHour: 0, values: new Float64Array(0) };
  const firstHour = hourOf(first);
  const values = new Float64Array(hourOf(last) - firstHour + 1).fill(Number.NaN);
  for (const { at, temperatureC } of hours) values[hourOf(at) - firstHour] = temperatureC;
  return { firstHour, values };
}

interface Summary {
  mean: number;
  lowest: number;
  highest: number;
}

function summarize({ firstHour, values }: Grid, fromAt: number, toAt: number): Summary | undefined {
  const from = hourOf(fromAt) - firstHour;
  const to = Math.ceil(toAt / HOUR_MS) - firstHour;
  let sum = 0;
  let count = 0;
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (let index = Math.max(0, from); index < Math.min(to, values.length); index++) {
    const value = values[index]!;
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  return isHalf(count, to - from) ? { mean: sum / count, lowest, highest } : undefined;
}

const hourOf = (at: number) => Math.floor(at / HOUR_MS);
const isHalf = (count: number, hours: number) => count > 0 && count * 2 >= hours;

/** Index of the first value that is not less than `wanted`, in an ascending list. */
function firstNotBefore(values: Float64Array, wanted: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
