import { z } from 'zod';
import { MEASURE_KINDS } from '../../domain/measure.ts';
import { KINDS_OF_DAY } from '../../analysis/savings/day-point.ts';
import { instant, localDay, named, share, siteParams } from './common.ts';

const sentence = z.object({ zh: z.string(), en: z.string() });
const span = z.strictObject({ from: localDay, to: localDay.describe('no part of it') });
const soldMedium = z.enum(['electricity', 'water', 'gas', 'heat']);
const scope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('site') }),
  z.strictObject({ kind: z.literal('building'), id: z.string().min(1).max(64) }),
  z.strictObject({ kind: z.literal('meter'), id: z.string().min(1).max(64) }),
]);

/** POST /api/sites/:site/measures/try. Nothing is kept. */
export const measureQuestion = z.strictObject({
  medium: soldMedium,
  scope,
  baseline: span.describe('before the work; at most a year'),
  reporting: z.strictObject({ from: localDay, to: localDay.nullable().describe('null: until now') }),
});
/** POST /api/sites/:site/measures */
export const measureRequest = measureQuestion.extend({
  name: z.string().trim().min(1).max(80),
  kind: z.enum(MEASURE_KINDS),
  note: z.string().trim().max(500).default(''),
});
export const measureParams = siteParams.extend({ id: z.string().max(64) });

const line = z.object({
  kind: z.enum(KINDS_OF_DAY),
  base: z.number().describe('a day'),
  heatingPerK: z.number(),
  coolingPerK: z.number(),
  count: z.number().int(),
});
const model = z.object({
  weather: z.enum(['flat', 'heating', 'cooling', 'both']),
  heatingC: z.number().nullable(),
  coolingC: z.number().nullable(),
  lines: z.array(line),
  days: z.number().int(),
  outliers: z.number().int(),
  r2: z.number(),
  cvrmse: z.number(),
});
const saving = z.object({
  words: sentence.describe('what can be said of it, or why nothing'),
  refused: z.string().nullable().describe('code of the reason; null where a saving can be told'),
  percent: z.number().nullable().describe('of what was expected; negative: more was used'),
  interval: z.tuple([z.number(), z.number()]).nullable(),
  level: share.nullable(),
  isClear: z.boolean().nullable().describe('zero is outside of the interval'),
  expected: z.number().nullable(),
  actual: z.number().nullable(),
  unit: z.string(),
  days: z.number().int().nullable(),
  spanDays: z.number().int().nullable(),
  extrapolated: share.nullable().describe('of the days, outside of the temperatures of the baseline'),
  method: sentence.nullable(),
  model: model.nullable(),
});
/** One day of both periods. */
const savingDay = z.object({
  day: localDay,
  at: instant,
  actual: z.number().nullable(),
  expected: z.number().nullable().describe('null: not compared'),
  meanC: z.number().nullable(),
  kind: z.enum(KINDS_OF_DAY),
});
export const savingDetail = z.object({ saving, baseline: z.array(savingDay), reporting: z.array(savingDay) });

export const measureView = measureRequest.extend({
  id: z.string(),
  note: z.string(),
  scopeName: z.object(named),
  savedBy: z.string(),
  savedAt: instant,
  endedAt: instant.nullable(),
});
export const measureList = z.object({ measures: z.array(measureView.extend({ saving })) });
export const measureAnswer = z.object({ measure: measureView });
export const measureDetail = savingDetail.extend({ measure: measureView });

export type MeasureQuestion = z.infer<typeof measureQuestion>;
export type MeasureRequest = z.input<typeof measureRequest>;
export type MeasureView = z.infer<typeof measureView>;
export type SavingView = z.infer<typeof saving>;
export type SavingDay = z.infer<typeof savingDay>;
export type SavingDetail = z.infer<typeof savingDetail>;
export type MeasureList = z.infer<typeof measureList>;
export type MeasureDetail = z.infer<typeof measureDetail>;
