import { z } from 'zod';
import { MEDIA } from '../domain/medium.ts';
import { BUILDING_FUNCTIONS, DAY_TYPES, METER_ROLES, SPACE_FUNCTIONS } from '../domain/site.ts';

const ID = z
  .string()
  .regex(/^[\p{L}\p{N}_.:-]{1,64}$/u, 'only letters, digits, and _ . : - (at most 64)')
  .describe('stable id, unique in its list');
const named = {
  name: z.string().min(1).describe('name in Chinese'),
  nameEn: z.string().min(1).optional().describe('name in English; default: the same'),
};
const DAY = z.iso.date().describe('local day, YYYY-MM-DD');
const INSTANT = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
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
  function: z.enum(BUILDING_FUNCTIONS),
  floors: z.number().int().positive().optional(),
  areaM2: z.number().positive().optional().describe('floor area, m²'),
  walkOrder,
});
const space = z.strictObject({
  id: ID,
  ...named,
  building: ID.describe('id of its building'),
  floor: z.number().int(),
  function: z.enum(SPACE_FUNCTIONS),
  walkOrder,
});
const meter = z.strictObject({
  id: ID,
  ...named,
  building: ID,
  space: ID.optional(),
  medium: z.enum(MEDIA),
  role: z.enum(METER_ROLES),
  item: z.strictObject({ scheme: z.string().min(1), code: z.string().length(5) }).optional(),
  kind: z.enum(['register', 'interval']).default('register').describe('register: a running total; interval: amounts per reading interval'),
  digits: z.number().int().min(3).max(12).default(6).describe('digits before the decimal point of the register'),
  resolution: z.number().positive().default(0.01).describe('smallest step of the register, before the ratio'),
  ratingPerHour: z.number().positive().optional().describe('largest plausible kWh/h or m³/h, after the ratio'),
  ratios: z
    .array(z.strictObject({ from: INSTANT.describe('instant with offset'), ratio: z.number().positive() }))
    .default([])
    .describe('CT ratio and since when'),
  parent: ID.optional().describe('meter that also counts what this one counts'),
  serial: z.string().min(1).optional(),
  readingIntervalS: z.number().int().positive().default(900).describe('usual time between readings, seconds'),
  acUnits: z.number().int().positive().optional().describe('air-conditioners on this circuit'),
  q1Lph: z.number().positive().optional().describe('smallest flow that the water meter sees, L/h'),
  continuousFlowExpected: z.boolean().optional(),
  battery: z.boolean().optional().describe('reports once a day'),
  walkOrder,
});

const site = z
  .strictObject({
    id: ID.describe('site id: second level of the native topic'),
    ...named,
    timeZone: z.string().default('Asia/Shanghai').refine(isTimeZone, 'not an IANA time zone, for example Asia/Shanghai'),
    calendar: z
      .strictObject({
        holidays: z.enum(['china', 'none']).default('china'),
        terms: z.array(z.strictObject({ name: z.string(), firstDay: DAY, lastDay: DAY })).default([]),
        exceptions: z
          .array(z.strictObject({ firstDay: DAY, lastDay: DAY, type: z.enum(DAY_TYPES), note: z.string().optional() }))
          .default([]),
      })
      .prefault({}),
    campuses: z.array(campus).min(1),
    buildings: z.array(building).default([]),
    spaces: z.array(space).default([]),
    meters: z.array(meter).default([]),
  })
  .superRefine((plan, context) => checkReferences(plan, context));

type SiteSettings = z.infer<typeof site>;

/** Ids refer to what is there, once each; a parent chain ends. */
function checkReferences(plan: SiteSettings, context: z.RefinementCtx): void {
  const complain = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
  const lists = { campuses: plan.campuses, buildings: plan.buildings, spaces: plan.spaces, meters: plan.meters };
  for (const [list, entries] of Object.entries(lists)) {
    const seen = new Set<string>();
    entries.forEach(({ id }, index) => {
      if (seen.has(id)) complain([list, index, 'id'], `'${id}' is there twice`);
      seen.add(id);
    });
  }
  const ids = (entries: readonly { id: string }[]) => new Set(entries.map(({ id }) => id));
  const refer = (path: (string | number)[], value: string | undefined, known: Set<string>, what: string) => {
    if (value !== undefined && !known.has(value)) complain(path, `no ${what} '${value}'; known: ${[...known].join(', ') || 'none'}`);
  };
  const campuses = ids(plan.campuses);
  const buildings = ids(plan.buildings);
  const spaces = ids(plan.spaces);
  const meters = ids(plan.meters);
  plan.buildings.forEach((entry, index) => refer(['buildings', index, 'campus'], entry.campus, campuses, 'campus'));
  plan.spaces.forEach((entry, index) => refer(['spaces', index, 'building'], entry.building, buildings, 'building'));
  plan.meters.forEach((entry, index) => {
    refer(['meters', index, 'building'], entry.building, buildings, 'building');
    refer(['meters', index, 'space'], entry.space, spaces, 'space');
    refer(['meters', index, 'parent'], entry.parent, meters, 'meter');
  });
  const parentOf = new Map(plan.meters.map((entry) => [entry.id, entry.parent]));
  plan.meters.forEach((entry, index) => {
    const chain = new Set<string>([entry.id]);
    for (let parent = entry.parent; parent !== undefined; parent = parentOf.get(parent)) {
      if (chain.has(parent)) return complain(['meters', index, 'parent'], `'${parent}' is its own ancestor`);
      chain.add(parent);
    }
  });
}

const CLOCK_TIME = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a clock time HH:mm');

export const settingsSchema = z.strictObject({
  http: z
    .strictObject({
      host: z.string().default('127.0.0.1').describe('address to listen on; 0.0.0.0 opens it to the network'),
      port: z.number().int().min(0).max(65535).default(8080).describe('GREENLEAF_PORT wins over this'),
    })
    .prefault({}),
  mqtt: z
    .strictObject({
      url: z
        .string()
        .regex(/^(mqtts?|tcp|ssl|wss?):\/\/[^@\s]+$/, 'mqtt://host:port or mqtts://host:port, without user or password')
        .optional()
        .describe('your broker; absent: a broker of our own on loopback'),
      ownPort: z
        .number()
        .int()
        .min(0)
        .max(65535)
        .default(1883)
        .describe('port of our own broker (GREENLEAF_MQTT_PORT wins); taken: the next free one'),
      username: z.string().optional(),
      password: z.string().optional().describe('better: GREENLEAF_MQTT_PASSWORD or GREENLEAF_MQTT_PASSWORD_FILE'),
      root: z
        .string()
        .regex(/^[^#+\s]+$/, 'a topic without # + or spaces')
        .default('campus')
        .describe('first level of the native topics'),
      protocol: z.enum(['auto', '5', '3.1.1']).default('auto'),
      receiveMaximum: z
        .number()
        .int()
        .min(1)
        .max(65535)
        .default(20000)
        .describe('unacknowledged messages that the broker may send (MQTT 5)'),
      caFile: z.string().optional().describe('PEM file of the authority that signed the broker'),
    })
    .prefault({}),
  readings: z.enum(['auto', 'influx', 'sqlite']).default('auto').describe('where raw readings are kept'),
  influx: z
    .strictObject({
      url: z
        .url({ protocol: /^https?$/ })
        .optional()
        .describe('your InfluxDB; absent: a local influxd that Greenleaf starts'),
      database: z
        .string()
        .regex(/^[A-Za-z0-9_-]{1,64}$/)
        .default('greenleaf'),
      username: z.string().optional(),
      password: z.string().optional().describe('better: GREENLEAF_INFLUX_PASSWORD or GREENLEAF_INFLUX_PASSWORD_FILE'),
    })
    .prefault({}),
  collector: z
    .strictObject({
      unknown: z.enum(['quarantine', 'register']).default('quarantine').describe('what to do with a meter that nobody declared'),
      maxPayloadBytes: z.number().int().min(256).default(65536),
      maxFutureMinutes: z.number().positive().default(10).describe('a reading further ahead of our clock is refused'),
      maxPastDays: z.number().positive().default(1500).describe('a reading older than this is refused'),
      flushReadings: z.number().int().positive().default(5000),
      flushMs: z.number().int().positive().default(250),
    })
    .prefault({}),
  detectors: z
    .strictObject({
      acLeftOn: z
        .strictObject({
          from: CLOCK_TIME.default('23:30').describe("the school's rule: still on then is left on"),
          to: CLOCK_TIME.default('06:00'),
          minEnergyKwh: z.number().positive().default(0.15).describe('rolling 60-min energy of one unit'),
          standbyFactor: z.number().min(1).default(1.5),
          clearMinutes: z.number().int().min(15).multipleOf(15).default(45),
        })
        .prefault({}),
      zeroFlowFail: z
        .strictObject({
          from: CLOCK_TIME.default('01:00'),
          to: CLOCK_TIME.default('05:00'),
          hours: z.number().int().min(1).default(3).describe('consecutive hours that all show flow'),
          nights: z.number().int().min(1).default(2),
          oneNightLph: z.number().positive().default(120).describe('from this flow on one night is enough'),
        })
        .prefault({}),
      meterSilent: z
        .strictObject({
          mainsHours: z.number().positive().default(2),
          batteryHours: z.number().positive().default(26),
        })
        .prefault({}),
    })
    .prefault({}),
  simulator: z
    .strictObject({
      seed: z.number().int().default(1),
      months: z.number().int().min(0).max(36).default(13).describe('history published before going live'),
      liveSeconds: z.number().positive().default(60).describe('time between live readings'),
    })
    .prefault({}),
  sites: z.array(site).optional().describe('your schools; absent: the demo campus'),
});

export type SettingsFile = z.infer<typeof settingsSchema>;
export type { SiteSettings };
