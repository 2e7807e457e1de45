import { z } from 'zod';
import { CLOCKS } from '../../domain/reading.ts';
import { BUILDING_FUNCTIONS, DAY_TYPES, METER_ROLES, SPACE_FUNCTIONS } from '../../domain/site.ts';
import { instant, localDay, medium, named, share } from './common.ts';

export const siteSummary = z.object({
  id: z.string(),
  ...named,
  timeZone: z.string(),
  today: localDay,
  dayType: z.enum(DAY_TYPES),
  /** Local days with intervals; null before the first. */
  span: z.object({ firstDay: localDay, lastDay: localDay }).nullable(),
  campuses: z.array(z.object({ id: z.string(), ...named })),
  /** Meters by medium; a page shows a medium only where there is one. */
  meters: z.partialRecord(medium, z.number().int()),
});
/** GET /api/sites */
export const siteList = z.object({ sites: z.array(siteSummary) });

/** The local day types of a span, for shading charts. GET /api/sites/:site/calendar?from&to (to excluded) */
export const calendarQuery = z.strictObject({ from: localDay, to: localDay });
export const calendarAnswer = z.object({
  days: z.array(z.object({ day: localDay, type: z.enum(DAY_TYPES) })),
  /** False when the table of statutory holidays does not reach the last day asked for. */
  holidaysKnown: z.boolean(),
});

export const buildingSummary = z.object({
  id: z.string(),
  ...named,
  campus: z.string(),
  function: z.enum(BUILDING_FUNCTIONS),
  floors: z.number().int().nullable(),
  areaM2: z.number().nullable(),
  walkOrder: z.number().int(),
  meters: z.number().int(),
  openAlerts: z.number().int(),
});
/** GET /api/sites/:site/buildings, in walking order */
export const buildingList = z.object({ buildings: z.array(buildingSummary) });

export const TRUST = ['ok', 'silent', 'never', 'suspect'] as const;
export const amount = z.object({ value: z.number().nullable(), coverage: share, estimated: share });

export const meterSummary = z.object({
  id: z.string(),
  ...named,
  building: z.string(),
  buildingName: z.string(),
  buildingNameEn: z.string(),
  space: z.object({ id: z.string(), ...named, floor: z.number().int(), function: z.enum(SPACE_FUNCTIONS) }).nullable(),
  medium,
  role: z.enum(METER_ROLES),
  item: z.object({ scheme: z.string(), code: z.string() }).nullable(),
  unit: z.string().describe('kWh, m³ or °C'),
  rateUnit: z.string().describe('kW, L/h or °C'),
  parent: z.string().nullable(),
  serial: z.string().nullable(),
  readingIntervalS: z.number(),
  latest: z
    .object({
      at: instant,
      receivedAt: instant,
      clock: z.enum(CLOCKS),
      register: z.number().nullable().describe('as the display shows it, before the ratio'),
      rate: z.number().nullable(),
    })
    .nullable(),
  /** Consumption of the local day so far, and of last night 22:00–06:00. Null for instruments without consumption. */
  today: amount.nullable(),
  lastNight: amount.nullable(),
  /** `silent`: no reading for longer than its kind allows; `never`: none at all; `suspect`: a held step in the last 30 days. */
  trust: z.enum(TRUST),
  openAlerts: z.number().int(),
});
/** GET /api/sites/:site/meters?building&medium */
export const meterQuery = z.strictObject({ building: z.string().optional(), medium: medium.optional() });
export const meterList = z.object({ meters: z.array(meterSummary) });

/** GET /api/sites/:site/buildings/:building */
export const buildingDetail = z.object({
  building: buildingSummary,
  spaces: z.array(
    z.object({ id: z.string(), ...named, floor: z.number().int(), function: z.enum(SPACE_FUNCTIONS), walkOrder: z.number().int() }),
  ),
  meters: z.array(meterSummary),
});

/** GET /api/sites/:site/meters/:meter */
export const meterDetail = meterSummary.extend({
  kind: z.enum(['register', 'interval']),
  digits: z.number().int(),
  resolution: z.number(),
  ratingPerHour: z.number().nullable(),
  ratios: z.array(z.object({ fromAt: instant, ratio: z.number() })),
  channels: z.array(z.object({ source: z.string(), address: z.string() })),
  /** Register steps that were not normal, newest first. */
  steps: z.array(
    z.object({ fromAt: instant, toAt: instant, from: z.number(), to: z.number(), kind: z.string(), amount: z.number().nullable() }),
  ),
});

export type SiteSummary = z.infer<typeof siteSummary>;
export type CalendarAnswer = z.infer<typeof calendarAnswer>;
export type BuildingSummary = z.infer<typeof buildingSummary>;
export type BuildingDetail = z.infer<typeof buildingDetail>;
export type MeterSummary = z.infer<typeof meterSummary>;
export type MeterDetail = z.infer<typeof meterDetail>;
