/** Name of a rule, snake_case: a line of analysis/registry.ts. Alerts of a rule that is not there any more keep its name. */
export type Rule = string;

/** Who has to do something about it. `logistics`: the logistics head, in a digest. */
export const AUDIENCES = ['guard', 'maintainer', 'logistics'] as const;
export type Audience = (typeof AUDIENCES)[number];

/** How the number behind a finding is known: the words 实测 / 推断 / 估算. */
export type Certainty = 'measured' | 'inferred' | 'estimated';

/** One number of the proof. The unit is part of it. */
export interface EvidenceNumber {
  /** Snake-case name such as `rolling_energy`, `threshold`, `night_flow`; the rule has its words. */
  name: string;
  value: number;
  unit: string;
}

/** Unit of a rate above normal. */
export type RateUnit = 'kW' | 'L/h';

/**
 * The stretch of series that proves a finding, as the rule saw it: kept with the finding, so that it can still be drawn when
 * intervals were computed again. At most `MAX_PROOF_VALUES` values.
 */
export interface Proof {
  startAt: number;
  /** Length of one value: a quarter hour, an hour, a day. */
  stepMs: number;
  unit: string;
  /** Null where nothing is known. */
  values: readonly (number | null)[];
  /** The line that was crossed: one for all values, or one a value. */
  threshold: number | readonly (number | null)[] | null;
  /** What was usual. */
  baseline: number | readonly (number | null)[] | null;
}
export const MAX_PROOF_VALUES = 400;

/** A reason for or against an inferred finding, with its weight in the score (domain note 5.3: score from 0 to 1). */
export interface Reason {
  /** Snake-case; the rule has its words. */
  name: string;
  weight: number;
}

/**
 * What a detector says about one meter on one night. Pure: the same intervals give the same finding on every replay.
 */
export interface Finding {
  rule: Rule;
  /** The meter that proves it. */
  meter: string;
  /** Local day to which the night belongs: the evening's date. */
  night: string;
  /** When the cause began, epoch ms. */
  startAt: number;
  /** When it ended; undefined while it goes on at the end of what is known. */
  endAt?: number | undefined;
  certainty: Certainty;
  /** Mean rate above normal while it lasts. */
  rate: { value: number; unit: RateUnit } | null;
  /** What was wasted until `endAt` (or until now). */
  wasted: { value: number; unit: 'kWh' | 'm³' } | null;
  /** The numbers that decided, with threshold and baseline. */
  evidence: readonly EvidenceNumber[];
  /** Absent: the rule has none; its numbers are all there is. */
  proof?: Proof | undefined;
  /** Why an inferred finding is believed, or doubted. */
  reasons?: readonly Reason[] | undefined;
  /** Whether it is sure enough to be acted upon tonight; false: to the digest only. Absent: yes. */
  isFirm?: boolean | undefined;
  /** Other meters of the same case: the one whose amounts are the same, the meters of a balance. */
  others?: readonly string[] | undefined;
  /** Rooms where it may be, the likeliest first. */
  spaces?: readonly string[] | undefined;
}

/** A meter that a rule could not judge: shown as "no data", never taken for "all well". */
export interface Blind {
  rule: Rule;
  meter: string;
  night: string;
  why: BlindReason;
}
export const BLIND_REASONS = ['no_data', 'not_enough_history', 'below_detection_limit', 'no_weather'] as const;
export type BlindReason = (typeof BLIND_REASONS)[number];

/** What a detector run over a scope returns. */
export interface Judgement {
  findings: Finding[];
  blind: Blind[];
}
