import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { HOUR_MS, PLAUSIBLE_OUTDOOR_C, type WeatherHour } from '../domain/weather.ts';

const TIME = 'timestamp';
const TEMPERATURE = 'air_temperature_c';
const INSTANT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:?\d{2})$/;
const EARLIEST_AT = Date.UTC(2000, 0, 1);

export interface WeatherFile {
  /** Ascending. */
  hours: WeatherHour[];
  /** Lines that were not taken, with what is allowed, in the order of the file. */
  refused: string[];
}

/**
 * Hourly means of outdoor temperatures from CSV text with the columns `timestamp` (UTC, or with its offset) and
 * `air_temperature_c`; other columns are left alone. A cell without a temperature is an hour that is not known, no mistake.
 *
 * @param now hours that are not over by then are refused: they were not measured
 */
export function parseWeatherCsv(text: string, now: number): WeatherFile {
  const refused: string[] = [];
  const lines = linesOf(text, refused);
  const [head, ...rows] = lines;
  const columns = (head?.cells ?? []).map((cell) => cell.toLowerCase());
  const [timeColumn, temperatureColumn] = [columns.indexOf(TIME), columns.indexOf(TEMPERATURE)];
  const missing = [TIME, TEMPERATURE].filter((name) => !columns.includes(name));
  if (missing.length > 0 && refused.length === 0) {
    refused.push(`line 1: no column ${missing.join(', ')}; there is: ${columns.join(', ').slice(0, 200) || 'nothing'}`);
  }
  if (missing.length > 0) return { hours: [], refused };

  const sums = new Map<number, { sum: number; count: number }>();
  const seen = new Set<number>();
  for (const { line, cells } of rows) {
    const value = cells[temperatureColumn] ?? '';
    if (value === '') continue;
    const read = readLine(cells[timeColumn] ?? '', value, now);
    if (typeof read === 'string') refused.push(`line ${line}: ${read}`);
    else if (seen.has(read.at)) refused.push(`line ${line}: ${TIME} '${cells[timeColumn]}' is there twice`);
    else {
      seen.add(read.at);
      const hourAt = Math.floor(read.at / HOUR_MS) * HOUR_MS;
      const { sum, count } = sums.get(hourAt) ?? { sum: 0, count: 0 };
      sums.set(hourAt, { sum: sum + read.temperatureC, count: count + 1 });
    }
  }
  const hours = [...sums].map(([at, { sum, count }]) => ({ at, temperatureC: sum / count }));
  return { hours: hours.toSorted((a, b) => a.at - b.at), refused };
}

/** Lines with their number in the file; empty ones are left out. What is no CSV ends the file there. */
function linesOf(text: string, refused: string[]): { line: number; cells: string[] }[] {
  const options = { bom: true, skip_empty_lines: true, trim: true, relax_column_count: true, info: true } as const;
  try {
    const records = parse(text, options) as unknown as { info: { lines: number }; record: string[] }[];
    return records.map(({ info, record }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    refused.push(`not CSV: ${error.message}`);
    return [];
  }
}

function readLine(time: string, value: string, now: number): WeatherHour | string {
  const at = instantOf(time);
  if (at === undefined) return `${TIME} '${time}' is no instant; allowed: 2026-01-31T07:00Z, or with an offset such as +08:00`;
  if (at < EARLIEST_AT) return `${TIME} '${time}' is before 2000`;
  if (Math.floor(at / HOUR_MS) * HOUR_MS + HOUR_MS > now) return `${TIME} '${time}' lies in an hour that is not over`;
  const temperatureC = Number(value);
  const { lowest, highest } = PLAUSIBLE_OUTDOOR_C;
  if (!(temperatureC >= lowest && temperatureC <= highest)) return `${TEMPERATURE} '${value}'; allowed: ${lowest} to ${highest} °C`;
  return { at, temperatureC };
}

function instantOf(text: string): number | undefined {
  const [, day, clock, zone] = INSTANT.exec(text) ?? [];
  if (day === undefined) return undefined;
  // 31 February would otherwise be 3 March.
  const midnight = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight.getTime()) || midnight.toISOString().slice(0, 10) !== day) return undefined;
  const at = Date.parse(`${day}T${clock}${zone!.replace(/([+-]\d{2})(\d{2})$/, '$1:$2')}`);
  return Number.isNaN(at) ? undefined : at;
}
