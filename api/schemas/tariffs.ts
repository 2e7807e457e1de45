import { z } from 'zod';
import { PRICE_PERIODS, type Tariff } from '../../domain/tariff.ts';
import { outcomeView, soldMedium } from './bills.ts';
import { instant, localDay, reason, siteParams } from './common.ts';

/** As domain/tariff.ts has it; what may stand in it is checked by tariffs/schema.ts, which names each mistake. */
const tariffBody = z.record(z.string(), z.unknown()).describe('a tariff; docs/tariffs.md') as unknown as z.ZodType<Tariff>;

const pictureRow = z.object({
  month: z.number().int().min(1).max(12),
  firstDay: z.number().int(),
  lastDay: z.number().int(),
  runs: z
    .array(z.object({ start: z.number().int(), end: z.number().int(), period: z.enum(PRICE_PERIODS) }))
    .describe('quarters of the clock'),
});
const clockPicture = z.object({ days: z.enum(['workday', 'rest', 'holiday', 'hot']), rows: z.array(pictureRow) });

export const tariffVersion = z.object({
  tariff: tariffBody,
  revision: z.number().int(),
  savedBy: z.string(),
  savedAt: instant,
  withdrawnAt: instant.nullable(),
});
/** `to` null: nothing follows. */
export const tariffGap = z.object({ id: z.string(), from: localDay, to: localDay.nullable() });
const tariffEntry = z.object({
  id: z.string(),
  medium: soldMedium,
  versions: z.array(tariffVersion).describe('that are in use, by the day from which they hold'),
  gaps: z.array(tariffGap),
  usedBy: z.array(z.string()).describe('names of the accounts that buy by it'),
});
/** GET /api/sites/:site/tariffs */
export const tariffList = z.object({ tariffs: z.array(tariffEntry), today: localDay });
/** GET /api/sites/:site/tariffs/:tariff */
export const tariffDetail = tariffEntry.extend({
  versions: z.array(tariffVersion.extend({ yaml: z.string(), pictures: z.array(clockPicture) })),
  history: z.array(tariffVersion).describe('every revision, newest first'),
  today: localDay,
});
export const tariffParams = siteParams.extend({ tariff: z.string() });

const writtenAsForm = z.strictObject({ tariff: tariffBody });
const writtenAsYaml = z.strictObject({ yaml: z.string().min(1).max(50_000) });
/** POST /api/sites/:site/tariffs */
export const tariffRequest = z.union([writtenAsForm, writtenAsYaml]);
export const tariffAnswer = z.object({ version: tariffVersion });
/** POST /api/sites/:site/tariffs/:tariff/withdraw */
export const tariffWithdrawal = z.strictObject({ validFrom: localDay, reason });

/** POST /api/sites/:site/tariff-trials: a tariff as it is being written, or one of the school's, on a meter. Nothing is kept. */
export const tariffTrial = z.strictObject({
  tariff: tariffBody.optional(),
  yaml: z.string().min(1).max(50_000).optional(),
  id: z.string().optional().describe('of a tariff of the school, with all of its versions'),
  meter: z.string(),
  from: localDay,
  to: localDay.describe('excluded'),
  quota: z.string().nullable().default(null),
});
export const tariffTrialAnswer = z.object({ outcome: outcomeView });
/** POST /api/sites/:site/tariff-readings: how a text reads as a tariff, and back. Nothing is kept. */
export const tariffReading = z.object({ tariff: tariffBody, yaml: z.string(), pictures: z.array(clockPicture) });
/** GET /api/sites/:site/tariff-examples */
export const tariffExamples = z.object({
  examples: z.array(z.object({ name: z.string(), tariff: tariffBody, yaml: z.string() })),
});

export type TariffList = z.infer<typeof tariffList>;
export type TariffEntry = z.infer<typeof tariffEntry>;
export type TariffDetail = z.infer<typeof tariffDetail>;
export type TariffVersion = z.infer<typeof tariffVersion>;
export type TariffRequest = z.input<typeof tariffRequest>;
export type TariffTrial = z.input<typeof tariffTrial>;
export type TariffTrialAnswer = z.infer<typeof tariffTrialAnswer>;
export type TariffReading = z.infer<typeof tariffReading>;
export type TariffExamples = z.infer<typeof tariffExamples>;
export type ClockPicture = z.infer<typeof clockPicture>;
