import type { KindOfDay } from './day-point.ts';
import { addRow, type Products, productsOf, type Solution, solve, without } from './least-squares.ts';
import { type Columns, cools, heats, parametersOf, rowOf, slopeColumns, widthOf } from './model-columns.ts';

/** A day that is known whole, as a model sees it. */
export interface KnownDay {
  day: string;
  amount: number;
  /** Not asked for where the weather plays no part. */
  meanC: number | null;
  kind: KindOfDay;
}

export interface Candidate {
  columns: Columns;
  solution: Solution;
  /** Root mean square of what days that were left out differ from it. */
  crossRmse: number;
}

/** Balance points that are tried, °C: outdoors, where a building begins to heat or to cool. CalTRACK 2.0, 3.2, in its 3 °F steps; here 1 K. */
const HEATING_C = { from: 5, to: 20 } as const;
const COOLING_C = { from: 15, to: 30 } as const;
const COARSE_K = 3;
/** Fewer days beyond a balance point draw no line (CalTRACK 2.0, 3.2.3.2: ten). */
const MIN_DAYS_BEYOND = 10;
/** A further parameter has to lower the error of unseen days by a hundredth, or the simpler model stays. */
const WORTH_IT = 0.99;
/** Unseen days come in fortnights, since neighbours know each other's residual; every sixth fortnight at once. */
const BLOCK_DAYS = 14;
const FOLDS = 6;
const DAY_MS = 24 * 3_600_000;

/** The best balance points of each structure by least squares, then the structure that tells unseen days best, the simplest of equals. */
export function chooseModel(days: readonly KnownDay[], kinds: readonly KindOfDay[], usesWeather: boolean): Candidate | undefined {
  const candidates = structures(kinds, usesWeather).flatMap((columns) => {
    const fit = bestPoints(columns, days);
    return fit ? [{ ...fit, crossRmse: crossValidate(fit.columns, days) }] : [];
  });
  let best: Candidate | undefined;
  for (const candidate of candidates.toSorted((a, b) => parametersOf(a.columns) - parametersOf(b.columns))) {
    if (!best || candidate.crossRmse < best.crossRmse * WORTH_IT) best = candidate;
  }
  return best;
}

function structures(kinds: readonly KindOfDay[], usesWeather: boolean): Columns[] {
  const weathers = usesWeather ? (['flat', 'heating', 'cooling', 'both'] as const) : (['flat'] as const);
  return weathers.flatMap((weather) => {
    const levels = kinds.length === 1 ? (['alike'] as const) : (['alike', 'own_levels', 'own_slopes'] as const);
    const sensible = levels.filter((days) => weather !== 'flat' || days !== 'own_slopes');
    return sensible.map((days) => ({ weather, days, kinds, heatingC: null, coolingC: null }));
  });
}

interface PointsFit {
  columns: Columns;
  solution: Solution;
}

/** Every third kelvin, then each one about the best of them. */
function bestPoints(structure: Columns, days: readonly KnownDay[]): PointsFit | undefined {
  const heating = heats(structure) ? pointsOf(HEATING_C, (point) => beyond(days, (meanC) => meanC < point)) : [null];
  const cooling = cools(structure) ? pointsOf(COOLING_C, (point) => beyond(days, (meanC) => meanC > point)) : [null];
  const coarse = bestOf(structure, days, everyThird(heating), everyThird(cooling));
  if (!coarse) return undefined;
  const near = (points: readonly (number | null)[], best: number | null) =>
    points.filter((point) => point === null || best === null || Math.abs(point - best) < COARSE_K);
  return bestOf(structure, days, near(heating, coarse.columns.heatingC), near(cooling, coarse.columns.coolingC));
}

function bestOf(
  structure: Columns,
  days: readonly KnownDay[],
  heating: readonly (number | null)[],
  cooling: readonly (number | null)[],
): PointsFit | undefined {
  let best: PointsFit | undefined;
  for (const heatingC of heating) {
    for (const coolingC of cooling) {
      if (heatingC !== null && coolingC !== null && coolingC < heatingC) continue;
      const columns = { ...structure, heatingC, coolingC };
      const solution = solve(sumUp(columns, days), slopeColumns(columns));
      if (solution && hasSlopes(columns, solution) && (!best || solution.left < best.solution.left)) best = { columns, solution };
    }
  }
  return best;
}

function pointsOf({ from, to }: { from: number; to: number }, daysBeyond: (point: number) => number): number[] {
  const points = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  return points.filter((point) => daysBeyond(point) >= MIN_DAYS_BEYOND);
}

const everyThird = <T>(points: readonly T[]) => points.filter((_, index) => index % COARSE_K === 0);
const beyond = (days: readonly KnownDay[], isBeyond: (meanC: number) => boolean) => days.filter(({ meanC }) => isBeyond(meanC!)).length;

/** A model of heating in which nothing heats is that without heating: it is tried anyway. */
function hasSlopes(columns: Columns, { coefficients }: Solution): boolean {
  const slopes = slopeColumns(columns);
  const half = columns.weather === 'both' ? slopes.length / 2 : slopes.length;
  const sides = columns.weather === 'both' ? [slopes.slice(0, half), slopes.slice(half)] : slopes.length > 0 ? [slopes] : [];
  return sides.every((side) => side.some((column) => coefficients[column]! > 0));
}

function sumUp(columns: Columns, days: readonly KnownDay[]): Products {
  const products = productsOf(widthOf(columns));
  for (const { kind, meanC, amount } of days) addRow(products, rowOf(columns, kind, meanC), amount);
  return products;
}

/** With the balance points as they are: they hardly move with a sixth of the days. */
function crossValidate(columns: Columns, days: readonly KnownDay[]): number {
  const foldOf = ({ day }: KnownDay) => Math.floor(Date.parse(day) / DAY_MS / BLOCK_DAYS) % FOLDS;
  const all = sumUp(columns, days);
  let squares = 0;
  for (let fold = 0; fold < FOLDS; fold++) {
    const unseen = days.filter((day) => foldOf(day) === fold);
    const solution = solve(without(all, sumUp(columns, unseen)), slopeColumns(columns));
    // Days of a kind that the others do not have: the structure is too fine for this year.
    if (!solution) return Number.POSITIVE_INFINITY;
    for (const day of unseen) squares += (day.amount - predict(columns, solution.coefficients, day)) ** 2;
  }
  return Math.sqrt(squares / days.length);
}

export function predict(columns: Columns, coefficients: readonly number[], { kind, meanC }: Pick<KnownDay, 'kind' | 'meanC'>): number {
  return rowOf(columns, kind, meanC).reduce((sum, value, column) => sum + value * coefficients[column]!, 0);
}
