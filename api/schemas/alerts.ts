import { z } from 'zod';
import { ALERT_STATES } from '../../domain/alert.ts';
import { RULES } from '../../domain/finding.ts';
import { SPACE_FUNCTIONS } from '../../domain/site.ts';
import { instant, localDay, medium, named, quality, siteParams } from './common.ts';

export const evidenceNumber = z.object({ name: z.string(), value: z.number(), unit: z.string() });

export const alertView = z.object({
  id: z.string(),
  rule: z.enum(RULES),
  state: z.enum(ALERT_STATES),
  night: localDay,
  /** When the cause began and ended; null while it goes on. */
  startAt: instant,
  endAt: instant.nullable(),
  openedAt: instant,
  updatedAt: instant,
  closedAt: instant.nullable(),
  audience: z.enum(['guard', 'maintainer']),
  certainty: z.enum(['measured', 'inferred', 'estimated']),
  rate: z.object({ value: z.number(), unit: z.string() }).nullable(),
  wasted: z.object({ value: z.number(), unit: z.string() }).nullable(),
  evidence: z.array(evidenceNumber),
  /** What, where, since when, how much: one sentence, made from the evidence. */
  sentence: z.object({ zh: z.string(), en: z.string() }),
  building: z.object({ id: z.string(), ...named }),
  space: z.object({ id: z.string(), ...named, floor: z.number().int(), function: z.enum(SPACE_FUNCTIONS) }).nullable(),
  meter: z.object({ id: z.string(), ...named, medium }),
  /** Other meters of the same case: the twin of a duplicate channel, the meters of a balance. */
  others: z.array(z.object({ id: z.string(), ...named })),
});

/** GET /api/sites/:site/alerts, newest first */
export const alertQuery = z.strictObject({
  state: z.enum(ALERT_STATES).optional(),
  rule: z.enum(RULES).optional(),
  fromNight: localDay.optional(),
  toNight: localDay.optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});
export const alertList = z.object({ alerts: z.array(alertView), open: z.number().int() });

export const alertParams = siteParams.extend({ id: z.string() });

/** GET /api/sites/:site/alerts/:id: with the stretch of series that proves it */
export const alertDetail = z.object({
  alert: alertView,
  unit: z.string().describe('kW or L/h'),
  series: z.array(z.object({ at: instant, value: z.number().nullable(), quality })),
  /** The line that was crossed, in `unit`; null where the rule has none. */
  threshold: z.number().nullable(),
});

export type AlertView = z.infer<typeof alertView>;
export type AlertList = z.infer<typeof alertList>;
export type AlertDetail = z.infer<typeof alertDetail>;
