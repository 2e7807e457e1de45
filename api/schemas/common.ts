import { z } from 'zod';
import { MEDIA } from '../../domain/medium.ts';
import { QUALITIES } from '../../domain/interval.ts';

/** Answers carry instants as epoch ms and days as site-local `YYYY-MM-DD`; absent is null, never zero. */
export const instant = z.number().int().describe('epoch ms');
/** An instant that somebody names: 1970 to 2255, which every store can hold. */
export const namedInstant = instant.min(0).max(9_000_000_000_000);
export const localDay = z.iso.date('must be a local day, YYYY-MM-DD').describe('local day of the site, YYYY-MM-DD');
export const share = z.number().min(0).max(1);
export const medium = z.enum(MEDIA);
export const quality = z.enum(QUALITIES);
export const named = {
  name: z.string().describe('Chinese'),
  nameEn: z.string().describe('English; the Chinese name where none is declared'),
};

/** Kept with everything that people change, beside who they are. */
export const reason = z.string().trim().min(1).max(500).describe('why');
export const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a clock time HH:mm');

/** RFC 9457. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().describe('what was wrong, with the value and what is allowed'),
  instance: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

export const siteParams = z.object({ site: z.string() });
export const buildingParams = siteParams.extend({ building: z.string() });
export const meterParams = siteParams.extend({ meter: z.string() });

export type Problem = z.infer<typeof problem>;
