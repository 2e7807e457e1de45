import { z } from 'zod';
import { siteSchema } from './site-schema.ts';
import { text } from './text.ts';

const CLOCK_TIME = text(/^([01]\d|2[0-3]):[0-5]\d$/, 'a clock time HH:mm');
const PORT = z.number().int().min(0).max(65535);

const http = z.strictObject({
  host: z.string().default('127.0.0.1').describe('address to listen on; 0.0.0.0 opens it to the network'),
  port: PORT.default(8080).describe('`GREENLEAF_PORT` wins over this; 0: any free one'),
});

const mqtt = z.strictObject({
  url: text(/^(mqtts?|tcp|ssl|wss?):\/\/[^@\s]+$/, 'mqtt://host:port or mqtts://host:port, without user or password')
    .optional()
    .describe('your broker; absent: a broker of our own on loopback'),
  ownPort: PORT.default(1883).describe('port of our own broker (`GREENLEAF_MQTT_PORT` wins); taken: the next free one'),
  username: z.string().optional().describe('name at the broker'),
  password: z.string().optional().describe('better: `GREENLEAF_MQTT_PASSWORD` or `GREENLEAF_MQTT_PASSWORD_FILE`'),
  root: text(/^[^#+\s]+$/, 'a topic without # + or spaces')
    .default('campus')
    .describe('first level of the native topics'),
  protocol: z.enum(['auto', '5', '3.1.1']).default('auto').describe('MQTT version; auto: 5 where the broker speaks it'),
  receiveMaximum: z.number().int().min(1).max(65535).default(20000).describe('unacknowledged messages that the broker may send (MQTT 5)'),
  caFile: z.string().optional().describe('PEM file of the authority that signed the broker'),
});

const influx = z.strictObject({
  url: text(/^https?:\/\/[^@\s/]+(\/[^@\s]*)?$/, 'http://host:port or https://host:port, without user or password')
    .optional()
    .describe('your InfluxDB; absent: a local influxd that Greenleaf starts'),
  database: text(/^[A-Za-z0-9_-]{1,64}$/, 'letters, digits, _ and - (at most 64)')
    .default('greenleaf')
    .describe('database of the readings'),
  username: z.string().optional().describe('name at InfluxDB'),
  password: z.string().optional().describe('better: `GREENLEAF_INFLUX_PASSWORD` or `GREENLEAF_INFLUX_PASSWORD_FILE`'),
});

const collector = z.strictObject({
  unknown: z
    .enum(['quarantine', 'register'])
    .default('quarantine')
    .describe('a meter that nobody declared: keep it on a list, or make a simple meter of it'),
  maxPayloadBytes: z.number().int().min(256).default(65536).describe('a larger message is refused'),
  maxFutureMinutes: z.number().positive().default(10).describe('a reading further ahead of our clock is refused'),
  maxPastDays: z.number().positive().default(1500).describe('a reading older than this is refused'),
  flushReadings: z.number().int().positive().default(5000).describe('readings that are written at once, at most'),
  flushMs: z.number().int().positive().default(250).describe('longest wait for a batch to fill, milliseconds'),
});

const acLeftOn = z.strictObject({
  from: CLOCK_TIME.default('23:30').describe("the school's rule: still on then is left on"),
  to: CLOCK_TIME.default('06:00').describe('end of the night'),
  minEnergyKwh: z.number().positive().default(0.15).describe('rolling 60-min energy of one unit, kWh'),
  standbyFactor: z.number().min(1).default(1.5).describe('times the usual standby of the circuit'),
  clearMinutes: z.number().int().min(15).multipleOf(15).default(45).describe('quiet for so long: it is off'),
});

const zeroFlowFail = z.strictObject({
  from: CLOCK_TIME.default('01:00').describe('start of the hours in which nobody should need water'),
  to: CLOCK_TIME.default('05:00').describe('their end'),
  hours: z.number().int().min(1).default(3).describe('consecutive hours that all show flow'),
  nights: z.number().int().min(1).default(2).describe('consecutive nights'),
  oneNightLph: z.number().positive().default(120).describe('from this flow on, L/h, one night is enough'),
});

const meterSilent = z.strictObject({
  mainsHours: z.number().positive().default(2).describe('mains-powered meters, hours'),
  batteryHours: z.number().positive().default(26).describe('battery meters, hours'),
});

const simulator = z.strictObject({
  seed: z.number().int().default(1).describe('the same seed gives the same campus'),
  months: z.number().int().min(0).max(36).default(13).describe('history published before going live'),
  liveSeconds: z.number().positive().default(60).describe('time between live readings, seconds'),
});

export const settingsSchema = z.strictObject({
  http: http.prefault({}).describe('dashboard and API'),
  mqtt: mqtt.prefault({}).describe('where the readings come from'),
  readings: z
    .enum(['auto', 'influx', 'sqlite'])
    .default('auto')
    .describe('where raw readings are kept; auto: InfluxDB where it can be had, else SQLite'),
  influx: influx.prefault({}).describe('InfluxDB'),
  collector: collector.prefault({}).describe('what is taken and what is refused'),
  detectors: z
    .strictObject({
      acLeftOn: acLeftOn.prefault({}).describe('air-conditioners left on'),
      zeroFlowFail: zeroFlowFail.prefault({}).describe('flow that never stops: a leak'),
      meterSilent: meterSilent.prefault({}).describe('a meter counts as silent after'),
    })
    .prefault({})
    .describe('rules that look for waste'),
  simulator: simulator.prefault({}).describe('the demo campus'),
  sites: z
    .array(siteSchema)
    .min(1)
    .superRefine((sites, context) => {
      sites.forEach(({ id }, index) => {
        if (sites.findIndex((other) => other.id === id) < index)
          context.addIssue({ code: 'custom', path: [index, 'id'], message: `'${id}' is there twice` });
      });
    })
    .optional()
    .describe('your schools; absent: the demo campus'),
});

export type SettingsFile = z.infer<typeof settingsSchema>;
export type { SiteSettings } from './site-schema.ts';
