import type { SoldMedium } from './tariff.ts';

/** LED, fittings, a rule. */
export const MEASURE_KINDS = ['lighting', 'fittings', 'air_conditioning', 'rule', 'envelope', 'other'] as const;

/** Something that was done to save energy or water, and how its saving is to be counted. */
export interface Measure {
  id: string;
  site: string;
  name: string;
  kind: (typeof MEASURE_KINDS)[number];
  medium: SoldMedium;
  scope: { kind: 'site' } | { kind: 'building'; id: string } | { kind: 'meter'; id: string };
  /** Local days, half open. Between them is the work, which counts nowhere. */
  baseline: { from: string; to: string };
  reporting: { from: string; /** Null: until now. */ to: string | null };
  note: string;
  savedBy: string;
  savedAt: number;
  endedAt: number | null;
}
