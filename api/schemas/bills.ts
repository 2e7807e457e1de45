import { z } from 'zod';
import { DECIMAL } from '../../domain/decimal.ts';
import { PRICE_PERIODS } from '../../domain/tariff.ts';
import { MEDIA } from '../../domain/medium.ts';
import { instant, localDay, named, share } from './common.ts';

/** Decimal text; domain/decimal.ts. */
export const decimal = z.string().regex(DECIMAL, 'a decimal number as text, such as 86420 or 46493.96');
export const sentence = z.object({ zh: z.string(), en: z.string() });
export const SOLD_MEDIA = MEDIA.filter((medium) => medium !== 'weather');
export const soldMedium = z.enum(SOLD_MEDIA);

export const billLine = z.object({
  code: z.string().describe('of a price component, or all_in, basic, power_factor, quota_surcharge, tier, loss_share, true_up'),
  period: z.enum(PRICE_PERIODS).nullable(),
  tier: z.number().int().nullable(),
  tariff: z.number().int().nullable().describe('index into tariffs: which version priced it'),
  quantity: decimal.nullable(),
  unit: z.string(),
  price: decimal.nullable(),
  amount: decimal.describe('yuan, two decimals'),
  isEstimated: z.boolean(),
  note: sentence.nullable(),
});

export const billMeter = z.object({
  ...named,
  meter: z.string(),
  share: decimal,
  startAt: instant,
  endAt: instant,
  startRegister: decimal.nullable().describe('as the display shows it; null: no reading near'),
  endRegister: decimal.nullable(),
  isInterpolated: z.boolean(),
  ratio: decimal,
  amount: decimal.nullable().describe('kWh or m³ after the ratio'),
  coverage: share,
  estimated: share,
  steps: z.array(sentence),
});

export const billView = z.object({
  medium: soldMedium,
  from: localDay,
  to: localDay.describe('excluded'),
  unit: z.enum(['kWh', 'm³']),
  quantity: decimal,
  lines: z.array(billLine),
  total: decimal.describe('yuan: the sum of the lines as they are printed'),
  coverage: share,
  estimated: share,
  meters: z.array(billMeter),
  tariffs: z.array(
    z.object({
      id: z.string(),
      revision: z.number().int(),
      validFrom: localDay,
      name: z.string(),
      nameEn: z.string().nullable(),
      sourceDoc: z.string(),
      isExample: z.boolean(),
    }),
  ),
  notes: z.array(sentence),
});

const trouble = z.object({
  kind: z.enum(['no_tariff', 'no_data', 'no_demand', 'no_reactive', 'no_quota', 'bad_span']),
  from: localDay,
  to: localDay,
  words: sentence,
});
/** A bill, or why there is none: never a zero instead. */
export const outcomeView = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('billed'), bill: billView }),
  z.object({ kind: z.literal('refused'), troubles: z.array(trouble) }),
]);

export type BillView = z.infer<typeof billView>;
export type OutcomeView = z.infer<typeof outcomeView>;
