import { z } from 'zod';
import { DECIMAL } from '../../domain/decimal.ts';
import { CARRIERS } from '../../domain/factor.ts';
import { SUPPLEMENTS } from '../../domain/energy-ledger.ts';
import { instant, reason, siteParams } from './common.ts';

const sentence = z.object({ zh: z.string(), en: z.string() });
const decimal = z.string().describe('decimal text');
const row = z.enum([...CARRIERS, ...SUPPLEMENTS]);
const month = z.string().regex(/^20\d{2}-(0[1-9]|1[0-2])$/, 'must be a month from 2000 on, YYYY-MM');
const typed = z.string().trim().regex(DECIMAL, 'must be a decimal number such as 86420 or 13589.40');
const notNegative = typed.refine((text) => !text.startsWith('-'), 'must not be negative: a line is taken back by a reversal');

export const statisticsParams = siteParams.extend({
  period: z
    .string()
    .regex(/^20\d{2}(-Q[1-4]|-(0[1-9]|1[0-2]))?$/, 'must be a year from 2000 on, a quarter or a month: 2026, 2026-Q2, 2026-05'),
});
export const statisticsMonthParams = siteParams.extend({ month });
export const ledgerEntryParams = statisticsMonthParams.extend({ entry: z.coerce.number().int().min(1) });

export const ledgerEntry = z.object({
  id: z.number().int(),
  month,
  row,
  amount: decimal,
  cost: decimal.nullable(),
  source: z.enum(['meters', 'invoice', 'person']),
  coverage: z.number().nullable(),
  note: z.string(),
  reverses: z.number().int().nullable().describe('id of the line that it takes back'),
  enteredBy: z.string(),
  enteredAt: instant,
});
const formRow = z.object({
  row,
  name: sentence,
  unit: z.string(),
  code: z.string().nullable().describe('of the edition of the form that the school hands in; null: nobody entered it'),
  months: z.array(z.object({ month, amount: decimal.nullable(), cost: decimal.nullable(), coverage: z.number().nullable() })),
  amount: decimal.nullable(),
  cost: decimal.nullable(),
  missing: z.array(month),
  before: decimal.nullable().describe('the same period a year before'),
});
/** GET /api/sites/:site/statistics/:period */
export const statisticsAnswer = z.object({
  period: z.string(),
  months: z.array(month),
  rows: z.array(formRow),
  questions: z.array(z.object({ kind: z.string(), row: row.nullable(), words: sentence })),
  institution: z.record(z.string(), z.string()).describe('fields of the form 公共机构基本信息 as they held in the last month'),
  areaM2: decimal.nullable(),
  energyHeads: decimal.nullable(),
  entries: z.array(ledgerEntry).describe('every line of these months, reversals among them'),
});
/** POST /api/sites/:site/statistics/months/:month/entries */
export const ledgerEntryRequest = z.strictObject({
  row,
  amount: notNegative,
  cost: notNegative.nullable().describe('yuan; null: not known'),
  source: z.enum(['invoice', 'person']),
  note: z.string().trim().min(1).max(300).describe('which invoice, what it was for'),
});
export const ledgerEntries = z.object({ entries: z.array(ledgerEntry) });
/** POST …/months/:month/entries/:entry/reversal */
export const reversalRequest = z.strictObject({ reason });
/** PUT /api/sites/:site/statistics-codes: the whole map */
export const codesRequest = z.strictObject({
  codes: z.partialRecord(row, z.string().trim().min(1).max(20)),
  source: z.string().trim().min(1).max(200).describe('edition of the form that has these codes'),
});
export const codesAnswer = z.object({ codes: z.record(z.string(), z.string()) });
export const statisticsFile = z.strictObject({ locale: z.enum(['zh-CN', 'en']).default('zh-CN') });

export type StatisticsAnswer = z.infer<typeof statisticsAnswer>;
export type LedgerEntryRequest = z.input<typeof ledgerEntryRequest>;
export type CodesRequest = z.input<typeof codesRequest>;
