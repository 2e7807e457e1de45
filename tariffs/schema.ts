import { z } from 'zod';
import { DECIMAL, type Decimal } from '../domain/decimal.ts';
import { PRICE_PERIODS, type Tariff } from '../domain/tariff.ts';
import { checkTariff } from './tariff-checks.ts';

/** An object without other keys; of an unknown one it says which are known. */
const object = <S extends z.core.$ZodLooseShape>(shape: S) =>
  z.strictObject(shape, {
    error: ({ code, keys }) =>
      code === 'unrecognized_keys' ? `not known: ${String(keys)}; known: ${Object.keys(shape).join(', ')}` : undefined,
  });

/** Decimal text; a whole number may come as one. */
const decimal = z
  .union([z.string(), z.int()], { error: `a decimal number as text is wanted, such as '0.538'` })
  .transform(String)
  .refine((text): text is Decimal => DECIMAL.test(text), {
    error: `a decimal number is wanted, such as 0.538 or -0.25, at most 12 decimals`,
  });
const positive = decimal.refine((text) => !text.startsWith('-') && Number(text) !== 0, { error: 'has to be above zero' });
const notNegative = decimal.refine((text) => !text.startsWith('-'), { error: 'may not be below zero' });

const day = z.iso.date({ error: 'a day is wanted, such as 2026-07-01' });
/** Text that may look like a whole number, such as a customer class of 203. */
const words = (error?: string) => z.union([z.string(), z.int()], error === undefined ? {} : { error }).transform(String);
const text = (most: number) => words().pipe(z.string().trim().min(1, { error: 'may not be empty' }).max(most));
const DOCUMENT = 'the document that says so is wanted: its number or address';
const code = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, { error: 'a code of small letters, digits and _ is wanted, such as gov_fund' });
const period = z.enum(PRICE_PERIODS);
const monthDay = '(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])';
const clock = z.string().regex(/^([01]\d|2[0-3]):(00|15|30|45)$|^24:00$/, {
  error: 'a clock time on the quarter hour is wanted, 00:00 to 24:00',
});

const calendar = object({
  months: z.array(z.int().min(1).max(12)).min(1).optional(),
  dateRanges: z
    .array(z.string().regex(new RegExp(`^${monthDay}/${monthDay}$`), { error: 'a range of days is wanted, such as 07-15/08-31' }))
    .min(1)
    .optional(),
  weekdays: z.array(z.int().min(0).max(6)).min(1).optional(),
  days: z.enum(['statutory', 'statutory_ge3days', 'workday', 'rest']).optional(),
  weather: object({
    highestGe: z.union([z.number(), decimal.transform(Number)]).pipe(z.number().min(-50).max(60)),
    daysInARow: z.int().min(1).max(30).optional(),
  }).optional(),
  periods: z.array(object({ from: clock, to: clock, period })),
});

const tou = object({
  ratios: z.partialRecord(period, positive).optional(),
  adders: z.partialRecord(period, decimal).optional(),
  calendars: z.array(calendar).min(1),
  defaultPeriod: period.default('flat'),
});

const demand = object({
  mode: z.enum(['capacity', 'actual', 'declared']),
  price: notNegative,
  capacityKva: positive.optional(),
  declaredKw: positive.optional(),
  limit: positive.optional(),
  excessRule: z.enum(['double_added', 'double_total']).optional(),
  windowMin: z.int().min(15).max(60).multipleOf(15, { error: 'has to be 15, 30, 45 or 60' }).default(15),
});

const quotaSurcharge = object({
  component: code,
  steps: z.array(object({ overPercentLe: positive.nullable().default(null), times: positive })).min(1),
  period: z.enum(['month', 'quarter', 'year']),
});

/** A tariff as people write it: the keys of domain/tariff.ts. What is wrong with it names the place, the value and what is allowed. */
export const tariffSchema = object({
  id: words().pipe(z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, { error: 'small letters, digits and - are wanted, at most 64' })),
  name: text(100),
  nameEn: text(100).optional(),
  medium: z.enum(['electricity', 'water', 'gas', 'heat']),
  customerClass: text(100),
  validFrom: day,
  validTo: day.nullable().default(null),
  sourceDoc: words(DOCUMENT).pipe(z.string().trim().min(2, { error: DOCUMENT }).max(300)),
  isExample: z.boolean().optional(),
  currency: z.literal('CNY').default('CNY'),
  components: z
    .array(object({ code, price: decimal, floats: z.boolean().default(false), isInPowerFactorBase: z.boolean().optional() }))
    .min(1),
  itemize: z.enum(['all_in', 'components']).default('all_in'),
  priceDecimals: z.int().min(2).max(12).optional(),
  tou: tou.optional(),
  tiers: object({
    basis: z.enum(['calendar_year', 'month', 'billing_period']),
    bounds: z.array(positive).min(1),
    adders: z.array(decimal).min(2),
  }).optional(),
  demand: demand.optional(),
  powerFactor: object({ standard: z.enum(['0.90', '0.85', '0.80']), table: z.literal('1983-215').default('1983-215') }).optional(),
  quotaSurcharge: quotaSurcharge.optional(),
  fixed: z.array(object({ code, amount: notNegative })).optional(),
}).superRefine((tariff: Tariff, context) => {
  for (const { path, message } of checkTariff(tariff)) context.addIssue({ code: 'custom', path, message });
});

/** One mistake; `path` as the text has it: `tiers.bounds.1`. */
export interface TariffMistake {
  path: string;
  message: string;
}

export type ParsedTariff = { kind: 'tariff'; tariff: Tariff } | { kind: 'mistakes'; mistakes: TariffMistake[] };

/** @param given anything: what JSON or YAML brought */
export function parseTariff(given: unknown): ParsedTariff {
  const result = tariffSchema.safeParse(given);
  if (result.success) return { kind: 'tariff', tariff: result.data };
  const mistakes = result.error.issues.map(({ path, message }) => ({
    path: path.join('.'),
    message: `${message}${cameOf(given, path)}`,
  }));
  return { kind: 'mistakes', mistakes };
}

/** The value at a place, where it is a single one. */
function cameOf(given: unknown, path: readonly PropertyKey[]): string {
  const value = path.reduce<unknown>((inside, key) => (inside as Record<PropertyKey, unknown> | null | undefined)?.[key], given);
  if (typeof value === 'number' || typeof value === 'boolean') return ` (got ${value})`;
  return typeof value === 'string' ? ` (got '${value.slice(0, 100)}')` : '';
}
