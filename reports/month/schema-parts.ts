import { z } from 'zod';
import { MEDIA } from '../../domain/medium.ts';

export const sentence = z.object({ zh: z.string(), en: z.string() });
export const named = z.object({ name: z.string(), nameEn: z.string() });
export const decimal = z.string().describe('decimal text');
export const share = z.number().min(0).max(1);
export const month = z.string().describe('YYYY-MM');
export const day = z.string().describe('local day');
export const instant = z.number().int().describe('epoch ms');

/** A number and how well it is known. `why`: the reason for null, or what a reader has to know. */
export const cell = z.object({ value: decimal.nullable(), coverage: share.nullable(), isEstimated: z.boolean(), why: sentence.nullable() });

export const INDICATORS = [
  'electricity',
  'water',
  'gas',
  'heat',
  'electricity_cost',
  'water_cost',
  'gas_cost',
  'heat_cost',
  'total_energy',
  'energy_per_m2',
  'energy_per_head',
  'water_per_head',
  'electricity_per_m2',
  'electricity_per_head',
  'co2',
] as const;

export const indicator = z.object({
  code: z.enum(INDICATORS),
  name: sentence,
  unit: z.string().describe('kWh, m³, yuan, kgce, kgce/m², kgce/head, m³/head, kgCO₂'),
  month: cell,
  lastMonth: cell,
  lastYear: cell,
  mom: z.number().nullable().describe('share of last month: 0.118 is +11.8 %'),
  yoy: z.number().nullable(),
  cumulated: cell.describe('January up to this month'),
  cumulatedLastYear: cell,
  quota: decimal.nullable().describe('of the year'),
  progress: z.number().nullable().describe('share of the quota'),
  formula: sentence.nullable().describe('how it is counted, with its factors'),
});

/** Three spans side by side. */
export const three = <T extends z.ZodType>(of: T) => z.object({ month: of, lastMonth: of, lastYear: of });

export const subItem = z.object({
  code: z.string().describe('01A00 …'),
  name: sentence,
  value: cell,
  share: z.number().nullable(),
  yoy: z.number().nullable(),
  metering: z.enum(['metered', 'part', 'none', 'rest']).describe('rest: the total less what is metered apart'),
  note: sentence.nullable().describe('such as: split units that are not metered apart count here'),
});

export const buildingRow = named.extend({
  campus: z.string(),
  campusEn: z.string().optional(),
  building: z.string(),
  electricity: cell,
  share: z.number().nullable().describe('of the school'),
  yoy: z.number().nullable(),
  nightShare: z.number().nullable().describe('of the electricity, 22:00 to 06:00'),
  water: cell,
  waterYoy: z.number().nullable(),
  minNightFlowLph: z.number().nullable().describe('median of the nights'),
});

export const loss = z.object({ amount: decimal, unit: z.enum(['kWh', 'm³']), yuan: decimal.nullable(), how: sentence });

export const anomaly = z.object({
  number: z.number().int(),
  alert: z.string(),
  foundAt: instant,
  place: sentence,
  what: sentence,
  handling: sentence,
  acceptance: sentence.nullable(),
  tookMs: z.number().nullable(),
  loss: loss.nullable().describe('an estimate'),
});

/** What one meter counted, so that the sums can be added up again and two versions can say which readings differ. */
export const meterTotal = named.extend({
  meter: z.string().nullable().describe('null: the staff flats of a building together'),
  building: z.string(),
  medium: z.enum(MEDIA),
  month: z.number().nullable(),
  lastMonth: z.number().nullable(),
  lastYear: z.number().nullable(),
  coverage: share,
  held: z.number().describe('of the month, in long gaps: in the month and in none of its days'),
  days: z.array(z.number().nullable()).describe('of the month, kWh or m³'),
});

export const daySeries = z.object({
  days: z.array(day),
  values: z.array(z.number().nullable()),
  estimated: z.array(z.boolean()),
  lastYear: z.array(z.number().nullable()).describe('the same day of the month'),
});
