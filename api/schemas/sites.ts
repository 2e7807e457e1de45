import { z } from 'zod';
import { BOOKINGS } from '../../domain/consumption.ts';
import { CLOCKS } from '../../domain/reading.ts';
import { STEP_KINDS } from '../../domain/register.ts';
import { BUILDING_FUNCTIONS, DAY_TYPES, FALL_RULES, METER_ROLES, OUTAGE_KINDS, SPACE_FUNCTIONS } from '../../domain/site.ts';
import { instant, localDay, medium, named, share } from './common.ts';
import { detectionLimit } from './rules.ts';

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
export const calendarQuery = z.strictObject({ from: localDay, to: localDay, building: z.string().optional() });
export const calendarAnswer = z.object({
  days: z.array(
    z.object({
      day: localDay,
      type: z.enum(DAY_TYPES),
      holiday: z.string().nullable().describe('name of a statutory holiday'),
      isProvisional: z.boolean().describe('the notice for this year is not known'),
    }),
  ),
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
  /** `silent`: no reading for longer than its kind allows; `never`: none at all; `suspect`: a step of the last 30 days is open. */
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

/** A step as a list shows it; a correction that explains it stands in GET /api/sites/:site/steps. */
export const stepSummary = z.object({
  fromAt: instant,
  toAt: instant,
  from: z.number(),
  to: z.number(),
  kind: z.enum(STEP_KINDS),
  amount: z.number().nullable().describe('register units; null where not known'),
  consumption: z.number().nullable().describe('kWh or m³, after the ratio'),
  booking: z.enum(BOOKINGS),
  size: z.number().describe('distance between both readings, after the ratio'),
  open: z.boolean().describe('waits for a person'),
});

const since = instant.nullable().describe('null: as declared, before anybody said otherwise');

/** GET /api/sites/:site/meters/:meter */
export const meterDetail = meterSummary.extend({
  kind: z.enum(['register', 'interval']),
  digits: z.number().int(),
  resolution: z.number(),
  ratingPerHour: z.number().nullable(),
  falls: z.enum(FALL_RULES).describe('how a falling register is understood'),
  spreadGaps: z.boolean().describe('long gaps are spread over their days, as an estimate'),
  ratios: z.array(
    z.object({ fromAt: instant, ratio: z.number(), register: z.number().nullable().describe('what the display showed then, where known') }),
  ),
  channels: z.array(z.object({ source: z.string(), address: z.string() })),
  /** Serial numbers that its messages carried, by their first reading. */
  serials: z.array(z.object({ serial: z.string(), firstAt: instant, lastAt: instant })),
  /** Readings that a person took and that count. */
  manualReadings: z.object({ count: z.number().int(), lastAt: instant.nullable() }),
  /** What people said about it, by time; who said so stands in GET /api/sites/:site/corrections. */
  history: z.object({
    exchanges: z.array(
      z.object({
        at: instant,
        closing: z.number(),
        opening: z.number(),
        serial: z.string().nullable(),
        digits: z.number().int().nullable(),
        resolution: z.number().nullable(),
      }),
    ),
    places: z.array(z.object({ fromAt: since, building: z.string(), space: z.string().nullable() })),
    parents: z.array(z.object({ fromAt: since, parent: z.string().nullable() })),
    outages: z.array(z.object({ fromAt: instant, toAt: instant.nullable(), why: z.enum(OUTAGE_KINDS) })),
  }),
  /** What it can show at all. */
  limit: detectionLimit,
  /** Register steps that were not normal, newest first. */
  steps: z.array(stepSummary),
});

export type SiteSummary = z.infer<typeof siteSummary>;
export type CalendarAnswer = z.infer<typeof calendarAnswer>;
export type BuildingSummary = z.infer<typeof buildingSummary>;
export type BuildingDetail = z.infer<typeof buildingDetail>;
export type MeterSummary = z.infer<typeof meterSummary>;
export type StepSummary = z.infer<typeof stepSummary>;
export type MeterDetail = z.infer<typeof meterDetail>;
