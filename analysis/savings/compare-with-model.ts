import { type KnownDay, predict } from './choose-model.ts';
import type { DailyModel, Refusal } from './daily-model.ts';
import type { DayPoint } from './day-point.ts';
import { lineFor, MIN_KNOWN_SHARE } from './fit-daily.ts';
import { type Columns, rowOf } from './model-columns.ts';
import { refuse } from './refusals.ts';
import { type DayResidual, inflationOf, varianceOf } from './residuals.ts';
import { studentQuantile } from './student.ts';

export interface Comparison {
  kind: 'compared';
  /** Of the days that are known and that the model has words for: both sums are of the same days. */
  expected: number;
  actual: number;
  /** Share of `expected`, %: 9.2 is 9.2 % less than expected. */
  savedPercent: number;
  /** Of savedPercent, at `level`. */
  interval: [number, number];
  level: number;
  /** The interval leaves zero out. */
  isClear: boolean;
  /** Days that were compared, and days of the span. */
  days: number;
  spanDays: number;
  /** Share of the compared days that are colder or warmer than any of the baseline. */
  extrapolated: number;
  /** One for each day of the span; null where it was not compared. */
  series: { day: string; expected: number | null; actual: number | null }[];
}
export type CompareOutcome = Comparison | Refusal;

/** Of the interval: wrong once in ten. */
export const LEVEL = 0.9;
/**
 * Standard deviation, as a share, by which a year of a building differs from the year before although nobody did anything:
 * timetables, people, devices that come and go. No residual of one year knows it (docs/savings.md has where it was measured).
 */
const YEARS_DIFFER = 0.04;
/** For less than a month the level of the last days says more than any model. */
const MIN_REPORTING_DAYS = 25;
/** Share of the reporting period that the baseline may not know. */
const MAX_UNKNOWN = 0.1;
const SEASON_DAYS = 45;
const DAY_MS = 24 * 3_600_000;
const YEAR_DAYS = 365.25;

/**
 * What was used against what the model expects of the same days, in their weather.
 *
 * @param days of the reporting span, ascending, each once, also those that are not known: they are on neither side
 * @see        ASHRAE Guideline 14-2014, annex B, for the uncertainty: residual variance with the effective number of days, and that
 *             of the coefficients; here with the whole covariance matrix, and YEARS_DIFFER on top
 */
export function compareWithModel(model: DailyModel, days: readonly DayPoint[]): CompareOutcome {
  const columns = columnsOf(model);
  const usesWeather = model.support.coldestC !== null;
  const series = days.map((point) => {
    const kind = lineFor(columns.kinds, point.kind);
    const isKnown = point.amount !== null && (!usesWeather || point.meanC !== null);
    return { ...point, kind, isKnown, isCompared: isKnown && columns.kinds.includes(kind) };
  });
  const known = series.filter(({ isKnown }) => isKnown);
  const compared = series.filter((point): point is typeof point & KnownDay => point.isCompared);
  const missing = missingFor(model, series, known.length, compared);
  if (missing) return missing;

  const coefficients = coefficientsOf(model);
  const expectedOf = new Map(compared.map((day) => [day.day, Math.max(0, predict(columns, coefficients, day))]));
  const expected = [...expectedOf.values()].reduce((sum, value) => sum + value, 0);
  const actual = compared.reduce((sum, { amount }) => sum + amount, 0);
  if (!(expected > 0)) return refuse.baselineZero();
  const saved = (expected - actual) / expected;
  const left = compared.map(({ day, amount }) => ({ day, residual: amount - (1 - saved) * expectedOf.get(day)! }));
  const half = halfWidth(model, columns, compared, expected, left);
  const interval: [number, number] = [100 * (saved - half), 100 * (saved + half)];
  return {
    kind: 'compared',
    expected,
    actual,
    savedPercent: 100 * saved,
    interval,
    level: LEVEL,
    isClear: interval[0] > 0 || interval[1] < 0,
    days: compared.length,
    spanDays: days.length,
    extrapolated: outsideShare(model, compared),
    series: series.map(({ day, amount }) => ({ day, expected: expectedOf.get(day) ?? null, actual: amount })),
  };
}

function missingFor(model: DailyModel, span: readonly DayPoint[], known: number, compared: readonly KnownDay[]): Refusal | undefined {
  const amounts = span.filter(({ amount }) => amount !== null).length;
  if (amounts < MIN_REPORTING_DAYS) return refuse.reportingShort(amounts, MIN_REPORTING_DAYS);
  if (amounts < MIN_KNOWN_SHARE * span.length) return refuse.reportingGaps(amounts, span.length);
  if (known < MIN_KNOWN_SHARE * span.length) return refuse.noTemperature(known, span.length);
  const ofNoKind = known - compared.length;
  if (ofNoKind > MAX_UNKNOWN * known) return refuse.dayKinds(ofNoKind, known);
  const isInSeason = seasonsOf(model);
  const outOfSeason = compared.filter(({ day }) => !isInSeason(day)).length;
  if (outOfSeason > MAX_UNKNOWN * compared.length) return refuse.seasons(outOfSeason, compared.length);
  const outside = outsideShare(model, compared);
  return outside > MAX_UNKNOWN ? refuse.tooColdOrWarm(outside) : undefined;
}

/** The baseline knows a season by half of the quarter year about a day. */
function seasonsOf({ support }: DailyModel): (day: string) => boolean {
  const placeOf = (day: string) => (Date.parse(day) / DAY_MS) % YEAR_DAYS;
  const places = support.days.map(placeOf);
  return (day) => {
    const here = placeOf(day);
    const near = places.filter((place) => {
      const apart = Math.abs(place - here);
      return Math.min(apart, YEAR_DAYS - apart) <= SEASON_DAYS;
    });
    return near.length >= SEASON_DAYS;
  };
}

function outsideShare({ support: { coldestC, warmestC } }: DailyModel, days: readonly KnownDay[]): number {
  if (coldestC === null || warmestC === null) return 0;
  return days.filter(({ meanC }) => meanC! < coldestC || meanC! > warmestC).length / days.length;
}

function columnsOf({ weather, days, lines, heatingC, coolingC }: DailyModel): Columns {
  return { weather, days, kinds: lines.map(({ kind }) => kind), heatingC, coolingC };
}

function coefficientsOf({ lines, days, weather }: DailyModel): number[] {
  const levels = days === 'alike' ? lines.slice(0, 1) : lines;
  const slopes = days === 'own_slopes' ? lines : lines.slice(0, 1);
  return [
    ...levels.map(({ base }) => base),
    ...(weather === 'heating' || weather === 'both' ? slopes.map(({ heatingPerK }) => heatingPerK) : []),
    ...(weather === 'cooling' || weather === 'both' ? slopes.map(({ coolingPerK }) => coolingPerK) : []),
  ];
}

/**
 * Half of the interval, as a share of what was expected.
 *
 * @param left what a steady saving leaves unexplained of the reporting days: one that comes and goes is told less surely
 */
function halfWidth(
  { spread }: DailyModel,
  columns: Columns,
  days: readonly KnownDay[],
  expected: number,
  left: readonly DayResidual[],
): number {
  const sums = days.reduce<number[]>((row, { kind, meanC }) => {
    const more = rowOf(columns, kind, meanC);
    return row.length === 0 ? more : row.map((value, column) => value + more[column]!);
  }, []);
  const ofCoefficients = sums.reduce(
    (sum, factor, row) => sum + factor * sums.reduce((inner, right, column) => inner + spread.inverse[row]![column]! * right, 0),
    0,
  );
  const ofDay = Math.max(spread.sd ** 2 * spread.inflation, varianceOf(left) * inflationOf(left));
  const variance = ofDay * days.length + spread.sd ** 2 * spread.inflation * ofCoefficients;
  const ofYears = (YEARS_DIFFER * expected) ** 2;
  return (studentQuantile((1 + LEVEL) / 2, Math.max(MIN_FREEDOM, spread.freedom)) * Math.sqrt(variance + ofYears)) / expected;
}
/** Below it the quantile of Student's t runs away, and with it the approximation. */
const MIN_FREEDOM = 4;
