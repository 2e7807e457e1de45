import { z } from 'zod';
import { NIGHT_WORDS, STAGES, USE_REASONS } from '../../domain/handling.ts';
import { SPOT_RESULTS, STOP_SUBJECTS } from '../../domain/round.ts';
import { words } from './alerts.ts';
import { clockTime, instant, localDay, namedInstant, siteParams } from './common.ts';

/** Made where it was said, so that what is sent twice is one. */
export const eventId = z.uuid();
const amount = z.number().nullable();

/** One room (or circuit) of a stop. */
export const tonightRoom = z.object({
  alert: z.string(),
  /** `301`; of a whole building its name. */
  name: words,
  stage: z.enum(STAGES),
  /** The cause has ended by the meter. */
  isOver: z.boolean(),
  sinceAt: instant,
  kw: amount,
  /** The meter's own word: 表已确认关闭，少用 5.8 kW；仍在用电；待确认 23:58. Null: it has nothing to say yet. */
  meterWord: words.nullable(),
  /** While it is watched. */
  watchUntil: instant.nullable(),
});
export const tonightStop = z.object({
  id: z.string(),
  /** ①②③ */
  number: z.number().int(),
  addedAt: instant,
  /** Added after the list was frozen. */
  isLate: z.boolean(),
  subject: z.enum(STOP_SUBJECTS),
  /** `教学楼B 三楼` */
  place: words,
  /** `301、303、306 空调未关 3 间` */
  what: words,
  /** `约 2.1 kW · 到早上 14 度 7.6 元` */
  cost: words,
  sinceAt: instant,
  kw: amount,
  kwhUntilMorning: amount,
  yuanUntilMorning: amount,
  certainty: z.enum(['measured', 'inferred', 'estimated']),
  reasons: z.array(words),
  /** Age of the oldest of the newest readings behind it. */
  readingAgeMs: z.number().nullable(),
  /** Of all rooms together: `unanswered` while one still is, else the one that needs most. */
  stage: z.enum(STAGES),
  needsSomebody: z.boolean(),
  rooms: z.array(tonightRoom),
});
/** GET /api/sites/:site/tonight: the round of this night, or the last one until noon. Permission `see_tonight`. */
export const tonightAnswer = z.object({
  now: instant,
  timeZone: z.string(),
  site: words,
  night: localDay,
  /** `before` freezing; `running`; `ended`: nothing is added any more. */
  state: z.enum(['before', 'running', 'ended']),
  freezeAt: instant,
  recheckAt: instant,
  recheckedAt: instant.nullable(),
  endsAt: instant,
  /** 1, or 2 of the second list. */
  number: z.number().int(),
  /** Newest reading of the meters that the list is made of; null: none. */
  dataUntil: instant.nullable(),
  stops: z.array(tonightStop),
  spotChecks: z.array(z.object({ space: z.string(), place: words, result: z.enum(SPOT_RESULTS).nullable(), at: instant.nullable() })),
  /** What still runs and comes on to the list if it runs at the second look. Empty after it. */
  expected: z.array(z.object({ place: words, what: words })),
  /** Late use that is allowed. */
  permitted: z.array(z.object({ place: words, until: instant, reason: z.string() })),
  /** What it cannot see. */
  blind: z.object({ rooms: z.number().int(), places: z.array(words) }),
  /** Left to the morning digest. */
  leftOut: z.number().int(),
  /** Rules that are in the digest because they were wrong too often. */
  demoted: z.array(words),
  credit: z.object({
    stops: z.number().int(),
    answered: z.number().int(),
    confirmed: z.number().int(),
    avoidedKwh: z.number(),
    avoidedYuan: z.number(),
  }),
  onDuty: z.array(z.string()),
});

/** POST /api/sites/:site/tonight/answers. Permission `answer_night`. The same id again changes nothing. */
export const nightAnswer = z.strictObject({
  id: eventId,
  stop: z.string(),
  /** Rooms of the stop; absent: all. */
  alerts: z.array(z.string()).min(1).optional(),
  word: z.enum(NIGHT_WORDS),
  /** Of `in_use`. */
  reason: z.enum(USE_REASONS).nullable().default(null),
  /** When the button was pressed. Later than now by more than a minute, or older than two days: refused. */
  at: namedInstant,
  photo: z.string().nullable().default(null),
});
/** POST /api/sites/:site/tonight/spot-checks */
export const spotAnswer = z.strictObject({ space: z.string(), result: z.enum(SPOT_RESULTS), at: namedInstant });
/** POST /api/sites/:site/tonight/seen: these alerts were on the screen. */
export const seenRequest = z.strictObject({ alerts: z.array(z.string()).max(200), at: namedInstant });

// ------------------------------------------------------------------------------------------------- for the office

/** GET /api/sites/:site/rounds?fromNight&toNight, newest first. Permission `see`. */
export const roundsQuery = z.strictObject({ fromNight: localDay, toNight: localDay });
export const roundView = z.object({
  night: localDay,
  number: z.number().int(),
  frozenAt: instant,
  firstAnswerAt: instant.nullable(),
  lastAnswerAt: instant.nullable(),
  isMissed: z.boolean(),
  by: z.array(z.string()),
  stops: z.number().int(),
  rooms: z.number().int(),
  answered: z.number().int(),
  confirmed: z.number().int(),
  stillOn: z.number().int(),
  leftOut: z.number().int(),
  blind: z.number().int(),
  spotChecks: z.object({ done: z.number().int(), foundOn: z.number().int() }),
  avoidedKwh: z.number(),
  avoidedYuan: z.number(),
});
export const roundList = z.object({ rounds: z.array(roundView) });

export const spotCheckView = z.object({ space: z.string(), place: words, result: z.enum(SPOT_RESULTS).nullable(), at: instant.nullable() });
/** GET /api/sites/:site/rounds/:night: what stood on the lists of one night, and how it is now. Permission `see`. */
export const roundParams = siteParams.extend({ night: localDay });
export const roundNight = z.object({
  rounds: z.array(roundView.extend({ endsAt: instant, list: z.array(tonightStop), checks: z.array(spotCheckView) })),
});

/** GET /api/sites/:site/trust: how often rules were right, by the guard's answers of 30 nights. Permission `see`. */
const tally = z.object({
  answers: z.number().int(),
  right: z.number().int(),
  /** Null: fewer than 6 answers. */
  precision: z.number().min(0).max(1).nullable(),
  isDemoted: z.boolean(),
});
export const trustAnswer = z.object({
  fromNight: localDay,
  toNight: localDay,
  rules: z.array(tally.extend({ rule: z.string(), ruleName: words })),
  rooms: z.array(tally.extend({ rule: z.string(), ruleName: words, meter: z.string(), place: words })),
  /** Of the spot checks: share of rooms left on that the lists had; null: too few were looked at. */
  recall: z.object({ value: z.number().nullable(), low: z.number().nullable(), checked: z.number().int(), foundOn: z.number().int() }),
});

/** GET /api/sites/:site/permit-requests: answers `in_use` that the office has not settled. Permission `approve`. */
export const permitRequestView = z.object({
  event: z.string(),
  alert: z.string(),
  place: words,
  sentence: words,
  at: instant,
  byName: z.string(),
  reason: z.enum(USE_REASONS).nullable(),
  photo: z.string().nullable(),
});
export const permitRequests = z.object({ requests: z.array(permitRequestView) });
/** POST /api/sites/:site/permit-requests/:event. `approve` makes a permit of the room until `untilAt`, every night or this one only. */
export const permitDecision = z.discriminatedUnion('decision', [
  z.strictObject({
    decision: z.literal('approve'),
    untilAt: namedInstant,
    weekly: z.strictObject({ weekdays: z.array(z.number().int().min(0).max(6)).min(1), start: clockTime, end: clockTime }).nullable(),
    note: z.string().trim().max(500).default(''),
  }),
  z.strictObject({ decision: z.literal('refuse'), note: z.string().trim().min(1).max(500) }),
]);
export const eventParams = siteParams.extend({ event: z.string() });

/** GET /api/sites/:site/class-list?fromNight&toNight (and /class-list.csv): rooms left on, for the school's own points. Permission `see_class`. */
export const classListQuery = z.strictObject({ fromNight: localDay, toNight: localDay });
export const classListRow = z.object({
  night: localDay,
  space: z.string(),
  place: words,
  what: words,
  sinceAt: instant,
  kwh: amount,
  yuan: amount,
  /** How it ended: by the guard, by itself, not at all. */
  end: z.enum(['guard', 'itself', 'all_night', 'permitted', 'unknown']),
});
export const classList = z.object({ rows: z.array(classListRow) });

/** GET /api/sites/:site/digests?kind */
export const digestQuery = z.strictObject({
  kind: z.enum(['morning', 'friday']).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(14),
});
export const digestList = z.object({
  digests: z.array(z.object({ kind: z.enum(['morning', 'friday']), day: localDay, madeAt: instant, lines: z.array(words) })),
});

export type TonightAnswer = z.infer<typeof tonightAnswer>;
export type TonightStop = z.infer<typeof tonightStop>;
export type NightAnswer = z.input<typeof nightAnswer>;
export type SpotAnswer = z.infer<typeof spotAnswer>;
export type RoundNight = z.infer<typeof roundNight>;
export type RoundView = z.infer<typeof roundView>;
export type TrustAnswer = z.infer<typeof trustAnswer>;
export type PermitRequestView = z.infer<typeof permitRequestView>;
export type PermitDecision = z.input<typeof permitDecision>;
export type ClassListRow = z.infer<typeof classListRow>;
export type DigestList = z.infer<typeof digestList>;
