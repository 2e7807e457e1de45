import { z } from 'zod';
import { ALL_RULES, settingsKey } from '../analysis/registry.ts';
import { clockTime } from '../analysis/rule.ts';
import { DEFAULT_ROUND } from '../domain/round.ts';
import { siteSchema } from './site-schema.ts';
import { text } from './text.ts';

const PORT = z.number().int().min(0).max(65535);

const OCTET = '(25[0-5]|2[0-4]\\d|1?\\d?\\d)';
const proxyAddress = text(
  new RegExp(`^(loopback|uniquelocal|(${OCTET}\\.){3}${OCTET}(/\\d{1,2})?|[0-9a-f:]*:[0-9a-f:]*(/\\d{1,3})?)$`, 'i'),
  'an address or a network, as 10.0.0.2 or 10.0.0.0/24; loopback; uniquelocal',
);

const httpKeys = z.strictObject({
  host: z.string().default('127.0.0.1').describe('address to listen on; 0.0.0.0 opens it to the network'),
  port: PORT.default(8080).describe('`GREENLEAF_PORT` wins over this; 0: any free one'),
  publicUrl: text(/^https?:\/\/[^@\s/?#]+$/, 'http(s)://host or http(s)://host:port, without a path')
    .optional()
    .describe('address at which phones reach the pages: stands in links and QR codes; absent: the one that is listened to'),
  certFile: z.string().optional().describe('PEM file of our certificate: the pages are then https'),
  keyFile: z.string().optional().describe('PEM file of its key'),
  trustProxy: z
    .array(proxyAddress)
    .default([])
    .describe('addresses of the proxy before us, whose word we take for who asks and whether by https; empty: there is none'),
  hallScreen: z
    .boolean()
    .default(false)
    .describe('the page /hall/<school> shows totals to anybody who reaches this server, without signing in: for a screen in the hall'),
  plainSignIn: z
    .boolean()
    .default(false)
    .describe('people may sign in over unencrypted http from other machines; passwords and sessions can then be read on the way'),
});

const http = httpKeys.superRefine(({ certFile, keyFile }, context) => bothOrNeither('http', certFile, keyFile, context));

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

const mqtt = mqttKeys.superRefine(({ certFile, keyFile }, context) => bothOrNeither('mqtt', certFile, keyFile, context));

function bothOrNeither(group: string, certFile: string | undefined, keyFile: string | undefined, context: z.RefinementCtx): void {
  if ((certFile === undefined) === (keyFile === undefined)) return;
  const [there, missing] = certFile === undefined ? ['keyFile', 'certFile'] : ['certFile', 'keyFile'];
  context.addIssue({ code: 'custom', path: [there], message: `needs ${group}.${missing} beside it; allowed: both or neither` });
}

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

const clock = clockTime.describe('local clock time of the school');
const round = z.strictObject({
  freeze: clock.default(DEFAULT_ROUND.freeze).describe("tonight's list is made"),
  recheck: clock.default(DEFAULT_ROUND.recheck).describe('it is checked again'),
  second: clock.nullable().default(DEFAULT_ROUND.second).describe('a second list; null: none'),
  remind: clock.default(DEFAULT_ROUND.remind).describe('nobody answered: the guard is reminded once'),
  end: clock.default(DEFAULT_ROUND.end).describe('nothing is added to the list any more'),
  report: clock.default(DEFAULT_ROUND.report).describe('a missed round is told to the logistics head'),
  maxStops: z.number().int().min(1).max(50).default(DEFAULT_ROUND.maxStops).describe('the rest goes to the morning digest'),
  spotChecks: z.number().int().min(0).max(10).default(DEFAULT_ROUND.spotChecks).describe('random rooms that are on no list, a night'),
});

const messages = z.strictObject({
  privateHosts: z
    .array(text(/^[A-Za-z0-9.-]+(:\d+)?$|^\[[0-9a-f:]+\](:\d+)?$/i, 'host or host:port'))
    .default([])
    .describe(
      'hosts inside your network that messages may go to (a Bark, ntfy, mail or webhook server of your own); others must be public',
    ),
  hosts: z
    .array(text(/^[A-Za-z0-9.-]+(:\d+)?$/, 'host or host:port'))
    .default([])
    .describe('further public hosts that webhooks, mail, Bark and ntfy may use; those of the vendors are known'),
  perHour: z.number().int().min(1).default(120).describe('most messages of a school in an hour; more are merged into fewer'),
  escalateMinutes: z
    .array(z.number().int().min(1).max(240))
    .length(3)
    .default([5, 10, 20])
    .describe('nobody has taken an urgent alert: minutes until the second guard, the electrician, the logistics head are called'),
  morning: clock.default('07:30').describe('the morning digest, with the work list'),
  friday: clock.default('16:00').describe('the Friday digest'),
});

/** As each rule itself says; a new one is here by being a line of analysis/registry.ts. */
const detectors = z.strictObject(
  Object.fromEntries(ALL_RULES.map(({ rule, options, what }) => [settingsKey(rule), options.prefault({}).describe(what.en)])),
);

const simulator = z.strictObject({
  seed: z.number().int().default(1).describe('the same seed gives the same campus'),
  months: z.number().int().min(0).max(36).default(14).describe('history published before going live'),
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
  round: round.prefault({}).describe('the night round'),
  messages: messages.prefault({}).describe('what people are told, and by which roads'),
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
