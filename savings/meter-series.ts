import { FolderError, type FolderReading, type openReadings, readReadings } from '../backtest/folder.ts';
import type { Medium } from '../domain/medium.ts';

/** The readings of one meter, ascending, each instant once; values in the unit of the file. */
export interface MeterSeries {
  at: number[];
  values: number[];
  unit: string;
  /** `interval`: amounts of the intervals that begin at their instants; `register`: a running total. */
  kind: 'interval' | 'register';
  intervalMs: number;
  medium: Medium;
  timeZone: string;
}

/** What a unit is of, where no meters.csv says it. */
const MEDIUM_OF: Record<string, Medium> = {
  Wh: 'electricity',
  kWh: 'electricity',
  MWh: 'electricity',
  L: 'water',
  m3: 'water',
  therm: 'gas',
  GJ: 'heat',
  MJ: 'heat',
};

/**
 * One meter of a folder of exported readings. Without a meters.csv its rows are amounts of intervals, each as long as the shortest
 * step, and the medium is that of their unit.
 *
 * @param timeZone instead of the one in meters.csv; without either an export is taken to begin with a day
 * @throws FolderError naming the meters that there are
 */
export async function loadMeter(folder: ReturnType<typeof openReadings>, id: string, timeZone: string | undefined): Promise<MeterSeries> {
  const { readings, known } = await readingsOf(folder.readingsFile, id);
  const declared = folder.meters?.find(({ meter }) => meter.id === id);
  const unit = readings[0]?.unit;
  if (unit === undefined || (folder.meters && !declared)) {
    const names = folder.meters?.map(({ meter }) => meter.id) ?? [...known];
    const what = declared ? `meter '${id}' has no readings` : `no meter '${id}'; there is: ${names.join(', ')}`;
    throw new FolderError(`${folder.readingsFile}: ${what}`);
  }
  const other = readings.find((reading) => reading.unit !== unit);
  if (other) throw new FolderError(`${folder.readingsFile}: meter '${id}' comes in ${unit} and in ${other.unit}; one unit is allowed`);
  const medium = declared?.meter.medium ?? MEDIUM_OF[unit];
  if (medium === undefined) {
    const all = Object.keys(MEDIUM_OF).join(', ');
    throw new FolderError(
      `${folder.readingsFile}: unit '${unit}' says not what is measured, and there is no meters.csv; known units: ${all}`,
    );
  }
  const rows = readings.toSorted((a, b) => a.at - b.at).filter(({ at }, index, all) => at !== all[index - 1]?.at);
  const at = rows.map((row) => row.at);
  return {
    at,
    values: rows.map(({ value }) => value!),
    unit,
    kind: declared?.meter.kind ?? 'interval',
    intervalMs: declared ? declared.meter.readingIntervalS * 1000 : shortestStep(at),
    medium,
    timeZone: timeZone ?? declared?.timeZone ?? zoneFrom(at[0]!),
  };
}

async function readingsOf(file: string, id: string): Promise<{ readings: FolderReading[]; known: Set<string> }> {
  const readings: FolderReading[] = [];
  const known = new Set<string>();
  for await (const reading of readReadings(file, () => {})) {
    known.add(reading.meter);
    if (reading.meter === id && reading.value !== undefined) readings.push(reading);
  }
  return { readings, known };
}

const HOUR_MS = 3_600_000;

/** First reading at 06:00 UTC: days of UTC-6. */
function zoneFrom(firstAt: number): string {
  const hour = new Date(firstAt).getUTCHours();
  if (hour === 0) return 'UTC';
  // POSIX counts westwards: Etc/GMT+6 is six hours behind UTC.
  return hour <= 12 ? `Etc/GMT+${hour}` : `Etc/GMT-${24 - hour}`;
}

/** One reading says nothing about its length. */
const shortestStep = (at: readonly number[]) =>
  at.reduce((shortest, instant, index) => (index === 0 ? shortest : Math.min(shortest, instant - at[index - 1]!)), 24 * HOUR_MS);
