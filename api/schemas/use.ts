import { z } from 'zod';
import { COMPARISONS, DAY_KINDS } from '../../domain/compared-span.ts';
import { BUILDING_FUNCTIONS } from '../../domain/site.ts';
import { SUB_ITEMS } from '../../domain/sub-item.ts';
import { alertEventView, words } from './alerts.ts';
import { instant, localDay, medium, named, share } from './common.ts';

const span = { from: localDay, to: localDay.describe('excluded') };
const building = z.string().optional().describe('default: the whole school');
const known = { value: z.number().nullable(), coverage: share, estimated: share };
const kinds = z.record(z.enum(DAY_KINDS), z.number().int());
const rate = z.number().nullable();

/**
 * GET /api/sites/:site/use/comparison: buildings beside each other, and each beside its own past. Whole days: `to` is cut at today.
 * `day_types` compares each day with the mean day of its kind in the eight weeks before the span.
 */
export const comparisonQuery = z.strictObject({ medium, ...span, against: z.enum(COMPARISONS).default('month') });
const compared = z.object({
  amount: z.object({ ...known, held: z.number().describe('used in long gaps, part of `value`') }),
  areaM2: z.number().nullable().describe('null: nobody said it, or only a part of the building may be seen'),
  perM2: z.number().nullable(),
  people: z.number().nullable().describe('weighted heads; kept for the school, not for buildings'),
  perPerson: z.number().nullable(),
  nightShare: z
    .object({ value: z.number().nullable(), coverage: share })
    .nullable()
    .describe('22:00–06:00; null: the span is too long for it'),
  before: z.object({ ...known, days: z.number().int() }),
  /** Of the span what the comparison is made of: with `day_types` only days that have days of their kind before them. */
  now: z.object({ ...known, days: z.number().int() }),
  change: z.number().nullable().describe('now ÷ before − 1; null unless 90 % of both are known'),
});
export const comparisonAnswer = z.object({
  medium,
  unit: z.string(),
  ...span,
  against: z.enum(COMPARISONS),
  before: z.object(span),
  kinds,
  beforeKinds: kinds,
  nightShareDays: z.number().int().describe('longer spans have no night share'),
  whole: compared.nullable(),
  buildings: z.array(compared.extend({ building: z.string(), ...named, function: z.enum(BUILDING_FUNCTIONS) })),
});

/** GET /api/sites/:site/use/sub-items: electricity by sub-item of the national code. */
export const subItemsQuery = z.strictObject({ building, ...span });
export const subItemsAnswer = z.object({
  unit: z.string(),
  total: z.object(known),
  buildings: z.number().int(),
  items: z.array(
    z.object({
      item: z.enum(SUB_ITEMS),
      meters: z.number().int().describe('0: not metered separately'),
      buildings: z.number().int().describe('in which a part of it is metered'),
      amount: z.object(known),
      share: z.number().nullable().describe('of the total; above 1 where the meters contradict each other'),
    }),
  ),
  rest: z.number().nullable().describe('total − what is metered by sub-item; null where one of them is not known well'),
  restShare: z.number().nullable(),
});

/**
 * GET /api/sites/:site/use/load: the days of a span by the clock. Rates are kW or L/h, means of a quarter hour or hour in which every
 * meter is known. Night is 22:00–06:00; `base` the mean of the eight lowest half hours of a day.
 */
export const loadQuery = z.strictObject({ medium, building, ...span });
const profile = z.object({
  days: z.number().int(),
  mean: z.array(rate).describe('96 quarters of the clock'),
  low: z.array(rate),
  high: z.array(rate),
});
const peak = z.object({ rate: z.number(), at: instant });
export const loadAnswer = z.object({
  medium,
  unit: z.string(),
  rateUnit: z.string(),
  stepRate: z.number().describe('rate that one step of the registers makes of a quarter hour: finer nobody sees'),
  ...span,
  coverage: share,
  nightShare: z.number().nullable(),
  /** Middle of the days. */
  base: rate,
  peak: peak.nullable(),
  byKind: z.array(
    z.object({ kind: z.enum(DAY_KINDS), days: z.number().int(), amount: z.number().nullable(), share: share.nullable(), profile }),
  ),
  days: z.array(
    z.object({
      day: localDay,
      kind: z.enum(DAY_KINDS),
      coverage: share,
      peak: peak.nullable(),
      base: rate,
      hours: z.array(rate).describe('24 hours of the clock'),
    }),
  ),
});

/** GET /api/sites/:site/use/day-load: one day by quarter hours, beside the days of its kind in the eight weeks before. */
export const dayLoadQuery = z.strictObject({ medium, building, day: localDay });
export const dayLoadAnswer = z.object({
  medium,
  rateUnit: z.string(),
  day: localDay,
  kind: z.enum(DAY_KINDS),
  quarters: z.array(z.object({ at: instant, rate, isEstimated: z.boolean(), low: rate, middle: rate, high: rate })),
  usualDays: z.number().int(),
  peak: peak.nullable(),
});

/** GET /api/sites/:site/use/night-flow: mean rate 02:00–05:00 of each night, building by building. */
export const nightFlowQuery = z.strictObject({ medium, ...span });
export const nightFlowAnswer = z.object({
  unit: z.string(),
  buildings: z.array(
    z.object({
      building: z.string(),
      ...named,
      function: z.enum(BUILDING_FUNCTIONS),
      nights: z.array(z.object({ night: localDay, value: z.number().nullable(), coverage: share })),
    }),
  ),
});

/** GET /api/sites/:site/use/done: what was said and done about the alerts of a building, newest first, at most 50. */
export const doneQuery = z.strictObject({ building: z.string(), fromNight: localDay, toNight: localDay });
export const doneAnswer = z.object({
  done: z.array(z.object({ alert: z.string(), sentence: words, event: alertEventView })),
  all: z.number().int(),
});

export type DoneAnswer = z.infer<typeof doneAnswer>;
export type ComparisonAnswer = z.infer<typeof comparisonAnswer>;
export type ComparedUse = z.infer<typeof compared>;
export type SubItemsAnswer = z.infer<typeof subItemsAnswer>;
export type LoadAnswer = z.infer<typeof loadAnswer>;
export type DayLoadAnswer = z.infer<typeof dayLoadAnswer>;
export type NightFlowAnswer = z.infer<typeof nightFlowAnswer>;
