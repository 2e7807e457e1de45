import { z } from 'zod';
import { MEDIA } from '../../domain/medium.ts';
import { DAY_TYPES } from '../../domain/site.ts';
import {
  anomaly,
  buildingRow,
  cell,
  day,
  daySeries,
  decimal,
  indicator,
  instant,
  meterTotal,
  month,
  named,
  sentence,
  share,
  subItem,
  three,
} from './schema-parts.ts';

/**
 * The one frozen data set of a month, from which page, PDF, XLSX and notice are made. It carries no layout and no language but the
 * sentences, which are in both. Decimal texts are exact; absent is null with its reason, never zero.
 */
export const REPORT_SCHEMA = 1;

export const monthReport = z.object({
  schema: z.literal(REPORT_SCHEMA),
  site: named.extend({ id: z.string(), timeZone: z.string() }),
  month,
  version: z.number().int().min(1),
  madeAt: instant,
  dataUntilAt: instant.nullable().describe('newest reading that is in it'),
  coverage: z.array(
    z.object({ medium: z.enum(MEDIA), covered: share, estimated: share, held: z.number().describe('in long gaps, kWh or m³') }),
  ),

  summary: z.array(sentence).describe('five sentences'),
  days: z.object({
    teaching: three(z.number().int()),
    types: z.array(z.object({ type: z.enum(DAY_TYPES), ...three(z.number().int()).shape })),
    isProvisional: z.boolean(),
  }),
  perTeachingDay: z.object({ electricity: three(cell), water: three(cell) }),
  weather: z.object({
    meanC: three(z.number().nullable()),
    coolingDegreeDays: three(z.number().nullable()).describe('over 26 °C, sum of daily means'),
    heatingDegreeDays: three(z.number().nullable()).describe('under 18 °C'),
    knownDays: three(z.number().int()),
  }),
  adjusted: z
    .object({
      yoy: z.number().nullable(),
      interval: z.tuple([z.number(), z.number()]).nullable(),
      model: z.object({ kind: z.string(), r2: z.number(), cvrmse: z.number(), days: z.number().int() }).nullable(),
      refused: sentence.nullable(),
    })
    .describe('electricity: this month against what the model of a year before expects in its weather and days'),

  indicators: z.array(indicator),
  subItems: z.array(subItem),
  buildings: z.array(buildingRow).describe('all, by electricity; the PDF shows ten'),
  balance: z.array(z.object({ medium: z.enum(MEDIA), main: cell, parts: cell, gap: decimal.nullable(), gapShare: z.number().nullable() })),
  charts: z.object({
    electricity: daySeries,
    water: daySeries,
    months: z
      .array(z.object({ month, electricity: z.number().nullable(), water: z.number().nullable(), isEstimated: z.boolean() }))
      .describe('13, this one last'),
  }),

  anomalies: z.object({
    rows: z.array(anomaly).describe('by loss, then time'),
    counts: z.array(z.object({ rule: z.string(), name: sentence, count: z.number().int() })),
    omitted: z.number().int().describe('in staff flats: never listed'),
    more: z.number().int().describe('further ones, of a smaller loss than those in rows'),
  }),
  airConditioners: z
    .object({
      found: z.number().int(),
      off: z.number().int(),
      confirmedOff: z.number().int(),
      inUse: z.number().int(),
      falseAlarms: z.number().int(),
      open: z.number().int(),
    })
    .nullable()
    .describe('room-nights of the lists; null: no list was made'),
  avoided: z.object({ kwh: decimal, yuan: decimal, rooms: z.number().int(), how: sentence }).nullable().describe('confirmed by the meter'),
  leaks: z.object({
    found: z.number().int(),
    repaired: z.number().int(),
    lostM3: decimal.nullable(),
    stoppedM3PerDay: decimal.nullable().describe('flow that ended with a repair, a day'),
    yuanPerDay: decimal.nullable(),
  }),
  rounds: z.object({
    due: z.number().int(),
    done: z.number().int(),
    missed: z.array(day),
    answeredShare: z.number().nullable(),
    falseShare: z.number().nullable(),
    classes: z.object({
      best: z.array(z.object({ place: sentence, times: z.number().int() })),
      worst: z.array(z.object({ place: sentence, times: z.number().int() })),
    }),
  }),
  repairs: z.array(
    z.object({
      category: sentence,
      accepted: z.number().int(),
      done: z.number().int(),
      meanMs: z.number().nullable(),
      overdue: z.number().int(),
      satisfaction: z.null().describe('nobody is asked'),
    }),
  ),
  metering: z.object({
    meters: z.number().int(),
    online: z.number().int(),
    onlineShare: z.number().nullable(),
    stuck: z.array(named),
    silent: z.array(named),
    exchanged: z.array(named.extend({ at: instant })),
    estimatedShare: z.number().nullable(),
    manualReadings: z.number().int(),
    suspicious: z.number().int(),
    omitted: z.number().int().describe('stuck, silent or exchanged ones in staff flats: never listed'),
  }),
  causes: z
    .array(z.object({ text: sentence, basis: z.enum(['data', 'inference']) }))
    .describe('what the data says; people add theirs in the remarks'),
  savings: z.array(
    z.object({
      measure: z.string(),
      name: z.string(),
      method: sentence,
      percent: z.number().nullable(),
      interval: z.tuple([z.number(), z.number()]).nullable(),
      refused: sentence.nullable(),
    }),
  ),

  tariffs: z.array(
    z.object({
      medium: z.enum(MEDIA),
      name: z.string(),
      validFrom: day,
      revision: z.number().int(),
      sourceDoc: z.string(),
      isExample: z.boolean(),
    }),
  ),
  costTroubles: z.array(sentence).describe('why a cost is not known'),
  factors: z.array(
    z.object({
      name: sentence,
      value: decimal,
      unit: z.string(),
      region: z.string(),
      dataYear: z.number().int().nullable(),
      document: z.string(),
      note: sentence.nullable(),
    }),
  ),
  facts: z.array(z.object({ name: sentence, value: decimal, unit: z.string(), source: z.string(), fromMonth: month })),
  benchmarks: z.array(
    z.object({
      indicator: sentence,
      ours: decimal.nullable(),
      published: decimal,
      unit: z.string(),
      of: sentence,
      year: z.number().int(),
      source: z.string(),
    }),
  ),
  definitions: z.array(z.object({ term: sentence, text: sentence })),

  meters: z.array(meterTotal).describe('what the sums are made of; the meters of staff flats are one row a building'),

  changes: z
    .object({
      fromVersion: z.number().int(),
      reasons: z.array(sentence).describe('what arrived since: readings of which meter and days, corrections by whom, tariffs, facts'),
      rows: z.array(z.object({ what: sentence, before: z.string().nullable(), after: z.string().nullable(), unit: z.string() })),
    })
    .nullable()
    .describe('null: the first version'),
});

export type MonthReport = z.infer<typeof monthReport>;
export type Indicator = z.infer<typeof indicator>;
export type Cell = z.infer<typeof cell>;
export type Anomaly = z.infer<typeof anomaly>;
export type BuildingRow = z.infer<typeof buildingRow>;
export type SubItem = z.infer<typeof subItem>;
export type MeterTotal = z.infer<typeof meterTotal>;

/** What people write beside the numbers, until the report is approved. */
export const remarks = z.object({
  causes: z.array(z.object({ text: z.string().trim().min(1).max(300), basis: z.enum(['data', 'inference']) })).max(8),
  measures: z
    .array(
      z.object({
        text: z.string().trim().min(1).max(300),
        responsible: z.string().trim().max(60),
        dueDay: day.nullable(),
      }),
    )
    .max(8),
  note: z.string().trim().max(1000),
});
export type Remarks = z.infer<typeof remarks>;
export const NO_REMARKS: Remarks = { causes: [], measures: [], note: '' };
