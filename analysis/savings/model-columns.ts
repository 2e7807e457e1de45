import type { WeatherKind } from './daily-model.ts';
import type { KindOfDay } from './day-point.ts';

/** Which columns the matrix of a model has, in this order: levels, heating, cooling. */
export interface Columns {
  weather: WeatherKind;
  days: 'alike' | 'own_levels' | 'own_slopes';
  /** Kinds of day that have a line of their own. */
  kinds: readonly KindOfDay[];
  heatingC: number | null;
  coolingC: number | null;
}

export const heats = ({ weather }: Pick<Columns, 'weather'>) => weather === 'heating' || weather === 'both';
export const cools = ({ weather }: Pick<Columns, 'weather'>) => weather === 'cooling' || weather === 'both';

/** Number of levels, and of slopes on either side. */
function counts(columns: Columns): { levels: number; slopes: number } {
  const { days, kinds } = columns;
  return { levels: days === 'alike' ? 1 : kinds.length, slopes: days === 'own_slopes' ? kinds.length : 1 };
}

export function widthOf(columns: Columns): number {
  const { levels, slopes } = counts(columns);
  return levels + (heats(columns) ? slopes : 0) + (cools(columns) ? slopes : 0);
}

/** Coefficients that are estimated, the balance points among them. */
export const parametersOf = (columns: Columns) => widthOf(columns) + (heats(columns) ? 1 : 0) + (cools(columns) ? 1 : 0);

/** Slopes: use does not fall when it gets colder (heating) or warmer (cooling). */
export function slopeColumns(columns: Columns): number[] {
  const { levels } = counts(columns);
  return Array.from({ length: widthOf(columns) - levels }, (_, index) => levels + index);
}

/** The row of one day. @param kind one of `columns.kinds` */
export function rowOf(columns: Columns, kind: KindOfDay, meanC: number | null): number[] {
  const { levels, slopes } = counts(columns);
  const place = columns.kinds.indexOf(kind);
  // A hundred thousand rows a fit: this is the quickest way to make one.
  const row = Array<number>(widthOf(columns)).fill(0);
  row[levels === 1 ? 0 : place] = 1;
  let next = levels;
  const slope = slopes === 1 ? 0 : place;
  if (heats(columns)) {
    row[next + slope] = Math.max(0, columns.heatingC! - meanC!);
    next += slopes;
  }
  if (cools(columns)) row[next + slope] = Math.max(0, meanC! - columns.coolingC!);
  return row;
}

/** The line of one kind of day among the coefficients. */
export function lineOf(columns: Columns, coefficients: readonly number[], kind: KindOfDay) {
  const { levels, slopes } = counts(columns);
  const place = columns.kinds.indexOf(kind);
  const slope = levels + (slopes === 1 ? 0 : place);
  return {
    base: coefficients[levels === 1 ? 0 : place]!,
    heatingPerK: heats(columns) ? coefficients[slope]! : 0,
    coolingPerK: cools(columns) ? coefficients[slope + (heats(columns) ? slopes : 0)]! : 0,
  };
}
