import { z } from 'zod';
import { clockTime } from '../analysis/rule.ts';
import { DEFAULT_PRICES } from '../domain/cost.ts';
import { MEDIA } from '../domain/medium.ts';
import { BUILDING_FUNCTIONS, DAY_TYPES, FALL_RULES, METER_ROLES, SPACE_FUNCTIONS } from '../domain/site.ts';
import { findBrokenReferences } from './site-references.ts';
import { text } from './text.ts';

const ID = text(/^[\p{L}\p{N}_.:-]{1,64}$/u, 'letters, digits, and _ . : - (at most 64)').describe('stable id, unique in its list');
const named = {
  name: z.string().min(1).describe('name in Chinese'),
  nameEn: z.string().min(1).optional().describe('name in English; default: the same'),
};
const DAY = z.iso.date();
const INSTANT = z.iso.datetime({ offset: true }).transform((instant) => Date.parse(instant));
const walkOrder = z.number().int().default(0).describe("place on the guard's way, smaller is earlier");
const isTimeZone = (zone: string) => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
};

const campus = z.strictObject({ id: ID, ...named });
const building = z.strictObject({
  id: ID,
  ...named,
  campus: ID.describe('id of its campus'),
  function: z.enum(BUILDING_FUNCTIONS).describe('what the building is for'),
  floors: z.number().int().positive().optional().describe('number of floors'),
  areaM2: z.number().positive().optional().describe('floor area, m²'),
  walkOrder,
});
const space = z.strictObject({
  id: ID,
  ...named,
  building: ID.describe('id of its building'),
  floor: z.number().int().describe('number of its floor'),
  function: z.enum(SPACE_FUNCTIONS).describe('what the room or floor is for; `floor` is a whole floor'),
  walkOrder,
});
const meter = z.strictObject({
  id: ID.describe('meter id: last level of the native topic'),
  ...named,
  building: ID.describe('id of its building'),
  space: ID.optional().describe('id of the room or floor that it measures'),
  medium: z.enum(MEDIA).describe('what it measures'),
  role: z.enum(METER_ROLES).describe('where it sits'),
  item: z
    .strictObject({
      scheme: z.string().min(1).describe('the guideline or platform that numbers it'),
      code: z.string().length(5).describe('class, sub-item letter, two levels, such as 01B20'),
    })
    .optional()
    .describe('energy-item code; default: by medium and role after the 2008 national guideline'),
  kind: z.enum(['register', 'interval']).default('register').describe('register: a running total; interval: amounts per reading interval'),
  digits: z.number().int().min(3).max(12).default(6).describe('digits before the decimal point of the register'),
  resolution: z.number().positive().default(0.01).describe('smallest step of the register, before the ratio'),
  ratingPerHour: z.number().positive().optional().describe('largest plausible kWh/h or m³/h, after the ratio'),
  ratios: z
    .array(
      z.strictObject({
        from: INSTANT.describe('since when'),
        ratio: z.number().positive().describe('consumption = register difference × ratio'),
      }),
    )
    .default([])
    .describe('CT ratio and since when; the first reaches back without limit; none means 1'),
  parent: ID.optional().describe('id of the meter that also counts what this one counts'),
  serial: z.string().min(1).optional().describe("the meter's own number"),
  readingIntervalS: z.number().int().positive().default(900).describe('usual time between readings, seconds'),
  acUnits: z.number().int().positive().optional().describe('air-conditioners on this circuit'),
  q1Lph: z.number().positive().optional().describe('smallest flow that the water meter sees, L/h'),
  ratedKw: z.number().positive().optional().describe('power of everything on this circuit that is on, kW; default: learned'),
  alwaysOn: z.boolean().optional().describe('runs day and night on purpose (servers, cold stores): rules about use stay silent'),
  frostTaps: z.number().int().min(0).optional().describe('taps behind this meter that are left to trickle in frost nights'),
  continuousFlowExpected: z.boolean().optional().describe('flow round the clock is normal here: leak rules stay silent'),
  battery: z.boolean().optional().describe('reports once a day'),
  falls: z
    .enum(FALL_RULES)
    .optional()
    .describe(
      'what a falling register means; judge (default): by the evidence; restart: it begins again at zero whenever its device restarts; net: it runs backwards when energy flows back',
    ),
  spreadGaps: z
    .boolean()
    .optional()
    .describe('the total of a gap over midnight is spread over its days as an estimate, instead of being shown beside them'),
  stamp: z
    .enum(['end', 'start'])
    .optional()
    .describe('of a feed of amounts: whether it is stamped at the end (default) or the start of the time that it counts'),
  walkOrder,
});

const virtualMeter = z.strictObject({
  id: ID.describe('id, also unlike that of any meter'),
  ...named,
  medium: z.enum(MEDIA).exclude(['weather']).describe('what its meters measure'),
  terms: z
    .array(
      z.strictObject({
        meter: ID.describe('id of a meter'),
        share: z
          .number()
          .refine((share) => share !== 0, 'a number other than 0')
          .meta({ allowed: 'a number other than 0' })
          .default(1)
          .describe('its part: 1 is all of it, 0.5 half of it, -1 takes it away'),
      }),
    )
    .min(1)
    .describe('the meters that are added up'),
});

const prices = z.strictObject({
  yuanPerKwh: z.number().positive().default(DEFAULT_PRICES.yuanPerKwh).describe('yuan per kWh'),
  yuanPerM3: z.number().positive().default(DEFAULT_PRICES.yuanPerM3).describe('yuan per m³'),
});
const quota = z.strictObject({
  medium: z.enum(MEDIA).exclude(['weather']).describe('what it limits'),
  year: z.number().int().min(2000).max(2100).describe('calendar year'),
  amount: z.number().positive().describe('kWh or m³'),
  building: ID.optional().describe('id of the building; absent: the whole school'),
});

const dayRange = { firstDay: DAY.describe('first local day'), lastDay: DAY.describe('last local day, included') };
const terms = z.array(z.strictObject({ name: z.string().describe('name of the term'), ...dayRange }));
const WEEKDAYS = z.array(z.number().int().min(0).max(6));
const gradeGroup = z.strictObject({
  id: ID,
  ...named,
  buildings: z.array(ID).min(1).describe('ids of the buildings where they are'),
  terms: terms.optional().describe('absent: the terms of the school'),
});
const holidayYear = z.strictObject({
  year: z.number().int().min(2000).max(2100).describe('calendar year'),
  source: z.string().min(1).describe('the notice of the State Council: number or address'),
  off: z.array(z.strictObject({ name: z.string().describe('name of the holiday'), ...dayRange })).describe('days off'),
  makeupWorkdays: z.array(DAY).describe('weekend days that are worked'),
  isProvisional: z.boolean().optional().describe('the notice is not out yet'),
});
const week = z.strictObject({
  eveningStudy: WEEKDAYS.describe('days of the week (0 = Sunday) with evening self-study'),
  custody: WEEKDAYS.describe('days of the week without lessons on which children are looked after'),
  lightsOut: clockTime.describe('local time'),
});
const calendar = z.strictObject({
  holidays: z.enum(['china', 'none']).default('china').describe('table of statutory holidays and make-up workdays'),
  terms: terms.default([]).describe('days outside every term are vacation; none: every weekday teaches'),
  exceptions: z
    .array(
      z.strictObject({
        ...dayRange,
        type: z.enum(DAY_TYPES).describe('what these days are'),
        note: z.string().optional().describe('why'),
        groups: z.array(ID).min(1).optional().describe('grade groups that it is for; absent: all'),
      }),
    )
    .default([])
    .describe('days that differ from the rule; they win over everything else'),
  groups: z.array(gradeGroup).optional().describe('classes whose days differ from those of the school'),
  holidayYears: z
    .array(holidayYear)
    .optional()
    .describe('statutory holidays of years that the program does not know; they win over its own'),
  week: week.optional().describe("the school's week; absent: evening study from Sunday to Thursday"),
});

export const siteSchema = z
  .strictObject({
    id: ID.describe('site id: second level of the native topic'),
    ...named,
    timeZone: z
      .string()
      .refine(isTimeZone, 'an IANA time zone, such as Asia/Shanghai')
      .meta({ allowed: 'an IANA time zone, such as Asia/Shanghai' })
      .default('Asia/Shanghai')
      .describe('local days and months follow it'),
    calendar: calendar.prefault({}).describe('when the school teaches'),
    campuses: z.array(campus).min(1).describe('one or more grounds'),
    buildings: z.array(building).default([]).describe('buildings'),
    spaces: z.array(space).default([]).describe('rooms and floors'),
    meters: z.array(meter).default([]).describe('meters'),
    prices: prices.optional().describe('what a unit costs, for the yuan beside an alert'),
    quotas: z.array(quota).default([]).describe('what the school or a building may use in a year'),
    virtualMeters: z.array(virtualMeter).default([]).describe('meters that are only computed: sums, differences and shares of others'),
  })
  // Run also when something else is wrong, so that a person sees all mistakes at once.
  .superRefine((plan, context) => findBrokenReferences(plan, (path, message) => context.addIssue({ code: 'custom', path, message })), {
    when: () => true,
  });

export type SiteSettings = z.infer<typeof siteSchema>;
