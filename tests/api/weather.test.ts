import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WeatherAnswer } from '../../api/schemas/calendar.ts';
import type { Problem } from '../../api/schemas/common.ts';
import { HOUR_MS } from '../../domain/weather.ts';
import { openSchool, type School } from './school.ts';

/** 21 November 2026, 16:30 in London (UTC). */
const NOW = Date.UTC(2026, 10, 21, 16, 30);
const at = (hour: number, day = 21) => Date.UTC(2026, 10, day, hour);

let school: School;
beforeEach(async () => {
  school = await openSchool(NOW);
});
afterEach(() => school.close());

const read = () => school.get<WeatherAnswer>('/weather');
const send = (...lines: string[]) => school.post<{ taken: number; refused: string[] } & Problem>('/weather', { file: lines.join('\n') });

describe('weather of a school', () => {
  it('without any is nothing, not 0 °C', async () => {
    const answer = await read();
    expect(answer).toMatchObject({ latest: null, sources: [], coverage: 0, tonightLowestC: null });
    expect(answer.hours).toHaveLength(168);
    expect(answer.hours.every(({ temperatureC }) => temperatureC === null)).toBe(true);
  });

  it('shows the newest hour with its source, the thermometer first', async () => {
    await school.records.weather.saveHours('hill', 'provider', [
      { at: at(14), temperatureC: 9 },
      { at: at(15), temperatureC: 8 },
    ]);
    expect((await read()).latest).toEqual({ at: at(15), temperatureC: 8, source: 'provider' });
    await school.records.weather.saveHours('hill', 'thermometer', [{ at: at(15), temperatureC: 7.5 }]);
    const { latest, sources, hours, coverage } = await read();
    expect(latest).toEqual({ at: at(15), temperatureC: 7.5, source: 'thermometer' });
    expect(sources).toEqual([
      { source: 'thermometer', newestAt: at(15) },
      { source: 'provider', newestAt: at(15) },
    ]);
    expect(hours.slice(-2)).toEqual([
      { at: at(14), temperatureC: 9 },
      { at: at(15), temperatureC: 7.5 },
    ]);
    expect(coverage).toBeCloseTo(2 / 720);
  });

  it('expects −4 °C tonight: the lowest hour from 18:00 to 08:00, as it was forecast last', async () => {
    const night = Array.from({ length: 14 }, (_, index) => ({
      at: at(18) + index * HOUR_MS,
      temperatureC: 2 - index / 2,
      issuedAt: at(9),
    }));
    await school.records.weather.saveForecast('hill', [...night, { at: at(12), temperatureC: -20, issuedAt: at(9) }]);
    expect((await read()).tonightLowestC).toBe(-4.5);
    await school.records.weather.saveForecast('hill', [{ ...night[13]!, temperatureC: -1, issuedAt: at(12) }]);
    expect((await read()).tonightLowestC).toBe(-4);
  });

  it('looks after midnight at what is left of the night', async () => {
    school.setNow(at(5));
    const hours = [3, 5, 6, 7].map((hour) => ({ at: at(hour), temperatureC: hour - 10, issuedAt: at(18, 20) }));
    await school.records.weather.saveForecast('hill', hours);
    expect((await read()).tonightLowestC).toBe(-5);
  });
});

describe('a file of temperatures', () => {
  it('is taken as hourly means, with the lines that were not', async () => {
    const { status, body } = await send(
      'timestamp,air_temperature_c',
      '2026-11-21T10:00:00Z,4',
      '2026-11-21T10:30:00Z,5',
      '2026-11-21T11:00:00Z,hot',
    );
    expect([status, body]).toEqual([200, { taken: 1, refused: ["line 4: air_temperature_c 'hot'; allowed: -60 to 60 °C"] }]);
    expect((await read()).latest).toEqual({ at: at(10), temperatureC: 4.5, source: 'file' });
  });

  it('of a year of quarter hours fits', async () => {
    const start = Date.UTC(2025, 10, 1);
    const lines = Array.from({ length: 35_040 }, (_, index) => `${new Date(start + index * 900_000).toISOString()},12.5`);
    const { status, body } = await send('timestamp,air_temperature_c', ...lines);
    expect([status, body]).toEqual([200, { taken: 8760, refused: [] }]);
  });

  it('of which nothing can be taken is refused, with the reason', async () => {
    const { status, body } = await send('time,temp', '2026-11-21T10:00:00Z,4');
    expect(status).toBe(422);
    expect(body.detail).toContain('nothing was taken: line 1: no column timestamp, air_temperature_c; there is: time, temp');
    expect((await send('timestamp,air_temperature_c', '2026-11-21T10:00:00Z,')).body.detail).toContain('no line with a temperature');
  });

  it('names twenty mistakes at most', async () => {
    const wrong = Array.from({ length: 50 }, () => 'yesterday,4');
    const { body } = await send('timestamp,air_temperature_c', '2026-11-21T10:00:00Z,4', ...wrong);
    expect(body.refused).toHaveLength(20);
  });
});
