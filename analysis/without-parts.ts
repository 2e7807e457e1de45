import { INTERVAL_MS, QUALITIES } from '../domain/interval.ts';
import { remainder } from './baseline/night-power.ts';
import type { IntervalSeries } from './series.ts';

/** What a main counts without its metered parts: absent wherever one of them is not known. Same beginning and length for all. */
export function withoutParts(main: IntervalSeries, parts: readonly IntervalSeries[]): IntervalSeries {
  const values = main.values.map((_, index) => remainder(main, parts, main.startAt + index * INTERVAL_MS));
  const qualities = main.qualities.map((quality, index) => (Number.isNaN(values[index]) ? QUALITIES.indexOf('absent') : quality));
  return { startAt: main.startAt, values, qualities };
}
