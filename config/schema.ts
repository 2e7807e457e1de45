import { z } from 'zod';
import { ALL_RULES, settingsKey } from '../analysis/registry.ts';
import { siteSchema } from './site-schema.ts';
import { text } from './text.ts';

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

const weatherKeys = z.strictObject({
  provider: z
    .enum(['none', 'open-meteo'])
    .default('none')
    .describe('who is asked for outdoor temperatures and their forecast, once an hour; none: the thermometers of the school and files'),
  latitude: z.number().min(-90).max(90).optional().describe('where the schools are, degrees north'),
  longitude: z.number().min(-180).max(180).optional().describe('degrees east'),
  url: text(/^https?:\/\/[^@\s?#]+$/, 'http(s)://host/path, without user, password or question')
    .default('https://api.open-meteo.com/v1/forecast')
    .describe('forecast of Open-Meteo (free for non-commercial use, data CC BY 4.0), or of your own server of its kind'),
  privateAddress: z.boolean().default(false).describe('that server has an address inside your network'),
  timeoutMs: z.number().int().min(500).max(30_000).default(5000).describe('longest wait for an answer, milliseconds'),
});

const weather = weatherKeys.superRefine(({ provider, latitude, longitude }, context) => {
  if (provider === 'none') return;
  for (const [key, value] of Object.entries({ latitude, longitude })) {
    if (value === undefined) context.addIssue({ code: 'custom', path: [key], message: `is needed to ask ${provider}; allowed: degrees` });
  }
});

/** As each rule itself says; a new one is here by being a line of analysis/registry.ts. */
const detectors = z.strictObject(
  Object.fromEntries(ALL_RULES.map(({ rule, options, what }) => [settingsKey(rule), options.prefault({}).describe(what.en)])),
);

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
  detectors: detectors
    .prefault({})
    .describe('rules that look for waste, and for meters that fail; the page of rules sets them for single places'),
  weather: weather.prefault({}).describe('outdoor temperatures from outside'),
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
