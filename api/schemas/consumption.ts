import { z } from 'zod';
import { BUCKETS } from '../../consumption/buckets.ts';
import { DAY_TYPES } from '../../domain/site.ts';
import { instant, localDay, medium, named, quality, share } from './common.ts';

export const GROUPINGS = ['meter', 'building', 'medium', 'virtual'] as const;

/**
 * GET /api/sites/:site/consumption: consumption per local hour, day or month of [from, to).
 * `by=medium` is the whole site; `by=building` one series a building; `by=meter` one a meter; `by=virtual` one a virtual meter.
 * Buildings and the site are sums of meters that nothing above them counts again (domain/site.ts countingMeters).
 */
export const consumptionQuery = z.strictObject({
  by: z.enum(GROUPINGS).default('medium'),
  medium: medium.optional().describe('default: every medium that has consumption'),
  building: z.string().optional(),
  meter: z.string().optional(),
  bucket: z.enum(BUCKETS).default('day'),
  from: localDay,
  to: localDay.describe('excluded'),
});
export const bucket = z.object({
  at: instant,
  value: z.number().nullable(),
  coverage: share.describe('share of the expected intervals that are known'),
  estimated: share,
  held: z.number().describe('used in long gaps that lie wholly in this bucket: known, but in none of its smaller ones; part of `value`'),
});
export const series = z.object({
  key: z.string().describe('id of the meter, building or virtual meter, or the medium'),
  ...named,
  medium,
  unit: z.string(),
  total: z.number().nullable(),
  coverage: share,
  estimated: share,
  held: z.number().describe('used in long gaps inside the span asked for, part of `total`; more than the buckets hold together'),
  buckets: z.array(bucket),
});
export const consumptionAnswer = z.object({
  site: z.string(),
  bucket: z.enum(BUCKETS),
  from: localDay,
  to: localDay,
  series: z.array(series),
});

/**
 * GET /api/sites/:site/today?medium: the day so far beside the usual, by local hour. "Usual" is the middle half of the
 * last days of the same kind (teaching day, or not), at least 5 of them; null where there are fewer.
 */
export const todayQuery = z.strictObject({ medium });
export const todayAnswer = z.object({
  medium,
  unit: z.string(),
  day: localDay,
  dayType: z.enum(DAY_TYPES),
  now: instant,
  soFar: z.number().nullable(),
  coverage: share,
  usualSoFar: z.number().nullable(),
  comparedDays: z.number().int(),
  hours: z.array(
    z.object({
      at: instant,
      value: z.number().nullable(),
      coverage: share,
      usualLow: z.number().nullable(),
      usualMiddle: z.number().nullable(),
      usualHigh: z.number().nullable(),
    }),
  ),
});

/**
 * GET /api/sites/:site/nights?building&medium&from&to: mean rate 02:00–05:00 of each night, kW or L/h. A night is named
 * after the day on which it began: the night of the 20th is judged on the morning of the 21st. `to` is excluded.
 */
export const nightsQuery = z.strictObject({ building: z.string().optional(), medium, from: localDay, to: localDay });
export const nightsAnswer = z.object({
  unit: z.string(),
  nights: z.array(z.object({ night: localDay, value: z.number().nullable(), coverage: share })),
});

/** GET /api/sites/:site/meters/:meter/rate?from&to: power (kW) or flow (L/h), newest telemetry beside what the register proves. */
export const rateQuery = z.strictObject({ from: localDay, to: localDay.describe('excluded; at most 40 days') });
export const rateAnswer = z.object({
  unit: z.string(),
  /** Momentary values as the meter sent them. */
  telemetry: z.array(z.object({ at: instant, value: z.number() })),
  /** Mean of each 15-min interval. */
  intervals: z.array(z.object({ at: instant, value: z.number().nullable(), quality })),
});

export type Bucket = z.infer<typeof bucket>;
export type ConsumptionSeries = z.infer<typeof series>;
export type ConsumptionAnswer = z.infer<typeof consumptionAnswer>;
export type ConsumptionQuery = z.infer<typeof consumptionQuery>;
export type TodayAnswer = z.infer<typeof todayAnswer>;
export type NightsAnswer = z.infer<typeof nightsAnswer>;
export type RateAnswer = z.infer<typeof rateAnswer>;
