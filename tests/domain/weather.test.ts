import { describe, expect, it } from 'vitest';
import { HOUR_MS, NO_WEATHER, weatherOf } from '../../domain/weather.ts';

const MIDNIGHT = Date.UTC(2026, 0, 10);
const hour = (index: number, temperatureC: number) => ({ at: MIDNIGHT + index * HOUR_MS, temperatureC });
const at = (index: number) => MIDNIGHT + index * HOUR_MS;

describe('weather', () => {
  const known = weatherOf([hour(0, 2), hour(1, -1), hour(2, 5), hour(6, 8)], []);

  it('has a mean of 2 °C and a lowest hour of −1 °C over three known hours', () => {
    expect(known.mean(at(0), at(3))).toBe(2);
    expect(known.lowest(at(0), at(3))).toBe(-1);
  });

  it('says nothing where less than half of the hours are known', () => {
    expect(known.mean(at(0), at(6))).toBe(2);
    expect(known.mean(at(0), at(9))).toBeUndefined();
    expect(known.lowest(at(2), at(6))).toBeUndefined();
    expect(known.mean(at(20), at(22))).toBeUndefined();
    expect(known.mean(at(-9), at(-2))).toBeUndefined();
  });

  it('takes the hours that a span touches: 00:30 to 01:30 is two', () => {
    expect(known.mean(at(0.5), at(1.5))).toBe(0.5);
  });

  it('does not care for the order, and believes the later of two for one hour', () => {
    expect(weatherOf([hour(2, 5), hour(0, 2), hour(2, 7)], []).lowest(at(2), at(3))).toBe(7);
  });

  it('knows nothing without hours', () => {
    expect(weatherOf([], []).mean(at(0), at(1))).toBeUndefined();
    expect(NO_WEATHER.mean(at(0), at(1))).toBeUndefined();
    expect(NO_WEATHER.lowest(at(0), at(1))).toBeUndefined();
    expect(NO_WEATHER.forecastLowest(at(0), at(1), at(0))).toBeUndefined();
  });
});

describe('forecast', () => {
  const issued = (issuedAt: number, index: number, temperatureC: number) => ({ ...hour(index, temperatureC), issuedAt });
  const weather = weatherOf([], [issued(at(1), 20, -2), issued(at(1), 21, -4), issued(at(6), 21, -6), issued(at(6), 20, 1)]);

  it('of 04:00 says −4 °C, that of 06:00 says −6 °C', () => {
    expect(weather.forecastLowest(at(20), at(22), at(4))).toBe(-4);
    expect(weather.forecastLowest(at(20), at(22), at(6))).toBe(-6);
  });

  it('takes each hour from its newest issue, even where an older one was colder', () => {
    expect(weather.forecastLowest(at(20), at(21), at(9))).toBe(1);
  });

  it('is not known before it was issued, nor for hours that it does not reach', () => {
    expect(weather.forecastLowest(at(20), at(22), at(0.9))).toBeUndefined();
    expect(weather.forecastLowest(at(20), at(25), at(9))).toBeUndefined();
    expect(weather.forecastLowest(at(30), at(31), at(9))).toBeUndefined();
  });
});
