import type { Folder, FolderMeter } from './folder.ts';
import { FolderError, readReadings } from './folder.ts';

/** All readings of one meter in memory, ascending; values in kWh or m³. */
export interface Series extends FolderMeter {
  at: Float64Array;
  values: Float64Array;
}

/**
 * Load the readings file. An amount of the file belongs to the interval that BEGINS at its timestamp; ours end there,
 * so it moves by one reading interval.
 *
 * @throws FolderError when a meter of the readings is not among the meters
 */
export async function loadSeries(folder: Folder, onBytes: (bytes: number) => void): Promise<{ series: Series[]; missing: number }> {
  const columns = new Map(folder.meters.map((entry) => [entry.meter.id, { entry, at: [] as number[], values: [] as number[] }]));
  let missing = 0;
  for await (const { meter, at, value } of readReadings(folder.readingsFile, onBytes)) {
    const column = columns.get(meter);
    if (!column) throw new FolderError(`${folder.readingsFile}: meter '${meter}' is not in the meters file`);
    if (value === undefined) {
      missing++;
      continue;
    }
    const { kind, readingIntervalS } = column.entry.meter;
    column.at.push(kind === 'interval' ? at + readingIntervalS * 1000 : at);
    // Decimal displays: a billionth is far below any step, and far above binary dust.
    column.values.push(Math.round(value * column.entry.factor * 1e9) / 1e9);
  }
  const series = [...columns.values()].map(({ entry, at, values }) => ({ ...entry, ...sorted(at, values) }));
  return { series, missing };
}

function sorted(at: number[], values: number[]): Pick<Series, 'at' | 'values'> {
  const isSorted = at.every((instant, index) => index === 0 || at[index - 1]! <= instant);
  if (isSorted) return { at: Float64Array.from(at), values: Float64Array.from(values) };
  const order = at.map((_, index) => index).toSorted((a, b) => at[a]! - at[b]! || a - b);
  return { at: Float64Array.from(order, (index) => at[index]!), values: Float64Array.from(order, (index) => values[index]!) };
}

/** Index of the first reading at or after an instant. */
export function firstFrom(at: Float64Array, instant: number): number {
  let low = 0;
  let high = at.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at[middle]! < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}
