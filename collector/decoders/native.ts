import { FIELDS, type Field } from '../../domain/medium.ts';
import type { ClockSource, Fields } from '../../domain/reading.ts';
import type { Refusal } from '../../store/ports.ts';
import type { Decoded, Decoder, Rejection, Sample } from './decoder.ts';
import { parseInstant } from './instant.ts';

/** Where a topic says the message comes from; without `meter` it is a gateway that names the meter in its payload. */
interface Origin {
  site: string;
  meter: string | undefined;
  clock: ClockSource;
}

type JsonObject = Readonly<Record<string, unknown>>;

const ID = /^[\p{L}\p{N}_.:-]{1,64}$/u;
const SERIAL = /^\P{C}{1,64}$/u;
const KNOWN_FIELDS: ReadonlySet<string> = new Set(FIELDS);
/** Greenleaf's own notices on `<root>/<site>/alerts`: no meter's. */
const OWN_TOPIC = 'alerts';
const ALLOWED_TIME = 'expected epoch ms, or an ISO text with offset such as 2026-03-01T08:00:00+08:00';
const MAX_CACHED_TOPICS = 50_000;

/**
 * Greenleaf's own format. On `<root>/<site>/<meter>` an object, an array of objects or `{"fields":[…],"rows":[[…],…]}`;
 * on `<root>/<site>` the same from a gateway, with `"meter"` in each object, beside `"fields"` or as one of them.
 *
 * `ts` is epoch ms or an ISO text with its offset. The numbers are those of domain/medium.ts. `serial`, where it is sent, is
 * the meter's serial number: in each object, beside `"fields"` (of one meter) or as one of them. Other keys are passed over.
 *
 * @example {"ts":1790000000000,"energy_kwh":10234.51,"power_kw":12.4}
 */
export function createNativeDecoder(options: { root: string }): Decoder {
  const originOf = cachedOrigins(options.root);
  return {
    decode({ topic, payload, retained }): Decoded {
      const origin = originOf(topic);
      if (origin === undefined)
        return rejection('bad_topic', `${shown(topic)}: expected ${options.root}/<site>/<meter>, ids of letters, digits, _ . : -`);
      if (origin.meter === OWN_TOPIC) return { kind: 'ignored' };
      if (retained) return rejection('retained', "a copy that the broker kept is not a new measurement: publish without 'retain'");
      let body: unknown;
      try {
        body = JSON.parse(payload.toString());
      } catch (error) {
        return rejection('bad_json', payload.length === 0 ? 'the payload is empty' : error instanceof Error ? error.message : 'not JSON');
      }
      return decodeBody(origin, body);
    },
  };
}

/** Collects what a message gives. No closure is made for a message: at 50,000 a second that would be a tenth of the work. */
interface Harvest {
  samples: Sample[];
  rejected: Rejection[];
}

function refuse(harvest: Harvest, reason: Refusal, detail: string): undefined {
  harvest.rejected.push({ reason, detail });
}

function decodeBody(origin: Origin, body: unknown): Decoded {
  const harvest: Harvest = { samples: [], rejected: [] };
  if (Array.isArray(body)) {
    if (body.length === 0) return rejection('bad_shape', 'an array without readings');
    for (const entry of body as unknown[]) decodeObject(origin, entry, harvest);
  } else if (isObject(body) && (Object.hasOwn(body, 'rows') || Object.hasOwn(body, 'fields'))) {
    decodeRows(origin, body, harvest);
  } else {
    decodeObject(origin, body, harvest);
  }
  const { samples, rejected } = harvest;
  const only = rejected[0];
  if (samples.length === 0 && rejected.length === 1 && only) return { kind: 'rejected', ...only };
  return { kind: 'samples', samples, rejected };
}

function decodeObject(origin: Origin, entry: unknown, harvest: Harvest): void {
  if (!isObject(entry)) return refuse(harvest, 'bad_shape', `a reading is an object, not ${shown(entry)}`);
  const address = addressOf(origin, entry.meter, harvest);
  if (address === undefined) return;
  const at = instantOf(entry.ts, harvest);
  if (at === undefined) return;
  const fields: Fields = {};
  let any = false;
  for (const name in entry) {
    if (!isField(name)) continue;
    const value = entry[name];
    if (value === null) continue;
    if (typeof value !== 'number') return refuse(harvest, 'bad_shape', `${name}: ${shown(value)} is not a number`);
    fields[name] = value;
    any = true;
  }
  if (!any) return refuse(harvest, 'no_values', noneKnown(Object.keys(entry)));
  const serial = serialOf(entry.serial, harvest);
  harvest.samples.push(sampleOf(origin, address, at, fields, serial));
}

function sampleOf({ site, clock }: Origin, address: string, at: number, fields: Fields, serial: string | undefined): Sample {
  return serial === undefined ? { site, address, at, fields, clock } : { site, address, at, fields, clock, serial };
}

/** How the rows of a batch are read. */
interface RowShape {
  width: number;
  tsColumn: number;
  columns: readonly { name: Field; index: number }[];
  /** The meter of every row; undefined: it stands in `meterColumn`. */
  address: string | undefined;
  meterColumn: number;
  /** The serial number of every row, or the column in which it stands. */
  serial: string | undefined;
  serialColumn: number;
}

function decodeRows(origin: Origin, body: JsonObject, harvest: Harvest): void {
  const { rows } = body;
  const shape = rowShapeOf(origin, body, harvest);
  if (!shape) return;
  if (!Array.isArray(rows) || rows.length === 0) return refuse(harvest, 'bad_shape', `"rows" is a list of lists, not ${shown(rows)}`);
  for (const row of rows as unknown[]) {
    if (!Array.isArray(row) || row.length !== shape.width) {
      refuse(harvest, 'bad_shape', `a row has ${shape.width} values as "fields" has, not ${shown(row)}`);
      continue;
    }
    const address = shape.address ?? addressOf(origin, row[shape.meterColumn], harvest);
    if (address === undefined) continue;
    const at = instantOf(row[shape.tsColumn], harvest);
    if (at === undefined) continue;
    const fields = fieldsOfRow(row, shape.columns, harvest);
    if (!fields) continue;
    const serial = shape.serialColumn < 0 ? shape.serial : serialOf(row[shape.serialColumn], harvest);
    harvest.samples.push(sampleOf(origin, address, at, fields, serial));
  }
}

function rowShapeOf(origin: Origin, { fields: names, meter, serial: said }: JsonObject, harvest: Harvest): RowShape | undefined {
  if (!isNames(names)) return refuse(harvest, 'bad_shape', `"fields" is a list of different names, not ${shown(names)}`);
  const tsColumn = names.indexOf('ts');
  if (tsColumn < 0) return refuse(harvest, 'no_time', `"fields" has no ts: ${names.join(', ')}`);
  const columns = names.flatMap((name, index) => (isField(name) ? [{ name, index }] : []));
  if (columns.length === 0) return refuse(harvest, 'no_values', noneKnown(names));
  const meterColumn = names.indexOf('meter');
  const address = meterColumn < 0 ? addressOf(origin, meter, harvest) : undefined;
  if (meterColumn < 0 && address === undefined) return undefined;
  if (said !== undefined && meterColumn >= 0)
    refuse(harvest, 'bad_shape', '"serial" beside "fields" is one meter\'s: put it into a column too');
  const serial = meterColumn < 0 ? serialOf(said, harvest) : undefined;
  return { width: names.length, tsColumn, columns, address, meterColumn, serial, serialColumn: names.indexOf('serial') };
}

function isNames(names: unknown): names is string[] {
  return Array.isArray(names) && names.every((name) => typeof name === 'string') && new Set(names).size === names.length;
}

function fieldsOfRow(row: readonly unknown[], columns: readonly { name: Field; index: number }[], harvest: Harvest): Fields | undefined {
  const fields: Fields = {};
  let any = false;
  for (const { name, index } of columns) {
    const value = row[index];
    if (value === null) continue;
    if (typeof value !== 'number') return refuse(harvest, 'bad_shape', `${name}: ${shown(value)} is not a number`);
    fields[name] = value;
    any = true;
  }
  return any ? fields : refuse(harvest, 'no_values', 'a row without any number');
}

/** The meter: of the topic, which the payload may repeat but not contradict; or, from a gateway, of the payload. */
function addressOf(origin: Origin, said: unknown, harvest: Harvest): string | undefined {
  const { meter } = origin;
  if (said === undefined && meter !== undefined) return meter;
  if (typeof said !== 'string' || !ID.test(said)) {
    return refuse(harvest, 'bad_shape', `"meter": ${shown(said)} is not an id of letters, digits, _ . : - (1 to 64)`);
  }
  if (meter !== undefined && said !== meter) {
    return refuse(harvest, 'identity_mismatch', `the payload says meter ${said}, the topic ${meter}`);
  }
  return said;
}

/** Never a reason to lose the reading: one that cannot be is named and left out. Gateways that do not know it send null or an empty text. */
function serialOf(said: unknown, harvest: Harvest): string | undefined {
  if (said === undefined || said === null || said === '') return undefined;
  const isWhole = typeof said === 'number' && Number.isSafeInteger(said);
  const serial = typeof said === 'string' ? said.trim() : isWhole ? String(said) : '';
  return SERIAL.test(serial)
    ? serial
    : refuse(harvest, 'bad_shape', `serial ${shown(said)}: allowed 1 to 64 printable characters; the reading is used without it`);
}

function instantOf(ts: unknown, harvest: Harvest): number | undefined {
  if (ts === undefined || ts === null) return refuse(harvest, 'no_time', `no "ts": ${ALLOWED_TIME}`);
  return parseInstant(ts) ?? refuse(harvest, 'bad_time', `ts ${shown(ts)}: ${ALLOWED_TIME}`);
}

function noneKnown(names: readonly string[]): string {
  return `none of ${names.slice(0, 8).join(', ') || 'its keys'} is a known number; known: ${FIELDS.join(', ')}`;
}

function cachedOrigins(root: string): (topic: string) => Origin | undefined {
  const known = new Map<string, Origin | undefined>();
  return (topic) => {
    const cached = known.get(topic);
    if (cached !== undefined || known.has(topic)) return cached;
    // Topics come from outside: their number has no limit of its own.
    if (known.size >= MAX_CACHED_TOPICS) known.clear();
    const origin = parseTopic(root, topic);
    known.set(topic, origin);
    return origin;
  };
}

function parseTopic(root: string, topic: string): Origin | undefined {
  if (!topic.startsWith(`${root}/`)) return undefined;
  const [site, meter, ...more] = topic.slice(root.length + 1).split('/');
  if (more.length > 0 || site === undefined || !ID.test(site)) return undefined;
  if (meter !== undefined && !ID.test(meter)) return undefined;
  return { site, meter, clock: meter === undefined ? 'gateway' : 'device' };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isField(name: string): name is Field {
  return KNOWN_FIELDS.has(name);
}

function rejection(reason: Refusal, detail: string): Decoded {
  return { kind: 'rejected', reason, detail };
}

/** A value as it arrived, short enough for a line. Not JSON.stringify for all: nested deeply enough it overflows the stack. */
function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `[${value.slice(0, 8).map(shownFlat).join(', ')}${value.length > 8 ? ', …' : ''}]`;
  return shownFlat(value);
}

function shownFlat(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? '[…]' : '{…}';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
