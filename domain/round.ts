import type { ClockWindow } from './local-time.ts';
import type { Sentence } from './words.ts';

/** When a school's night round is, in local clock times; after midnight belongs to the night of the evening before. */
export interface RoundTimes {
  freeze: string;
  recheck: string;
  /** A second list; null: none. */
  second: string | null;
  /** Nobody answered by then: the guard is reminded once. */
  remind: string;
  /** Nothing is added to the list any more. */
  end: string;
  /** A missed round is reported to the logistics head. */
  report: string;
  maxStops: number;
  spotChecks: number;
}

/** Domain note 3.3, 5.4. */
export const DEFAULT_ROUND: RoundTimes = {
  freeze: '23:15',
  recheck: '23:30',
  second: null,
  remind: '00:30',
  end: '01:30',
  report: '07:00',
  maxStops: 12,
  spotChecks: 2,
};

/** The whole night of a round, for alerts that belong to it. */
export const roundWindow = ({ freeze, end }: RoundTimes): ClockWindow => ({ start: freeze, end });

/** Alerts that are answered with one press: the same thing in rooms of one floor. */
export interface Stop {
  /** Unique in the round and stable: `<building>:<floor>:<subject>`. */
  id: string;
  building: string;
  /** Null: the whole building. */
  floor: number | null;
  subject: StopSubject;
  /** Ids, in walking order. Grows while the round runs, never shrinks. */
  alerts: readonly string[];
  addedAt: number;
}
export const STOP_SUBJECTS = ['ac', 'lights', 'building', 'water', 'burst', 'other'] as const;
export type StopSubject = (typeof STOP_SUBJECTS)[number];

/** A room that was on no list, looked at to learn what the rules miss. */
export interface SpotCheck {
  space: string;
  result: SpotResult | null;
  at: number | null;
  by: string;
  byName: string;
}
export const SPOT_RESULTS = ['all_off', 'ac_on', 'lights_on', 'no_access'] as const;
export type SpotResult = (typeof SPOT_RESULTS)[number];

/** A place that still runs when the list is made: left on it is only when it runs at the second look. */
export interface Expected {
  /** `教学楼B 三楼` */
  place: Sentence;
  /** `301/303/306 空调未关 3 间` */
  what: Sentence;
}

export interface Round {
  site: string;
  /** Local day of the evening. */
  night: string;
  /** 1, or 2 of a second list. */
  number: number;
  frozenAt: number;
  recheckedAt: number | null;
  endsAt: number;
  /** In walking order; the guard's numbers ①②③. What is added later stands behind. */
  stops: readonly Stop[];
  /** Alerts beyond the most stops, or of rules that demoted themselves: to the morning digest. */
  leftOut: readonly string[];
  spotChecks: readonly SpotCheck[];
  /** In walking order; empty after the second look. */
  expected: readonly Expected[];
  /** Meters of rooms that could not be judged when it was frozen or checked again. */
  blind: readonly string[];
  remindedAt: number | null;
  reportedAt: number | null;
}
