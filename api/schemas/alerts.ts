import { z } from 'zod';
import { ALERT_STATES } from '../../domain/alert.ts';
import { AUDIENCES } from '../../domain/finding.ts';
import { USE_REASONS, WORDS_ABOUT_ALERTS } from '../../domain/handling.ts';
import { SPACE_FUNCTIONS } from '../../domain/site.ts';
import { instant, localDay, medium, named, quality, siteParams } from './common.ts';

/** Words in the languages of the interface. */
export const words = z.object({ zh: z.string(), en: z.string() });
export const evidenceNumber = z.object({ name: z.string(), label: words, value: z.number(), unit: z.string() });
const line = z.union([z.number(), z.array(z.number().nullable())]).nullable();
/** The stretch of series that proves a finding, as the rule saw it. `threshold` and `baseline`: one for all values, or one a value. */
export const proof = z.object({
  startAt: instant,
  stepMs: z.number().int(),
  unit: z.string(),
  values: z.array(z.number().nullable()),
  threshold: line,
  baseline: line,
});
/** Yuan, rounded to the fen; null where it cannot be said. */
const yuan = z.number().nullable();
export const cost = z.object({
  soFar: yuan,
  /** Until the place is in use again: of what belongs to one night. */
  untilMorning: yuan,
  /** Of what goes on day after day. */
  perDay: yuan,
  /** What one more day of it uses. */
  amountPerDay: z.object({ value: z.number(), unit: z.string() }).nullable(),
});

export const alertView = z.object({
  id: z.string(),
  rule: z.string(),
  ruleName: words,
  about: z.enum(['use', 'meter']),
  urgency: z.enum(['now', 'tonight', 'today', 'digest']),
  state: z.enum(ALERT_STATES),
  night: localDay,
  /** When the cause began and ended; null while it goes on. */
  startAt: instant,
  endAt: instant.nullable(),
  openedAt: instant,
  updatedAt: instant,
  closedAt: instant.nullable(),
  audience: z.enum(AUDIENCES),
  certainty: z.enum(['measured', 'inferred', 'estimated']),
  rate: z.object({ value: z.number(), unit: z.string() }).nullable(),
  wasted: z.object({ value: z.number(), unit: z.string() }).nullable(),
  evidence: z.array(evidenceNumber),
  /** Why an inferred finding is believed or doubted, with the score that they make; empty: it was measured. */
  reasons: z.array(z.object({ name: z.string(), label: words, weight: z.number() })),
  /** False: for the digest only, nobody is sent there. */
  isFirm: z.boolean(),
  /** What it costs to leave it as it is; null: the rule is not about consumption. */
  cost: cost.nullable(),
  /** What, where, since when, how much: one sentence, made from the evidence. */
  sentence: z.object({ zh: z.string(), en: z.string() }),
  building: z.object({ id: z.string(), ...named }),
  space: z.object({ id: z.string(), ...named, floor: z.number().int(), function: z.enum(SPACE_FUNCTIONS) }).nullable(),
  meter: z.object({ id: z.string(), ...named, medium }),
  /** Other meters of the same case: the twin of a duplicate channel, the meters of a balance. */
  others: z.array(z.object({ id: z.string(), ...named })),
  /** Rooms where it may be, the likeliest first. */
  spaces: z.array(z.object({ id: z.string(), ...named })),
});

/** GET /api/sites/:site/alerts, newest first */
export const alertQuery = z.strictObject({
  state: z.enum(ALERT_STATES).optional(),
  rule: z.string().optional(),
  fromNight: localDay.optional(),
  toNight: localDay.optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});
export const alertList = z.object({ alerts: z.array(alertView), open: z.number().int() });

export const alertParams = siteParams.extend({ id: z.string() });

/** What somebody, or afterwards the meter, said about an alert. */
export const alertEventView = z.object({
  word: z.enum(WORDS_ABOUT_ALERTS),
  at: instant,
  byName: z.string(),
  /** The meter's own word, by its readings. */
  isMeter: z.boolean(),
  /** Of `in_use`. */
  reason: z.enum(USE_REASONS).nullable(),
  note: z.string(),
  photo: z.string().nullable(),
  /** Of `confirmed`: what was not used until opening time. */
  avoided: z.object({ kwh: z.number(), yuan: z.number() }).nullable(),
  /** Of `confirmed` and `still_on`: power or flow above normal that decided. */
  rate: z.object({ value: z.number(), unit: z.string() }).nullable(),
});

/** GET /api/sites/:site/alerts/:id: with the stretch of series that proves it */
export const alertDetail = z.object({
  alert: alertView,
  /** As the rule saw it; null: the rule keeps none. */
  proof: proof.nullable(),
  unit: z.string().describe('of `series`: kW or L/h'),
  /** What the meter shows around it, as it is computed now. */
  series: z.array(z.object({ at: instant, value: z.number().nullable(), quality })),
  /** In the order in which they count. */
  events: z.array(alertEventView),
});

export type AlertView = z.infer<typeof alertView>;
export type AlertList = z.infer<typeof alertList>;
export type AlertEventView = z.infer<typeof alertEventView>;
export type AlertDetail = z.infer<typeof alertDetail>;
export type ProofView = z.infer<typeof proof>;
