import { z } from 'zod';
import { DAY_TYPES } from '../../domain/site.ts';
import { WEATHER_SOURCES } from '../../domain/weather.ts';
import { clockTime, instant, localDay, named } from './common.ts';

const span = { firstDay: localDay, lastDay: localDay };
const weekdays = z.array(z.number().int().min(0).max(6));
const id = z.string().regex(/^[\p{L}\p{N}_.:-]{1,64}$/u);
const term = z.strictObject({ name: z.string().trim().min(1).max(100), ...span });
export const holidayYear = z.strictObject({
  year: z.number().int().min(2000).max(2100),
  source: z.string().trim().min(1).max(500),
  off: z.array(z.strictObject({ name: z.string().max(100), ...span })),
  makeupWorkdays: z.array(localDay),
  isProvisional: z.boolean().optional(),
});
/** A whole calendar, as people edit it. */
export const calendarPlan = z.strictObject({
  terms: z.array(term).max(200),
  holidays: z.enum(['china', 'none']),
  exceptions: z
    .array(z.strictObject({ ...span, type: z.enum(DAY_TYPES), note: z.string().max(200).optional(), groups: z.array(id).optional() }))
    .max(2000),
  groups: z
    .array(
      z.strictObject({
        id,
        name: z.string().trim().min(1).max(100),
        nameEn: z.string().trim().min(1).max(100).optional(),
        buildings: z.array(id),
        terms: z.array(term).optional(),
      }),
    )
    .max(50)
    .optional(),
  holidayYears: z.array(holidayYear).max(50).optional(),
  week: z.strictObject({ eveningStudy: weekdays, custody: weekdays, lightsOut: clockTime }).optional(),
});

/** GET /api/sites/:site/calendar/plan */
export const calendarPlanAnswer = z.object({
  plan: calendarPlan,
  /** Who edited it last; null: as the settings file declares it. */
  edited: z.object({ by: z.string(), at: instant }).nullable(),
  /** Years whose holidays are known, with where from. */
  years: z.array(z.object({ year: z.number().int(), source: z.string(), isProvisional: z.boolean() })),
  /** Last day whose type is certain: after it a term is missing, or the holidays are not published. Null: there is none. */
  certainUntil: localDay.nullable(),
  /** What has to be done soon: words for people. Empty: nothing. */
  warnings: z.array(z.object({ zh: z.string(), en: z.string() })),
});
/** PUT /api/sites/:site/calendar/plan */
export const calendarPlanRequest = z.strictObject({ plan: calendarPlan });
/**
 * POST /api/sites/:site/calendar/holidays: a year as the file of holiday-cn has it (year, papers, days with name, date, isOffDay).
 * Refused without `papers`: lists without a notice were found to be invented.
 */
export const holidayImport = z.strictObject({ file: z.string().max(60_000).describe('JSON text') });

/** GET /api/sites/:site/weather */
export const weatherAnswer = z.object({
  /** Newest hour known, with its source; null: no weather at all. */
  latest: z.object({ at: instant, temperatureC: z.number(), source: z.enum(WEATHER_SOURCES) }).nullable(),
  sources: z.array(z.object({ source: z.enum(WEATHER_SOURCES), newestAt: instant })),
  /** Share of the hours of the last 30 days that are known. */
  coverage: z.number(),
  /** Lowest hour of the coming night by forecast; null without one. */
  tonightLowestC: z.number().nullable(),
  hours: z.array(z.object({ at: instant, temperatureC: z.number().nullable() })).describe('the last seven days'),
});
/** POST /api/sites/:site/weather: CSV text with the columns timestamp (UTC or with offset) and air_temperature_c. */
export const weatherImport = z.strictObject({ file: z.string().max(5_000_000) });
export const importAnswer = z.object({ taken: z.number().int(), refused: z.array(z.string()).max(20) });

/** A building or grade group of which days are shown beside those of the school. */
export const groupName = z.object({ id: z.string(), ...named });

export type CalendarPlanView = z.infer<typeof calendarPlan>;
export type CalendarPlanAnswer = z.infer<typeof calendarPlanAnswer>;
export type WeatherAnswer = z.infer<typeof weatherAnswer>;
