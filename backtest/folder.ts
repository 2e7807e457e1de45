import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip, gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse';
import { parse as parseAll } from 'csv-parse/sync';
import { z } from 'zod';
import type { Medium } from '../domain/medium.ts';
import { BUILDING_FUNCTIONS, type BuildingFunction, type CalendarPlan, METER_ROLES, type Meter, type SitePlan } from '../domain/site.ts';
import type { WeatherHour } from '../domain/weather.ts';
import { parseWeatherCsv } from '../weather/csv.ts';

/** A mistake in the folder, in words for the person who made it. */
export class FolderError extends Error {
  override readonly name = 'FolderError';
}

const CSV = { columns: true, bom: true, skip_empty_lines: true, trim: true } as const;

/** How a unit of the files becomes ours: kWh for energy, m³ for volumes. */
const UNITS: Record<string, { medium: Medium; factor: number }> = {
  Wh: { medium: 'electricity', factor: 0.001 },
  kWh: { medium: 'electricity', factor: 1 },
  MWh: { medium: 'electricity', factor: 1000 },
  L: { medium: 'water', factor: 0.001 },
  m3: { medium: 'water', factor: 1 },
};

const optionalNumber = z.preprocess((text) => (text === '' ? undefined : text), z.coerce.number().positive().optional());

/** One line of meters.csv; columns that are not named here are ignored. */
const meterRow = z.object({
  meter: z.string().regex(/^[\p{L}\p{N}_.:-]{1,64}$/u, 'only letters, digits, and _ . : -'),
  building: z.string().min(1).default('building'),
  utility: z.enum(['electricity', 'water', 'gas', 'heat']),
  kind: z.enum(['register', 'interval']),
  unit: z.string(),
  timezone: z.string().min(1),
  interval_s: optionalNumber,
  nominal_interval_s: optionalNumber,
  resolution_l: optionalNumber,
  digits: optionalNumber,
  rating_per_hour: optionalNumber,
  /** What the building is for; not said: a building that is empty at night. */
  function: z.enum(BUILDING_FUNCTIONS).default('teaching'),
  /** What the meter is behind; not said, or said of something else (public data sets mark clean meters so): the main of its building. */
  role: z.enum(METER_ROLES).catch('building_main'),
});
type MeterRow = z.infer<typeof meterRow>;

const readingRow = z.object({ meter: z.string(), timestamp: z.string(), value: z.string(), unit: z.string() });
const calendarRow = z.object({ kind: z.string(), name: z.string().default(''), first_day: z.iso.date(), last_day: z.iso.date() });

export interface FolderMeter {
  meter: Meter;
  buildingFunction: BuildingFunction;
  timeZone: string;
  /** Multiplies a value of the file into kWh or m³. */
  factor: number;
}

export interface FolderReading {
  meter: string;
  at: number;
  /** In the unit of the file; undefined when the cell is empty. */
  value: number | undefined;
  unit: string;
}

export interface Folder {
  meters: FolderMeter[];
  calendar: CalendarPlan;
  /** Outdoor temperatures by the hour; empty without a file. */
  weather: WeatherHour[];
  readingsFile: string;
}

/** Files that have another name, or stand elsewhere. */
export interface Files {
  readings?: string | undefined;
  meters?: string | undefined;
}

/**
 * Read a folder of exported readings: meters.csv (meter, building, utility, kind, unit, timezone, interval_s …),
 * readings.csv or readings.csv.gz (meter, timestamp in UTC, value, unit), and calendar.csv and weather.csv(.gz) if they are there.
 *
 * @throws FolderError that names the file, the line and what is allowed
 */
export function openFolder(directory: string, files: Files): Folder {
  const folder = open(directory, files, false);
  if (folder.meters === undefined) throw new FolderError(`${metersFileOf(directory, files)}: not found; name another with --meters FILE`);
  return { ...folder, meters: folder.meters };
}

const metersFileOf = (directory: string, files: Files) => files.meters ?? join(directory, 'meters.csv');

/**
 * As `openFolder`, for whom shares are enough: of a folder that may be without meters.csv (`meters` is then undefined), in units
 * that need not be ours.
 */
export function openReadings(directory: string, files: Files): Omit<Folder, 'meters'> & { meters: FolderMeter[] | undefined } {
  return open(directory, files, true);
}

function open(directory: string, files: Files, takesAnyUnit: boolean): Omit<Folder, 'meters'> & { meters: FolderMeter[] | undefined } {
  const metersFile = metersFileOf(directory, files);
  const readingsFile = files.readings ?? ['readings.csv.gz', 'readings.csv'].map((name) => join(directory, name)).find(existsSync);
  if (!existsSync(directory)) throw new FolderError(`${directory}: there is no such folder`);
  if (readingsFile === undefined || !existsSync(readingsFile)) {
    throw new FolderError(`${readingsFile ?? directory}: no readings.csv or readings.csv.gz; name another with --readings FILE`);
  }
  const hasMeters = files.meters !== undefined || existsSync(metersFile);
  const rows = hasMeters ? readTable(metersFile, meterRow) : undefined;
  const meters = rows?.map((row, index) => toMeter(row, `${metersFile}, meter ${index + 1}`, takesAnyUnit));
  const calendar = readCalendar(join(directory, 'calendar.csv'));
  return { meters, calendar, weather: readWeather(directory), readingsFile };
}

/** Every hour of old data is over, whenever it was. */
const END_OF_TIME = Number.MAX_SAFE_INTEGER;

function readWeather(directory: string): WeatherHour[] {
  const file = ['weather.csv.gz', 'weather.csv'].map((name) => join(directory, name)).find(existsSync);
  if (file === undefined) return [];
  const { hours, refused } = parseWeatherCsv(textOf(file), END_OF_TIME);
  if (hours.length === 0 && refused.length > 0) throw new FolderError(`${file}: ${refused[0]}`);
  return hours;
}

function textOf(file: string): string {
  const bytes = readFileSync(file);
  try {
    return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  } catch (error) {
    throw notReadable(file, error);
  }
}

function readTable<T extends z.ZodType>(file: string, row: T): z.infer<T>[] {
  const lines = readLines(file);
  return lines.map((line, index) => {
    const parsed = row.safeParse(line);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    throw new FolderError(`${file}, line ${index + 2}, ${issue?.path.join('.') ?? 'row'}: ${issue?.message ?? 'not readable'}`);
  });
}

function readLines(file: string): unknown[] {
  try {
    return parseAll(readFileSync(file), CSV);
  } catch (error) {
    throw notReadable(file, error);
  }
}

function toMeter(row: MeterRow, where: string, takesAnyUnit: boolean): FolderMeter {
  const unit = UNITS[row.unit] ?? (takesAnyUnit ? { factor: 1 } : undefined);
  if (!unit) throw new FolderError(`${where}: unit '${row.unit}' is not known; known: ${Object.keys(UNITS).join(', ')}`);
  const readingIntervalS = row.interval_s ?? row.nominal_interval_s ?? 900;
  const meter: Meter = {
    site: 'backtest',
    id: row.meter,
    name: row.meter,
    building: row.building,
    medium: row.utility,
    role: row.role,
    kind: row.kind,
    digits: row.digits ?? 9,
    resolution: row.resolution_l === undefined ? defaultResolution(row.utility) : row.resolution_l / 1000,
    ratingPerHour: row.rating_per_hour,
    ratios: [],
    readingIntervalS,
    walkOrder: 0,
  };
  return { meter, buildingFunction: row.function, timeZone: row.timezone, factor: unit.factor };
}

const defaultResolution = (medium: Medium) => (medium === 'electricity' || medium === 'heat' ? 0.01 : 0.001);

/** Terms become terms, holidays become exceptions. A folder without a calendar knows weekdays and weekends only. */
function readCalendar(file: string): CalendarPlan {
  const rows = existsSync(file) ? readTable(file, calendarRow) : [];
  const isTerm = (kind: string) => kind.includes('term');
  return {
    holidays: 'none',
    terms: rows.filter((row) => isTerm(row.kind)).map((row) => ({ name: row.name, firstDay: row.first_day, lastDay: row.last_day })),
    exceptions: rows
      .filter((row) => !isTerm(row.kind))
      .map((row) => ({ firstDay: row.first_day, lastDay: row.last_day, type: 'statutory_holiday' as const })),
  };
}

/** The meters of one time zone as a site of their own: local days differ between zones. */
export function toSitePlans(folder: Folder): SitePlan[] {
  const zones = [...new Set(folder.meters.map(({ timeZone }) => timeZone))];
  return zones.map((timeZone, index) => {
    const id = zones.length === 1 ? 'backtest' : `backtest-${index + 1}`;
    const meters = folder.meters.filter((entry) => entry.timeZone === timeZone).map(({ meter }) => ({ ...meter, site: id }));
    const buildings = new Map(folder.meters.map(({ meter, buildingFunction }) => [meter.building, buildingFunction]));
    return {
      site: { id, name: id, timeZone },
      calendar: folder.calendar,
      campuses: [{ id: 'campus', name: 'campus' }],
      buildings: [...buildings].map(([building, use]) => ({ id: building, name: building, campus: 'campus', function: use, walkOrder: 0 })),
      spaces: [],
      meters,
      channels: [],
    };
  });
}

/**
 * The readings file, line by line.
 *
 * @param onBytes called with the bytes of the file read so far, for a progress bar
 * @throws FolderError naming the line
 */
export async function* readReadings(file: string, onBytes: (bytes: number) => void): AsyncGenerator<FolderReading> {
  const source = createReadStream(file);
  source.on('data', () => onBytes(source.bytesRead));
  const rows = parse(CSV);
  // A damaged file ends the rows with its error, whichever part found it; the loop below throws it.
  const parts = file.endsWith('.gz') ? [source, createGunzip(), rows] : [source, rows];
  pipeline(parts, () => {});
  let number = 1;
  try {
    for await (const row of rows as AsyncIterable<unknown>) yield toReading(row, `${file}, line ${++number}`);
  } catch (error) {
    throw error instanceof FolderError ? error : notReadable(file, error);
  }
}

function toReading(line: unknown, where: string): FolderReading {
  const row = readingRow.safeParse(line);
  if (!row.success) throw new FolderError(`${where}: expected the columns meter, timestamp, value, unit`);
  const at = Date.parse(row.data.timestamp);
  if (Number.isNaN(at)) throw new FolderError(`${where}: timestamp '${row.data.timestamp}' is not an ISO time`);
  const value = row.data.value === '' ? undefined : Number(row.data.value);
  if (Number.isNaN(value)) throw new FolderError(`${where}: value '${row.data.value}' is not a number`);
  return { meter: row.data.meter, at, value, unit: row.data.unit };
}

function notReadable(file: string, error: unknown): FolderError {
  const why = error instanceof Error ? error.message : String(error);
  return new FolderError(`${file}: cannot be read as ${file.endsWith('.gz') ? 'gzipped ' : ''}CSV (${why})`, { cause: error });
}
