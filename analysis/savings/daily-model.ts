import type { Sentence } from '../../domain/words.ts';
import type { KindOfDay } from './day-point.ts';

/** What the weather moves. */
export type WeatherKind = 'flat' | 'heating' | 'cooling' | 'both';

/** amount of a day = base of its kind + heatingPerK × (heatingC − T)⁺ + coolingPerK × (T − coolingC)⁺ */
export interface DailyModel {
  weather: WeatherKind;
  /** One line for all days, a level for each kind of day, or level and slopes for each. */
  days: 'alike' | 'own_levels' | 'own_slopes';
  /** Balance points, °C; null where the model has none. */
  heatingC: number | null;
  coolingC: number | null;
  /** A line for each kind of day of the baseline. */
  lines: ModelLine[];
  quality: ModelQuality;
  /** From which the interval is made. */
  spread: ModelSpread;
  support: ModelSupport;
}

export interface ModelLine {
  kind: KindOfDay;
  /** kWh or m³ a day that the weather does not move. */
  base: number;
  /** A day for each kelvin below `heatingC`; 0 without heating. */
  heatingPerK: number;
  coolingPerK: number;
  /** Days of the baseline of this kind. */
  count: number;
}

export interface ModelQuality {
  /** Days of the baseline that the model was fitted to. */
  days: number;
  /** Days of the baseline that were left out as far off the others. */
  outliers: number;
  parameters: number;
  /** Share of the variance that is explained. */
  r2: number;
  /** RMSE over the mean: 0.15 is 15 %. With days − parameters degrees of freedom. */
  cvrmse: number;
  /** The same of days that the model had not seen. */
  crossCvrmse: number;
  /** Correlation of a day's residual with that of the day before. */
  autocorrelation: number;
}

export interface ModelSpread {
  /** Standard deviation of a day about the model. */
  sd: number;
  /** By how much the variance of a sum of days is larger than that of independent days. */
  inflation: number;
  /** Degrees of freedom that are left, of independent days. */
  freedom: number;
  /** (XᵀX)⁻¹ of the columns of model-columns.ts. */
  inverse: number[][];
}

/** What the baseline knows: beyond it the model is only a guess. */
export interface ModelSupport {
  coldestC: number | null;
  warmestC: number | null;
  /** Days of the baseline that are known, ascending. */
  days: readonly string[];
}

export type Refusal = {
  kind: 'refused';
  /** Snake-case; for programs. */
  code: RefusalCode;
  /** What is missing, and how much of it would be needed. */
  why: Sentence;
};
export type RefusalCode =
  | 'baseline_short'
  | 'baseline_gaps'
  | 'baseline_zero'
  | 'reporting_short'
  | 'reporting_gaps'
  | 'no_temperature'
  | 'seasons'
  | 'day_kinds'
  | 'too_cold_or_warm'
  | 'too_scattered'
  | 'no_meter';
