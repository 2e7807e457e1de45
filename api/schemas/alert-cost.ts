import { z } from 'zod';
import { ALERT_STATES } from '../../domain/alert.ts';
import { words } from './alerts.ts';
import { localDay, named } from './common.ts';

const sum = z.object({
  count: z.number().int(),
  kwh: z.number(),
  m3: z.number(),
  yuan: z.number().describe('by the mean price of a unit'),
});
/** GET /api/sites/:site/alert-cost?fromNight&toNight: estimates; each matter once, however many rules saw it */
export const alertCostAnswer = z.object({
  fromNight: localDay,
  toNight: localDay,
  prices: z.object({ yuanPerKwh: z.number(), yuanPerM3: z.number() }),
  total: sum,
  perDay: z.number().describe('yuan that one more day costs, of what is open and goes on day after day'),
  avoided: z
    .object({ kwh: z.number(), yuan: z.number(), times: z.number().int() })
    .describe('switched off by people, confirmed by the meter'),
  rules: z.array(sum.extend({ rule: z.string(), name: words })).describe('dearest first'),
  buildings: z.array(sum.extend({ building: z.string(), ...named })).describe('dearest first'),
  dearest: z
    .array(sum.extend({ alert: z.string(), night: localDay, state: z.enum(ALERT_STATES), sentence: words }))
    .describe('without homes'),
  notCounted: z.number().int().describe('speak of what another alert counts, or were not wrong'),
});
export type AlertCostAnswer = z.infer<typeof alertCostAnswer>;
export type AlertCostSum = z.infer<typeof sum>;
