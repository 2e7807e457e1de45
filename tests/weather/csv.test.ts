import { describe, expect, it } from 'vitest';
import { parseWeatherCsv } from '../../weather/csv.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const at = (text: string) => Date.parse(text);
const parse = (...lines: string[]) => parseWeatherCsv(lines.join('\n'), NOW);

describe('weather file', () => {
  it('is read by the names of its columns, wherever they stand and whatever is beside them', () => {
    const { hours, refused } = parse(
      '\uFEFFair_temperature_c,relative_humidity_pct,timestamp',
      '5.8,83.2,2018-01-01T00:00:00Z',
      '-6.11,,2018-01-01T01:00Z',
    );
    expect(refused).toEqual([]);
    expect(hours).toEqual([
      { at: at('2018-01-01T00:00Z'), temperatureC: 5.8 },
      { at: at('2018-01-01T01:00Z'), temperatureC: -6.11 },
    ]);
  });

  it('gives one mean an hour, ascending: 1 and 2 °C are 1.5', () => {
    const { hours } = parse(
      'timestamp,air_temperature_c',
      '2026-01-10T08:30:00+08:00,2',
      '2026-01-10 08:00:00+0800,1',
      '2026-01-09T23:00:00Z,-4',
    );
    expect(hours).toEqual([
      { at: at('2026-01-09T23:00Z'), temperatureC: -4 },
      { at: at('2026-01-10T00:00Z'), temperatureC: 1.5 },
    ]);
  });

  it('passes over cells without a temperature and empty lines', () => {
    const { hours, refused } = parse('timestamp,air_temperature_c', '2026-01-10T00:00Z,', '', '2026-01-10T01:00Z,3', '');
    expect(hours).toHaveLength(1);
    expect(refused).toEqual([]);
  });

  it('names what it does not take by line, and takes the rest', () => {
    const { hours, refused } = parse(
      'timestamp,air_temperature_c',
      '2026-01-10 00:00,3',
      '2026-02-31T00:00Z,3',
      '2026-01-10T00:00Z,warm',
      '2026-01-10T00:00Z,451',
      '2026-01-10T01:00Z,3',
      '2026-01-10T01:00Z,3',
      '2026-11-21T12:00Z,3',
      '1999-12-31T00:00Z,3',
    );
    expect(hours).toEqual([{ at: at('2026-01-10T01:00Z'), temperatureC: 3 }]);
    expect(refused).toEqual([
      "line 2: timestamp '2026-01-10 00:00' is no instant; allowed: 2026-01-31T07:00Z, or with an offset such as +08:00",
      "line 3: timestamp '2026-02-31T00:00Z' is no instant; allowed: 2026-01-31T07:00Z, or with an offset such as +08:00",
      "line 4: air_temperature_c 'warm'; allowed: -60 to 60 °C",
      "line 5: air_temperature_c '451'; allowed: -60 to 60 °C",
      "line 7: timestamp '2026-01-10T01:00Z' is there twice",
      "line 8: timestamp '2026-11-21T12:00Z' lies in an hour that is not over",
      "line 9: timestamp '1999-12-31T00:00Z' is before 2000",
    ]);
  });

  it('says which column is missing, and which there are', () => {
    expect(parse('time,air_temperature_c', '2026-01-10T00:00Z,3').refused).toEqual([
      'line 1: no column timestamp; there is: time, air_temperature_c',
    ]);
    expect(parse('').refused).toEqual(['line 1: no column timestamp, air_temperature_c; there is: nothing']);
  });

  it('says where a file stops being CSV', () => {
    expect(parse('timestamp,air_temperature_c', '"2026-01-10T00:00Z,3').refused).toEqual([expect.stringMatching(/^not CSV: .*line/)]);
  });
});
