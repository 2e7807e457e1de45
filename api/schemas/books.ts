import { z } from 'zod';
import { DECIMAL } from '../../domain/decimal.ts';
import { CARRIERS, FACTOR_KINDS } from '../../domain/factor.ts';
import { MEDIA } from '../../domain/medium.ts';
import { QUOTA_STATES } from '../../domain/quota.ts';
import { HEAD_CATEGORIES } from '../../domain/school-facts.ts';
import { instant, localDay, named, share, siteParams } from './common.ts';

const month = z
  .string()
  .regex(/^20\d\d-(0[1-9]|1[0-2])$/, 'must be a month, YYYY-MM')
  .describe('YYYY-MM');
const decimal = z.string().regex(DECIMAL, { error: 'must be a decimal number such as 12.5', abort: true });
const positive = decimal.refine((value) => Number(value) > 0, 'must be more than 0');
const words = (most: number) => z.string().trim().min(1).max(most);
const sentence = z.object({ zh: z.string(), en: z.string() });

// ------------------------------------------------------------------------------------------------------------- quotas

const unit = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('site') }),
  z.strictObject({ kind: z.literal('building'), id: z.string() }),
  z.strictObject({ kind: z.literal('meter'), id: z.string() }),
  z.strictObject({ kind: z.literal('group'), name: words(60), buildings: z.array(z.string()).min(1).max(200) }),
]);
export const QUOTA_PERIODS = ['month', 'quarter', 'year', 'term'] as const;
/** POST /api/sites/:site/quotas: a draft of a new quota, or with `id` a new version of one. */
export const quotaRequest = z.strictObject({
  id: z.string().optional(),
  name: words(60),
  unit,
  medium: z.enum(MEDIA).exclude(['weather']),
  period: z.enum(QUOTA_PERIODS).describe('month, quarter and year begin on the first of a month; a term may be any days'),
  from: localDay,
  to: localDay.describe('the day after the last'),
  amount: positive.describe('kWh or m³'),
  responsible: words(60).describe('who answers for it'),
  basis: words(300).describe('where the amount comes from'),
});

const pace = z.object({
  used: z.number().nullable().describe('kWh or m³ until yesterday'),
  coverage: share,
  usedShare: z.number().nullable().describe('of the amount'),
  dueShare: share.describe('of the amount, expected by the end of yesterday'),
  shape: z.enum(['last_year', 'day_types', 'days']).describe('what the expectation is made from'),
  forecast: z.object({ value: z.number(), low: z.number(), high: z.number() }).nullable().describe('at the end of the period'),
  usedUpOn: localDay.nullable().describe('null: not in the period'),
  level: z
    .union([z.literal(80), z.literal(90), z.literal(100)])
    .nullable()
    .describe('percent of the amount that is passed'),
});
export const quotaView = quotaRequest.extend({
  id: z.string(),
  version: z.number().int(),
  state: z.enum(QUOTA_STATES),
  unit,
  unitName: z.object(named),
  isNewest: z.boolean().describe('no later version was written'),
  pace: pace.nullable().describe('null: not begun, replaced, or no meter counts the unit'),
  savedBy: z.string(),
  savedAt: instant,
  approvedBy: z.string().nullable(),
  approvedAt: instant.nullable(),
});
/** GET /api/sites/:site/quotas: what is not replaced, with its pace */
export const quotaList = z.object({ today: localDay, quotas: z.array(quotaView) });
export const quotaParams = siteParams.extend({ quota: z.string() });
export const quotaVersionParams = quotaParams.extend({ version: z.coerce.number().int().min(1).max(100_000) });
/** GET /api/sites/:site/quotas/:quota/versions, newest first */
export const quotaHistory = z.object({ versions: z.array(quotaView.omit({ pace: true })) });
export const quotaAnswer = z.object({ quota: quotaView.omit({ pace: true }) });

export type QuotaRequest = z.infer<typeof quotaRequest>;
export type QuotaView = z.infer<typeof quotaView>;
export type QuotaVersionView = Omit<QuotaView, 'pace'>;
export type QuotaList = z.infer<typeof quotaList>;
export type QuotaPaceView = z.infer<typeof pace>;

// -------------------------------------------------------------------------------------------------------------- facts

const dated = { fromMonth: month.describe('first month for which it holds'), source: words(200).describe('where it is from') };
const area = z.strictObject({
  ...dated,
  kind: z.literal('area'),
  building: z.string().nullable().describe('null: the school'),
  areaKind: z.enum(['building', 'land', 'heated']),
  m2: positive,
});
const heads = z.strictObject({
  ...dated,
  kind: z.literal('heads'),
  category: z.enum(HEAD_CATEGORIES),
  count: z.number().int().min(0).max(1_000_000),
  weight: positive
    .refine((value) => /^\d{1,3}(\.\d{1,4})?$/.test(value), 'at most 999.9999')
    .describe('how much one counts: 2 for a boarder in Jiangsu'),
  usesEnergy: z.boolean(),
  usesWater: z.boolean(),
});
const region = z.strictObject({ ...dated, kind: z.literal('region'), region: words(20).describe('province or grid region, for factors') });
const institution = z.strictObject({ ...dated, kind: z.literal('institution'), fields: z.record(z.string(), words(120)) });
/** PUT /api/sites/:site/facts/:fact, POST /api/sites/:site/facts */
export const factRequest = z.discriminatedUnion('kind', [area, heads, region, institution]);
const kept = {
  id: z.string(),
  isHeld: z.boolean().describe('of its kind it holds in the month that was asked for'),
  savedBy: z.string(),
  savedAt: instant,
};
export const factView = z.discriminatedUnion('kind', [
  area.extend(kept),
  heads.extend(kept),
  region.extend(kept),
  institution.extend(kept),
]);
/** GET /api/sites/:site/facts?month */
export const factQuery = z.strictObject({ month: month.optional().describe('absent: this one') });
export const factList = z.object({
  month,
  facts: z.array(factView).describe('newest month first'),
  held: z
    .object({
      areaM2: decimal.nullable(),
      landM2: decimal.nullable(),
      heatedM2: decimal.nullable(),
      energyHeads: decimal.nullable().describe('weighted'),
      waterHeads: decimal.nullable(),
      region: z.string().nullable(),
    })
    .describe('what held in that month; null: nobody said it'),
});
export const factParams = siteParams.extend({ fact: z.string() });
export const factorParams = siteParams.extend({ factor: z.string() });
export const factAnswer = z.object({ fact: factView });

export type FactRequest = z.infer<typeof factRequest>;
export type FactView = z.infer<typeof factView>;
export type FactList = z.infer<typeof factList>;

// ------------------------------------------------------------------------------------------------------------ factors

/** POST /api/sites/:site/factors, PUT /api/sites/:site/factors/:factor */
export const factorRequest = z.strictObject({
  kind: z.enum(FACTOR_KINDS),
  carrier: z.enum(CARRIERS),
  region: words(20).describe('`national`, a province or grid region'),
  dataYear: z.number().int().min(1990).max(2100).nullable().describe('null: a constant'),
  validFrom: month.describe('first month of reports that may use it'),
  validTo: month.nullable().describe('the month after the last; null: without end'),
  value: positive.describe('kgce or kgCO₂ per unit of the carrier'),
  document: words(200).describe('number or place of the document: it has to be there'),
  note: z.string().trim().max(200).default(''),
});
export const factorView = factorRequest.extend({
  id: z.string(),
  unit: z.string().describe('such as kgce/kWh'),
  note: sentence.nullable(),
  isBuiltIn: z.boolean(),
  isChosen: z.boolean().describe('reports of the month that was asked for use it'),
});
export const factorList = z.object({ month, region: z.string().nullable(), factors: z.array(factorView) });
export const factorAnswer = z.object({ factor: factorView });

export type FactorRequest = z.input<typeof factorRequest>;
export type FactorView = z.infer<typeof factorView>;
export type FactorList = z.infer<typeof factorList>;
