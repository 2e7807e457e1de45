import { DAY_MINUTES } from './china-day.ts';
import { keyOf, smoothNoise } from './random.ts';

/** The lower Yangtze, about Suzhou: 31.3° N. January means 4 °C with frost nights, July 29 °C with days above 36 °C. */
const LATITUDE = (31.3 * Math.PI) / 180;
const ANNUAL_MEAN_C = 16.6;
const ANNUAL_SWING_C = 12.6;
const COLDEST_DAY = 20;

export interface DayWeather {
  /** Outdoor temperature of each minute, °C. */
  temperature: Float64Array;
  meanC: number;
  minC: number;
  maxC: number;
  /** 0 clear … 1 overcast. */
  cloud: number;
  /** Minutes after local midnight. */
  sunriseMinute: number;
  sunsetMinute: number;
}

export type Weather = (dayIndex: number) => DayWeather;

/**
 * Seeded weather: season + synoptic waves of some days (stronger in winter) + a daily course that clouds flatten.
 * Continuous over midnight, because every part is a function of absolute time.
 */
export function createWeather(seed: number): Weather {
  const wave = keyOf(seed, 'weather:wave');
  const longWave = keyOf(seed, 'weather:long-wave');
  const clouds = keyOf(seed, 'weather:cloud');

  const cloudAt = (days: number) => 0.5 + 0.5 * smoothNoise(clouds, days / 1.7);

  function temperatureAt(days: number): number {
    const season = Math.cos((2 * Math.PI * (dayOfYear(days) - COLDEST_DAY)) / 365.25);
    const synoptic = (0.92 + 0.28 * season) * (4.4 * smoothNoise(wave, days / 3.1) + 2.8 * smoothNoise(longWave, days / 9.7));
    const hour = (days - Math.floor(days)) * 24;
    const course = 0.9 * Math.cos((2 * Math.PI * (hour - 15)) / 24) + 0.16 * Math.cos((4 * Math.PI * (hour - 13.5)) / 24);
    return ANNUAL_MEAN_C - ANNUAL_SWING_C * season + synoptic + (5.4 - 3.4 * cloudAt(days)) * course;
  }

  return (dayIndex) => {
    const temperature = new Float64Array(DAY_MINUTES);
    let left = temperatureAt(dayIndex);
    let sum = 0;
    let minC = Number.POSITIVE_INFINITY;
    let maxC = Number.NEGATIVE_INFINITY;
    for (let quarter = 0; quarter < 96; quarter++) {
      const right = temperatureAt(dayIndex + (quarter + 1) / 96);
      for (let minute = 0; minute < 15; minute++) temperature[quarter * 15 + minute] = left + ((right - left) * minute) / 15;
      sum += left;
      minC = Math.min(minC, left);
      maxC = Math.max(maxC, left);
      left = right;
    }
    return { temperature, meanC: sum / 96, minC, maxC, cloud: cloudAt(dayIndex + 0.5), ...sun(dayIndex) };
  };
}

/** Relative humidity from temperature above the day's minimum and cloud, %; good enough for a display. */
export function humidityPct(weather: DayWeather, minute: number): number {
  const dry = (weather.temperature[minute]! - weather.minC) * 3.2;
  return Math.round(Math.min(100, Math.max(25, 88 + 8 * weather.cloud - dry)));
}

/** Sunrise and sunset from the sun's declination; refraction and the equation of time move them by minutes only. */
function sun(dayIndex: number): Pick<DayWeather, 'sunriseMinute' | 'sunsetMinute'> {
  const declination = -0.40928 * Math.cos((2 * Math.PI * (dayOfYear(dayIndex) + 10)) / 365.25);
  const halfDay = (Math.acos(-Math.tan(LATITUDE) * Math.tan(declination)) / (2 * Math.PI)) * DAY_MINUTES;
  return { sunriseMinute: Math.round(718 - halfDay), sunsetMinute: Math.round(718 + halfDay) };
}

/** Whole and broken days since the last New Year, near enough for the seasons. */
function dayOfYear(days: number): number {
  return (((days % 365.2425) + 365.2425) % 365.2425) + 1;
}
