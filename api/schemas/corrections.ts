import { z } from 'zod';
import { BOOKINGS } from '../../domain/consumption.ts';
import { STEP_DECISIONS, STEP_KINDS } from '../../domain/register.ts';
import { OUTAGE_KINDS } from '../../domain/site.ts';
import { STEP_OPTION_REASONS } from '../../domain/step-options.ts';
import { instant, localDay, medium, meterParams, named, namedInstant, quality, reason, share, siteParams } from './common.ts';

const register = z.number().min(0).max(1e12).describe('as the display shows it, before any ratio');
/** CT × PT of a high-voltage meter comes to some ten thousand. */
const ratio = z.number().positive().max(1_000_000);
const id = z.string().min(1).max(64);

/** What may be said about a meter; domain/correction.ts says what each means. */
export const statement = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('step'), toAt: namedInstant, as: z.enum(STEP_DECISIONS) }),
  z.strictObject({
    kind: z.literal('exchange'),
    at: namedInstant,
    closing: register,
    opening: register,
    serial: z.string().trim().min(1).max(64).optional(),
    digits: z.number().int().min(3).max(12).optional(),
    resolution: z.number().min(0.000001).max(1000).optional(),
    ratio: ratio.optional(),
    photo: id.optional(),
  }),
  z.strictObject({ kind: z.literal('ratio'), fromAt: namedInstant, ratio, register: register.optional() }),
  z.strictObject({ kind: z.literal('place'), fromAt: namedInstant, building: id, space: id.nullable() }),
  z.strictObject({ kind: z.literal('parent'), fromAt: namedInstant, parent: id.nullable() }),
  z.strictObject({ kind: z.literal('outage'), fromAt: namedInstant, toAt: namedInstant.nullable(), why: z.enum(OUTAGE_KINDS) }),
  z.strictObject({ kind: z.literal('spread'), toAt: namedInstant }),
]);

const meterName = z.object({
  id: z.string(),
  ...named,
  medium,
  unit: z.string(),
  building: z.string(),
  buildingName: z.string(),
  buildingNameEn: z.string(),
});

export const correctionView = z.object({
  id: z.string(),
  meter: meterName,
  statement,
  by: z.string(),
  reason: z.string(),
  recordedAt: instant,
  undone: z.object({ at: instant, by: z.string(), reason: z.string() }).nullable(),
});

/** What a correction did, or would do, to the numbers. Amounts in kWh or m³ after the ratio. */
export const effect = z.object({
  /** First and last local day whose intervals differ; null when none does. */
  firstDay: localDay.nullable(),
  lastDay: localDay.nullable(),
  daysChanged: z.number().int(),
  before: z.object({ total: z.number().nullable(), held: z.number() }).describe('sum of the days that differ, and held in gaps'),
  after: z.object({ total: z.number().nullable(), held: z.number() }),
  /** The days that differ most, at most 31, by day. */
  days: z.array(z.object({ day: localDay, before: z.number().nullable(), after: z.number().nullable() })),
  stepsBefore: z.number().int().describe('remarkable steps in the span'),
  stepsAfter: z.number().int(),
  /** Readings before this instant are not kept any more, and nothing before it was computed again; null: all are kept. */
  rawSince: instant.nullable(),
});

/** POST /api/sites/:site/meters/:meter/corrections; with `preview` nothing is kept. */
export const correctionRequest = z.strictObject({ statement, reason, preview: z.boolean().default(false) });
export const correctionAnswer = z.object({ correction: correctionView.nullable().describe('null for a preview'), effect });

/** POST /api/sites/:site/corrections/:id/undo */
export const correctionParams = siteParams.extend({ id: z.string() });
export const undoRequest = z.strictObject({ reason });

/** GET /api/sites/:site/corrections?meter: newest first */
export const correctionQuery = z.strictObject({
  meter: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});
export const correctionList = z.object({ corrections: z.array(correctionView) });

/** One way to understand a step, and what it would mean. */
export const stepOption = z.object({
  as: z.enum([...STEP_DECISIONS, 'exchange']),
  consumption: z.number().nullable(),
  /** Whether the evidence allows it; the others are offered too, because people may know more. */
  plausible: z.boolean(),
  why: z.array(z.enum(STEP_OPTION_REASONS)),
});

export const stepView = z.object({
  meter: meterName,
  fromAt: instant,
  toAt: instant,
  from: z.number(),
  to: z.number(),
  kind: z.enum(STEP_KINDS),
  /** Register units; null where not known. */
  amount: z.number().nullable(),
  consumption: z.number().nullable(),
  booking: z.enum(BOOKINGS),
  size: z.number(),
  /** Waits for a person: a suspicious step, or an exchange of which nobody wrote down the registers. */
  open: z.boolean(),
  /** The correction in force that explains it. */
  correction: correctionView.nullable(),
});

/**
 * GET /api/sites/:site/steps: `open` largest first; `gaps` those whose consumption is held out of single days; `all` newest
 * first. The number of open ones stands beside.
 */
export const stepQuery = z.strictObject({
  state: z.enum(['open', 'gaps', 'all']).default('open'),
  meter: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});
export const stepList = z.object({ steps: z.array(stepView), open: z.number().int() });

/** GET /api/sites/:site/meters/:meter/steps/:toAt: what there is to decide it by */
export const stepParams = meterParams.extend({ toAt: z.coerce.number().pipe(namedInstant) });
export const stepDetail = z.object({
  step: stepView,
  options: z.array(stepOption),
  /** Readings around the step, ascending, those of the step among them. At most 400. */
  readings: z.array(z.object({ at: instant, register: z.number() })),
  /** Mean rate before and after in consumption units per hour, and the most that the meter can pass. */
  usualPerHour: z.number().nullable(),
  ratedPerHour: z.number().nullable(),
  /** What the meter above and the meters below counted in the same time; null where unknown. */
  parent: z.object({ id: z.string(), ...named, consumption: z.number().nullable(), coverage: share }).nullable(),
  children: z.object({ meters: z.number().int(), consumption: z.number().nullable(), coverage: share }).nullable(),
  /** 15-min consumption around it. */
  intervals: z.array(z.object({ at: instant, value: z.number().nullable(), quality })),
});

export type Statement = z.infer<typeof statement>;
export type CorrectionView = z.infer<typeof correctionView>;
export type CorrectionRequest = z.infer<typeof correctionRequest>;
export type CorrectionAnswer = z.infer<typeof correctionAnswer>;
export type Effect = z.infer<typeof effect>;
export type StepView = z.infer<typeof stepView>;
export type StepDetail = z.infer<typeof stepDetail>;
export type StepOptionView = z.infer<typeof stepOption>;
