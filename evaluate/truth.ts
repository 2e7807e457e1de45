import type { Rule } from '../domain/finding.ts';

/** What really was wrong: a cause with a beginning and an end, on one meter. */
export interface Truth {
  id: string;
  /** A line of `CAUSES`. */
  cause: Cause;
  /** For the tables: what kind of meter, how large, against which background. */
  sizeClass: string;
  /** Innermost meter that shows it; null: the whole school, whichever meter speaks of it. */
  meter: string | null;
  startAt: number;
  endAt: number;
  /** False: smaller than its meter shows, or over before the rule's own hour. Counted apart. */
  isFindable: boolean;
}

/** What a rule said, as far as it matters here. */
export interface Said {
  rule: Rule;
  meter: string;
  night: string;
  startAt: number;
  /** End of the cause, or of what was known. */
  endAt: number;
  /** When people were told. */
  reportedAt: number;
  /** False: to the digest only. */
  isFirm: boolean;
  /** Nobody was told: another rule had spoken of the matter. */
  isLeft?: boolean | undefined;
}

interface CauseFacts {
  /** Rules whose job it is; on the meter itself. */
  foundBy: readonly Rule[];
  /** Rules that may say something about it too, there or at a meter before it: neither right nor wrong. */
  alsoSeenBy: readonly Rule[];
  /** A finding belongs to it when their spans are no farther apart than this. */
  toleranceMs: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
export const LEAK_RULES: readonly Rule[] = ['zero_flow_fail', 'continuous_flow', 'night_flow_step', 'slow_leak'];
/** A slow leak has no beginning that anybody could name to the day. */
const leak = (toleranceMs: number): CauseFacts => ({
  foundBy: LEAK_RULES,
  alsoSeenBy: ['burst', 'baseline_drift', 'balance_gap', 'quota_pace'],
  toleranceMs,
});
const ofMeter = (foundBy: readonly Rule[], alsoSeenBy: readonly Rule[] = []): CauseFacts => ({
  foundBy,
  alsoSeenBy: [...alsoSeenBy, 'meter_silent', 'meter_stuck', 'register_step', 'clock_drift', 'balance_gap'],
  toleranceMs: 6 * HOUR_MS,
});

/** What can be wrong, who should say so, and what else it explains. */
export const CAUSES = {
  forgotten_ac: {
    foundBy: ['ac_left_on', 'night_excess_building'],
    alsoSeenBy: ['breaker_not_opened', 'setpoint', 'baseline_drift', 'quota_pace'],
    toleranceMs: HOUR_MS,
  },
  lights_left_on: {
    foundBy: ['lights_left_on', 'night_excess_building'],
    alsoSeenBy: ['baseline_drift', 'quota_pace'],
    toleranceMs: HOUR_MS,
  },
  tap_drip: leak(DAY_MS),
  running_toilet: leak(DAY_MS),
  slow_leak: leak(7 * DAY_MS),
  continuous_flow: leak(2 * HOUR_MS),
  burst: { foundBy: ['burst'], alsoSeenBy: [...LEAK_RULES, 'baseline_drift', 'balance_gap', 'quota_pace'], toleranceMs: HOUR_MS },
  frozen_main: { foundBy: ['frozen_no_flow'], alsoSeenBy: ['baseline_drift', 'meter_stuck'], toleranceMs: 2 * HOUR_MS },
  frost_night: { foundBy: ['frost_risk'], alsoSeenBy: [], toleranceMs: HOUR_MS },
  /** Near frost: a forecast may be wrong by as much. */
  cool_night: { foundBy: [], alsoSeenBy: ['frost_risk'], toleranceMs: HOUR_MS },
  base_load_rise: {
    foundBy: ['baseline_drift', 'night_excess_building'],
    alsoSeenBy: ['quota_pace'],
    toleranceMs: 7 * DAY_MS,
  },
  hot_water_on: { foundBy: ['hot_water_off_check'], alsoSeenBy: ['baseline_drift', 'night_excess_building'], toleranceMs: DAY_MS },
  stuck_register: ofMeter(['meter_stuck']),
  dead_feed: ofMeter(['meter_stuck', 'meter_silent']),
  silent_meter: ofMeter(['meter_silent']),
  reset: ofMeter(['register_step']),
  exchange: ofMeter(['register_step']),
  glitch: ofMeter(['register_step']),
  wrong_ct_ratio: ofMeter(['ct_ratio_suspect'], ['phase_fault']),
  /** Nobody has to say anything about these; whatever use rules say then is wrong. */
  rollover: ofMeter([]),
  clock_drift: ofMeter(['clock_drift']),
  late_backfill: ofMeter([]),
  duplicates: ofMeter([]),
} as const satisfies Record<string, CauseFacts>;
export type Cause = keyof typeof CAUSES;

export const causeFacts = (cause: Cause): CauseFacts => CAUSES[cause];
