import { z } from 'zod';
import { MANUAL_CONCERNS, MANUAL_STATES } from '../../store/people-ports.ts';
import { instant, medium, named, namedInstant, siteParams } from './common.ts';

export const manualReadingView = z.object({
  id: z.string(),
  meter: z.object({
    id: z.string(),
    ...named,
    medium,
    unit: z.string(),
    building: z.string(),
    buildingName: z.string(),
    buildingNameEn: z.string(),
  }),
  at: instant,
  value: z.number(),
  by: z.string(),
  note: z.string(),
  photo: z.string().nullable().describe('id of the photo'),
  concern: z.enum(MANUAL_CONCERNS).nullable(),
  /** The reading before it, to compare. */
  previous: z.object({ at: instant, value: z.number() }).nullable(),
  state: z.enum(MANUAL_STATES),
  check: z.object({ by: z.string(), at: instant, note: z.string() }).nullable(),
  recordedAt: instant,
});

/**
 * POST /api/sites/:site/meters/:meter/manual-readings. A value that cannot be right is answered with 409 and the concern, and
 * nothing is kept; sent again with `sure` it is kept as `pending` until a second person has looked.
 */
export const manualReadingRequest = z.strictObject({
  at: namedInstant.optional().describe('when the display was read; default: now'),
  value: z.number().min(0).max(1e12).describe('as the display shows it'),
  note: z.string().trim().max(500).default(''),
  photo: z.string().optional(),
  sure: z.boolean().default(false),
});
export const manualReadingAnswer = z.object({ reading: manualReadingView });
export const manualReadingConcern = z.object({
  concern: z.enum(MANUAL_CONCERNS),
  previous: z.object({ at: instant, value: z.number() }).nullable(),
  next: z.object({ at: instant, value: z.number() }).nullable(),
  /** The most that the display can show by its rating; null: unknown. */
  highest: z.number().nullable(),
});

/** GET /api/sites/:site/manual-readings, newest first */
export const manualReadingQuery = z.strictObject({
  meter: z.string().optional(),
  state: z.enum(MANUAL_STATES).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
export const manualReadingList = z.object({ readings: z.array(manualReadingView) });

/** POST /api/sites/:site/manual-readings/:id/check: by somebody else than the one who took it */
export const manualReadingParams = siteParams.extend({ id: z.string() });
export const manualReadingCheck = z.strictObject({ agrees: z.boolean(), note: z.string().trim().max(500).default('') });

/** POST /api/sites/:site/photos (body: the picture, at most 4 MB) and GET /api/sites/:site/photos/:id */
export const photoParams = siteParams.extend({ id: z.string() });
export const photoAnswer = z.object({ id: z.string() });

export type ManualReadingView = z.infer<typeof manualReadingView>;
export type ManualReadingConcern = z.infer<typeof manualReadingConcern>;
