import { z } from 'zod';
import { instant, localDay, medium, named, share } from './common.ts';

const amount = z.object({ value: z.number().nullable(), coverage: share });
/** GET /api/hall/:site: what a screen in the hall shows. Totals of places, no person, no home, no alert. */
export const hallAnswer = z.object({
  ...named,
  timeZone: z.string(),
  now: instant,
  today: localDay,
  media: z.array(
    z.object({
      medium,
      unit: z.string(),
      soFar: z.number().nullable(),
      coverage: share,
      usualSoFar: z.number().nullable().describe('middle of days of this kind, at this hour'),
      days: z.array(z.object({ day: localDay, isTeaching: z.boolean(), ...amount.shape })).describe('the last fourteen that are over'),
      thisMonth: amount.describe('its days that are over'),
      lastMonth: amount.describe('as many of its first days'),
    }),
  ),
  buildings: z
    .array(z.object({ ...named, unit: z.string(), week: z.number(), before: z.number().nullable(), coverage: share }))
    .describe('electricity of the last seven days and of the seven before, largest fall first'),
});
export type HallAnswer = z.infer<typeof hallAnswer>;
