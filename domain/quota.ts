import type { Decimal } from './decimal.ts';
import type { SoldMedium } from './tariff.ts';

/** 指标: `draft` is being talked about, `approved` is signed, `in_force` when its period runs, `ended` after it, `replaced` by a later version. */
export const QUOTA_STATES = ['draft', 'approved', 'in_force', 'ended', 'replaced'] as const;
export type QuotaState = (typeof QUOTA_STATES)[number];

/** What of the school it limits. */
export type QuotaUnit =
  | { kind: 'site' }
  | { kind: 'building'; id: string }
  | { kind: 'meter'; id: string }
  | { kind: 'group'; name: string; buildings: readonly string[] };

/** What a unit may use in a period. A change is a new version; the old ones stay. */
export interface QuotaPlan {
  id: string;
  site: string;
  version: number;
  name: string;
  unit: QuotaUnit;
  medium: SoldMedium;
  period: 'month' | 'quarter' | 'year' | 'term';
  /** Local days, half open. */
  from: string;
  to: string;
  /** kWh or m³. */
  amount: Decimal;
  /** Who answers for it. */
  responsible: string;
  /** Where the amount comes from: a document, last year less so much. */
  basis: string;
  savedBy: string;
  savedAt: number;
  /** Null: a draft. */
  approvedBy: string | null;
  approvedAt: number | null;
}

/** Warnings, percent of the amount. */
export const QUOTA_LEVELS = [80, 90, 100] as const;

/** How a quota stands. */
export interface QuotaPace {
  used: number | null;
  coverage: number;
  /** Shares: of the amount, and of the expected use by today (by the shape of last year, else by days of the same type, else by days). */
  usedShare: number | null;
  dueShare: number;
  shape: 'last_year' | 'day_types' | 'days';
  /** At the end of the period, with a range; null: too little is known. */
  forecast: { value: number; low: number; high: number } | null;
  /** The day on which it would be used up; null: not in the period. */
  usedUpOn: string | null;
  /** Highest of QUOTA_LEVELS that is reached; null: none. */
  level: (typeof QUOTA_LEVELS)[number] | null;
}
