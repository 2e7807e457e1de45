import { type ForecastHour, HOUR_MS, NO_WEATHER, type Weather, type WeatherHour, weatherOf } from '../domain/weather.ts';
import { DAY_MS } from '../simulators/physics/china-day.ts';
import { keyOf, normal } from '../simulators/physics/random.ts';
import type { World } from '../simulators/world.ts';

/** A good forecast of tomorrow's temperature is off by about this much. */
export const FORECAST_ERROR_K = 1.5;
const FORECAST_HOURS = 36;
/** 16:00 in China: before the evening's warnings are sent. */
const ISSUED_AT_UTC_HOUR = 8;

/** What the school's outdoor thermometer showed, and a forecast every afternoon: the truth with one error for the whole issue. */
export function schoolWeather(world: World, seed: number, fromAt: number, toAt: number): Weather {
  const thermometer = world.meters.findIndex(({ role }) => role === 'outdoor_thermometer');
  if (thermometer < 0) return NO_WEATHER;
  const key = keyOf(seed, 'forecast');
  const hours: WeatherHour[] = [];
  for (let at = fromAt; at < toAt; at += HOUR_MS) hours.push({ at, temperatureC: world.rateAt(thermometer, at + HOUR_MS / 2) });
  const forecasts: ForecastHour[] = [];
  hours.forEach(({ at: issuedAt }, index) => {
    if ((issuedAt / HOUR_MS) % 24 !== ISSUED_AT_UTC_HOUR) return;
    const error = FORECAST_ERROR_K * normal(key, Math.floor(issuedAt / DAY_MS));
    for (const { at, temperatureC } of hours.slice(index, index + FORECAST_HOURS)) {
      forecasts.push({ at, temperatureC: temperatureC + error, issuedAt });
    }
  });
  return weatherOf(hours, forecasts);
}
