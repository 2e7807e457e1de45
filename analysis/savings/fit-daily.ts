import { type Candidate, chooseModel, type KnownDay, predict } from './choose-model.ts';
import type { DailyModel, ModelQuality, ModelSpread, ModelSupport, Refusal } from './daily-model.ts';
import { type DayPoint, type KindOfDay, KINDS_OF_DAY } from './day-point.ts';
import { lineOf, parametersOf } from './model-columns.ts';
import { refuse } from './refusals.ts';
import { autocorrelation, inflationOf } from './residuals.ts';

export interface FitOptions {
  /** False of what the weather does not move, such as water: kinds of day only, temperatures are not asked for. Default true. */
  usesWeather?: boolean;
}
export type FitOutcome = { kind: 'fitted'; model: DailyModel } | Refusal;

/** Longer, and what changed meanwhile passes for the usual (CalTRACK 2.0, 2.2.1.2: at most 365 days). */
export const MOST_BASELINE_DAYS = 366;
const MIN_BASELINE_DAYS = 90;
/** CalTRACK 2.0, 2.2.1.2: no more than a tenth of the days may be missing. */
export const MIN_KNOWN_SHARE = 0.9;
/** Fewer have no level of their own. */
const MIN_DAYS_OF_KIND = 10;
/** Standard deviations from the model, and the share of days that may be left out for it: a burst pipe is not the usual. */
const FAR_OFF = 5;
const MAX_OUTLIERS = 0.03;
/** Days that differ so much that a year of them says little. ASHRAE Guideline 14 has 0.3 for hours and 0.15 for months, none for days. */
const MAX_CVRMSE = 0.6;

/**
 * The usual day of a baseline year: change-point models of the daily mean outdoor temperature with levels, and where the days
 * carry it slopes, of the school's kinds of day. Structure by the error of days that a model has not seen, balance points by least squares.
 *
 * @param days of the baseline, ascending, each once, also those that are not known
 * @see        CalTRACK Methods 2.0, section 3 (daily candidate models, sign constraints, balance point search), which has no kinds of
 *             day and chooses by adjusted R²; ASHRAE Guideline 14-2014, annex D, for the models
 */
export function fitDaily(days: readonly DayPoint[], { usesWeather = true }: FitOptions = {}): FitOutcome {
  const span = days.slice(-MOST_BASELINE_DAYS);
  if (span.length < MIN_BASELINE_DAYS) return refuse.baselineShort(span.length, MIN_BASELINE_DAYS);
  const amounts = span.filter(({ amount }) => amount !== null).length;
  if (amounts < MIN_KNOWN_SHARE * span.length) return refuse.baselineGaps(amounts, span.length);
  const known = span.filter((day): day is KnownDay => day.amount !== null && (!usesWeather || day.meanC !== null));
  if (known.length < MIN_KNOWN_SHARE * span.length) return refuse.noTemperature(known.length, span.length);
  const kinds = kindsOf(known);
  const usable = known.map((day) => ({ ...day, kind: lineFor(kinds, day.kind) })).filter(({ kind }) => kinds.includes(kind));
  const mean = usable.reduce((sum, { amount }) => sum + amount, 0) / usable.length;
  if (!(mean > 0)) return refuse.baselineZero();
  const { chosen, kept } = withoutOutliers(usable, kinds, usesWeather);
  const model = toModel(chosen, kept, usable.length - kept.length, usesWeather);
  return model.quality.cvrmse > MAX_CVRMSE ? refuse.tooScattered(model.quality.cvrmse, MAX_CVRMSE) : { kind: 'fitted', model };
}

/** Kinds with days enough; never none. */
function kindsOf(days: readonly KnownDay[]): KindOfDay[] {
  const counted = KINDS_OF_DAY.map((kind) => ({ kind, count: days.filter((day) => day.kind === kind).length }));
  return counted.filter(({ count }) => count >= MIN_DAYS_OF_KIND).map(({ kind }) => kind);
}

/** A kind that the baseline has too few days of is taken for the one that is most like it: nobody is there on holidays either. */
const MOST_LIKE: Partial<Record<KindOfDay, KindOfDay>> = { holiday: 'weekend', vacation_weekend: 'vacation' };

export function lineFor(kinds: readonly KindOfDay[], kind: KindOfDay): KindOfDay {
  return kinds.includes(kind) ? kind : (MOST_LIKE[kind] ?? kind);
}

function withoutOutliers(
  days: readonly KnownDay[],
  kinds: readonly KindOfDay[],
  usesWeather: boolean,
): { chosen: Candidate; kept: readonly KnownDay[] } {
  // Levels alone always fit: each kind has its days.
  let chosen = chooseModel(days, kinds, usesWeather)!;
  let kept = days;
  for (;;) {
    const { columns, solution } = chosen;
    const limit = FAR_OFF * Math.sqrt(solution.left / (kept.length - solution.used));
    const near = kept.filter((day) => Math.abs(day.amount - predict(columns, solution.coefficients, day)) <= limit);
    if (near.length === kept.length || near.length < (1 - MAX_OUTLIERS) * days.length) return { chosen, kept };
    kept = near;
    chosen = chooseModel(kept, kinds, usesWeather)!;
  }
}

function toModel(chosen: Candidate, days: readonly KnownDay[], outliers: number, usesWeather: boolean): DailyModel {
  const { columns, solution } = chosen;
  const lines = columns.kinds.map((kind) => ({
    kind,
    ...lineOf(columns, solution.coefficients, kind),
    count: days.filter((day) => day.kind === kind).length,
  }));
  const residuals = days.map((day) => ({ day: day.day, residual: day.amount - predict(columns, solution.coefficients, day) }));
  const { weather, days: structure, heatingC, coolingC } = columns;
  return {
    weather,
    days: structure,
    heatingC,
    coolingC,
    lines,
    quality: qualityOf(chosen, days, outliers, autocorrelation(residuals)),
    spread: spreadOf(chosen, days.length, inflationOf(residuals)),
    support: supportOf(days, usesWeather),
  };
}

function qualityOf({ columns, solution, crossRmse }: Candidate, days: readonly KnownDay[], outliers: number, rho: number): ModelQuality {
  const mean = days.reduce((sum, { amount }) => sum + amount, 0) / days.length;
  const total = days.reduce((sum, { amount }) => sum + (amount - mean) ** 2, 0);
  const parameters = parametersOf(columns);
  return {
    days: days.length,
    outliers,
    parameters,
    r2: total > 0 ? Math.max(0, 1 - solution.left / total) : 0,
    cvrmse: Math.sqrt(solution.left / (days.length - parameters)) / mean,
    crossCvrmse: crossRmse / mean,
    autocorrelation: rho,
  };
}

function spreadOf({ columns, solution }: Candidate, days: number, inflation: number): ModelSpread {
  const parameters = parametersOf(columns);
  return {
    sd: Math.sqrt(solution.left / (days - parameters)),
    inflation,
    freedom: days / inflation - parameters,
    inverse: solution.inverse,
  };
}

function supportOf(days: readonly KnownDay[], usesWeather: boolean): ModelSupport {
  const warmth = usesWeather ? days.flatMap(({ meanC }) => meanC ?? []) : [];
  return {
    coldestC: warmth.length > 0 ? Math.min(...warmth) : null,
    warmestC: warmth.length > 0 ? Math.max(...warmth) : null,
    days: days.map(({ day }) => day),
  };
}
