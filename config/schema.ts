import { z } from 'zod';
import { siteSchema } from './site-schema.ts';
import { text } from './text.ts';

const CLOCK_TIME = text(/^([01]\d|2[0-3]):[0-5]\d$/, 'a clock time HH:mm');
const PORT = z.number().int().min(0).max(65535);

const http = z.strictObject({
  host: z.string().default('127.0.0.1').describe('address to listen on; 0.0.0.0 opens it to the network'),
  port: PORT.default(8080).describe('`GREENLEAF_PORT` wins over this; 0: any free one'),
});

const mqttKeys = z.strictObject({
  url: text(/^(mqtts?|tcp|ssl|wss?):\/\/[^@\s]+$/, 'mqtt://host:port or mqtts://host:port, without user or password')
    .optional()
    .describe('your broker; absent: a broker of our own on loopback'),
  ownPort: PORT.default(1883).describe('port of our own broker (`GREENLEAF_MQTT_PORT` wins); taken: the next free one'),
  username: z.string().optional().describe('name at the broker'),
  password: z.string().optional().describe('better: a file'),
  passwordFile: z.string().optional().describe('file that holds the password; read before each attempt to connect'),
  root: text(/^[^#+\s]+$/, 'a topic without # + or spaces')
    .default('campus')
    .describe('first level of the native topics'),
  protocol: z.enum(['auto', '5', '3.1.1']).default('auto').describe('MQTT version; auto: 5 where the broker speaks it'),
  receiveMaximum: z.number().int().min(1).max(65535).default(20000).describe('unacknowledged messages that the broker may send (MQTT 5)'),
  caFile: z.string().optional().describe('PEM file of the authority that signed the broker'),
  certFile: z.string().optional().describe('PEM file of our own certificate, where the broker wants one'),
  keyFile: z.string().optional().describe('PEM file of its key'),
});

const mqtt = mqttKeys.superRefine(({ certFile, keyFile }, context) => {
  if ((certFile === undefined) === (keyFile === undefined)) return;
  const [there, missing] = certFile === undefined ? ['keyFile', 'certFile'] : ['certFile', 'keyFile'];
  context.addIssue({ code: 'custom', path: [there], message: `needs mqtt.${missing} beside it; allowed: both or neither` });
});

const influx = z.strictObject({
  url: text(/^https?:\/\/[^@\s/]+(\/[^@\s]*)?$/, 'http://host:port or https://host:port, without user or password')
    .optional()
    .describe('your InfluxDB; absent: a local influxd that Greenleaf starts'),
  database: text(/^[A-Za-z0-9_-]{1,64}$/, 'letters, digits, _ and - (at most 64)')
    .default('greenleaf')
    .describe('database of the readings'),
  username: z.string().optional().describe('name at InfluxDB'),
  password: z.string().optional().describe('better: a file'),
  passwordFile: z.string().optional().describe('file that holds the password; read again when InfluxDB does not know it any more'),
});

const collector = z.strictObject({
  unknown: z
    .enum(['quarantine', 'register'])
    .default('quarantine')
    .describe('a meter that nobody declared: keep it on a list, or make a simple meter of it'),
  maxPayloadBytes: z.number().int().min(256).default(65536).describe('a larger message is refused'),
  maxFutureMinutes: z.number().positive().default(10).describe('a reading further ahead of our clock is refused'),
  maxPastDays: z
    .number()
    .positive()
    .default(1500)
    .describe('a reading older than this is refused; with `retention.rawDays` at most 2 days less than those'),
  flushReadings: z.number().int().positive().default(5000).describe('readings that are written at once, at most'),
  flushMs: z.number().int().positive().default(250).describe('longest wait for a batch to fill, milliseconds'),
});

const retention = z.strictObject({
  rawDays: z
    .number()
    .int()
    .min(60)
    .optional()
    .describe('raw readings older than this are deleted, once a day; absent: kept for ever. Intervals and day totals always stay'),
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

const meterStuck = z.strictObject({
  registerHours: z.number().positive().default(24).describe('a register without advance, hours'),
  feedHours: z.number().positive().default(6).describe('a feed of amounts that is at zero, hours'),
  constantHours: z.number().positive().default(12).describe('a feed that sends the same amount over and over, hours'),
  quietHours: z.number().positive().default(2).describe('a meter that was so long at zero before may be at zero again, hours'),
});

const phaseFault = z.strictObject({
  reversedMinutes: z.number().positive().default(15).describe('power of a phase below zero, minutes'),
  lostMinutes: z.number().positive().default(1).describe('voltage of one phase below half of the others, minutes'),
});

const ctRatioSuspect = z.strictObject({
  days: z.number().int().min(3).default(7).describe('days that are compared'),
  lowest: z.number().positive().max(1).default(0.8).describe('between this factor'),
  highest: z.number().min(1).default(1.25).describe('and this one nothing is said'),
});

const clockDrift = z.strictObject({
  minutes: z.number().positive().default(2).describe('ahead of our clock or behind it, minutes'),
});

const duplicateChannel = z.strictObject({
  hours: z.number().positive().default(24).describe('two meters count the same, hours'),
  distinctAmounts: z.number().int().positive().default(20).describe('different amounts among them'),
});

const balanceGap = z.strictObject({
  lowest: z.number().default(-0.02).describe('parent − Σ children over a month, share of the parent: at least'),
  highest: z.number().default(0.08).describe('at most, where everything is metered'),
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
  retention: retention.prefault({}).describe('how long raw readings are kept'),
  detectors: z
    .strictObject({
      acLeftOn: acLeftOn.prefault({}).describe('air-conditioners left on'),
      zeroFlowFail: zeroFlowFail.prefault({}).describe('flow that never stops: a leak'),
      meterSilent: meterSilent.prefault({}).describe('a meter counts as silent after'),
      meterStuck: meterStuck.prefault({}).describe('a meter counts as stuck after'),
      phaseFault: phaseFault.prefault({}).describe('a phase that is reversed or lost'),
      ctRatioSuspect: ctRatioSuspect.prefault({}).describe('a transformer ratio that does not fit'),
      clockDrift: clockDrift.prefault({}).describe('a meter whose clock is wrong'),
      duplicateChannel: duplicateChannel.prefault({}).describe('two meters that are one'),
      balanceGap: balanceGap.prefault({}).describe('a main that counts more or less than what hangs on it'),
    })
    .prefault({})
    .describe('rules that look for waste, and for meters that fail'),
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
