import { z } from 'zod';
import { REPAIR_WORDS, STAGES } from '../../domain/handling.ts';
import { SEEN_THINGS } from '../../domain/seen-thing.ts';
import { alertView, words } from './alerts.ts';
import { instant, localDay, named, namedInstant, siteParams } from './common.ts';
import { eventId } from './tonight.ts';

/** One thing on the electrician's list: an alert for the maintainer, with how far its repair is. */
export const workItem = z.object({
  alert: alertView,
  place: words,
  /** 发现 `unanswered` → 上报 `reported` → 处理 `handling` → 已修好 `repaired` → 验收 `accepted` */
  stage: z.enum(STAGES),
  steps: z.array(z.object({ word: z.string(), at: instant, byName: z.string(), note: z.string(), photo: z.string().nullable() })),
  /** Cost of waiting, in words: `每天约 9.2 元，自周二已 412 元`; null: not about consumption. */
  waiting: words.nullable(),
  /** After `repaired`: nights at the usual level so far, and needed. Null: the meter cannot accept it, a person does. */
  acceptance: z.object({ nights: z.number().int(), needed: z.number().int() }).nullable(),
});
/** GET /api/sites/:site/work: what is not accepted yet, leaks first, then meters. Permission `see_work`. */
export const workAnswer = z.object({
  now: instant,
  day: localDay,
  timeZone: z.string(),
  site: words,
  leaks: z.array(workItem),
  meters: z.array(workItem),
  other: z.array(workItem),
  /** Accepted in the last 7 days. */
  done: z.array(workItem),
});
/** POST /api/sites/:site/work/answers. Permission `answer_repair`. The same id again changes nothing. */
export const repairAnswer = z.strictObject({
  id: eventId,
  alert: z.string(),
  word: z.enum(REPAIR_WORDS),
  at: namedInstant,
  note: z.string().trim().max(500).default(''),
  photo: z.string().nullable().default(null),
});

/** POST /api/sites/:site/seen-findings. Permission `report_finding`. */
export const seenFindingRequest = z.strictObject({
  id: eventId,
  building: z.string(),
  space: z.string().nullable().default(null),
  what: z.enum(SEEN_THINGS),
  at: namedInstant,
  note: z.string().trim().max(300).default(''),
  photo: z.string().nullable().default(null),
});
export const seenFindingView = z.object({
  id: z.string(),
  at: instant,
  place: words,
  what: z.enum(SEEN_THINGS),
  note: z.string(),
  photo: z.string().nullable(),
  byName: z.string(),
  review: z.object({ by: z.string(), at: instant, isRight: z.boolean(), note: z.string() }).nullable(),
});
/** GET /api/sites/:site/seen-findings: own ones; all with `approve`. */
export const seenFindingList = z.object({ findings: z.array(seenFindingView) });
/** GET /api/sites/:site/seen-findings/places: what a finding can be about, as one walks; no flats. Permission `report_finding`. */
export const seenFindingPlaces = z.object({
  /** The server's clock: whoever only reports learns it from nowhere else. */
  now: instant,
  buildings: z.array(
    z.object({
      id: z.string(),
      ...named,
      rooms: z.array(z.object({ id: z.string(), ...named, /** Null: it is a floor itself. */ floor: z.number().int().nullable() })),
    }),
  ),
});
export const seenFindingParams = siteParams.extend({ id: z.string() });
/** POST /api/sites/:site/seen-findings/:id/review. Permission `approve`. */
export const seenFindingReview = z.strictObject({ isRight: z.boolean(), note: z.string().trim().max(300).default('') });

export type WorkItem = z.infer<typeof workItem>;
export type WorkAnswer = z.infer<typeof workAnswer>;
export type RepairAnswer = z.input<typeof repairAnswer>;
export type SeenFindingRequest = z.input<typeof seenFindingRequest>;
export type SeenFindingPlaces = z.infer<typeof seenFindingPlaces>;
export type SeenFindingView = z.infer<typeof seenFindingView>;
