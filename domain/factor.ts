import type { Decimal } from './decimal.ts';
import type { Sentence } from './words.ts';

/** What energy comes as. Units: kWh, m³, m³, L, L, L, kg, t, GJ. */
export const CARRIERS = ['electricity', 'water', 'gas', 'gasoline', 'diesel', 'other_oil', 'lpg', 'coal', 'heat'] as const;
export type Carrier = (typeof CARRIERS)[number];

/** `kgce`: kilograms of coal equivalent per unit. `co2`: kg of CO₂ per unit. Different indicators under one name (footprint, without traded green power) are different kinds and never mixed. */
export const FACTOR_KINDS = ['kgce', 'co2'] as const;
export type FactorKind = (typeof FACTOR_KINDS)[number];

/** A row of the dated table. A report freezes the rows it used; a later row never changes a closed month. */
export interface Factor {
  id: string;
  kind: FactorKind;
  carrier: Carrier;
  /** `national`, or a province or grid region: `浙江`, `华东`. */
  region: string;
  /** Year of the data; null: a constant. */
  dataYear: number | null;
  /** Months `YYYY-MM` of reports that may use it, [from, to); null: without end. */
  validFrom: string;
  validTo: string | null;
  value: Decimal;
  /** Document number, or where it stands. */
  document: string;
  /** What a reader should know: unverified, a range in the standard. */
  note: Sentence | null;
  isBuiltIn: boolean;
}

/** A published mean to stand beside our own, with its source; never a limit. */
export interface Benchmark {
  indicator: 'energy_per_m2' | 'energy_per_head' | 'water_per_head' | 'electricity_per_m2';
  /** kgce/m², kgce/head, m³/head, kWh/m²; a year. */
  unit: string;
  value: Decimal;
  of: Sentence;
  year: number;
  source: string;
}
