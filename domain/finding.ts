/** Rules of this program; the detector of the same name stands in analysis/. */
export const RULES = [
  'ac_left_on',
  'zero_flow_fail',
  'meter_silent',
  'meter_stuck',
  'register_step',
  'phase_fault',
  'ct_ratio_suspect',
  'clock_drift',
  'duplicate_channel',
  'balance_gap',
] as const;
export type Rule = (typeof RULES)[number];

/** Who has to do something about it. */
export type Audience = 'guard' | 'maintainer';

export const RULE_AUDIENCE: Record<Rule, Audience> = {
  ac_left_on: 'guard',
  zero_flow_fail: 'maintainer',
  meter_silent: 'maintainer',
  meter_stuck: 'maintainer',
  register_step: 'maintainer',
  phase_fault: 'maintainer',
  ct_ratio_suspect: 'maintainer',
  clock_drift: 'maintainer',
  duplicate_channel: 'maintainer',
  balance_gap: 'maintainer',
};

/** About the meter, not about what it measures: these go to the electrician's list and never to the guard. */
export const DATA_HEALTH_RULES: readonly Rule[] = [
  'meter_silent',
  'meter_stuck',
  'register_step',
  'phase_fault',
  'ct_ratio_suspect',
  'clock_drift',
  'duplicate_channel',
  'balance_gap',
];

/** How the number behind a finding is known: the words 实测 / 推断 / 估算. */
export type Certainty = 'measured' | 'inferred' | 'estimated';

/** One number of the proof. The unit is part of it. */
export interface EvidenceNumber {
  /** Snake-case name such as `rolling_energy`, `threshold`, `night_flow`. */
  name: string;
  value: number;
  unit: string;
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
  /** Mean rate above normal while it lasts: kW or L/h. */
  rate: { value: number; unit: 'kW' | 'L/h' } | null;
  /** What was wasted until `endAt` (or until now). */
  wasted: { value: number; unit: 'kWh' | 'm³' } | null;
  /** The numbers that decided, with threshold and baseline. */
  evidence: readonly EvidenceNumber[];
  /** Other meters of the same case: the one whose amounts are the same, the meters of a balance. */
  others?: readonly string[] | undefined;
}

/** A meter that a rule could not judge: shown as "no data", never taken for "all well". */
export interface Blind {
  rule: Rule;
  meter: string;
  night: string;
  why: 'no_data' | 'not_enough_history' | 'below_detection_limit';
}

/** What a detector run over a scope returns. */
export interface Judgement {
  findings: Finding[];
  blind: Blind[];
}
