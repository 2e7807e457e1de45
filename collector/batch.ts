import type { MeterRef, Reading } from '../domain/reading.ts';
import type { IntakeCommit, Refusal, RefusedMessage, RefusedReading, SerialSighting, UnknownMeter } from '../store/ports.ts';
import type { Message, Rejection, Sample } from './decoders/decoder.ts';
import { summarize } from './summary.ts';

/** Samples of one address that had no meter when they came. Looked up once more before the batch is written. */
export interface Unresolved {
  site: string;
  source: string;
  address: string;
  samples: Sample[];
  topic: string;
  /** The first bytes of the first message. */
  text: string;
  firstAt: number;
  lastAt: number;
}

/** What was taken over between two flushes; it is written, committed and acknowledged as one. */
export interface Batch {
  readonly openedAt: number;
  readonly readings: Reading[];
  readonly unresolved: ReadonlyMap<string, Unresolved>;
  /** Everything that it holds, for bounds: readings, refusals, messages without either. */
  weight(): number;
  messages(): number;
  lastTicket(): number;
  takeMessage(ticket: number, at: number): void;
  refuse(rejection: Rejection, topic: string, payload: Buffer | string, at: number): void;
  /** A reading of this meter carried a serial number. */
  sight(ref: MeterRef, serial: string, at: number): void;
  defer(source: string, sample: Sample, message: Message, at: number): void;
  /** Its samples are refused, each one counted. */
  addUnknown(unresolved: Unresolved): void;
  /** @param options.refused by the store; @param options.spooled the intervals wait until the readings are in the store */
  toCommit(options: { refused: readonly RefusedReading[]; spooled: boolean }): IntakeCommit;
}

/** Refusals are counted exactly; of each kind this many are kept to be shown. */
const SAMPLES_PER_REASON = 20;
const MAX_UNKNOWN = 500;
const TEXT_LENGTH = 200;
/** Of one meter in one batch: a device that invents them must not fill the records. */
const MAX_SERIALS = 8;

export function createBatch(openedAt: number): Batch {
  const readings: Reading[] = [];
  const unresolved = new Map<string, Unresolved>();
  const refusals = new Map<Refusal, number>();
  const refusedMessages: RefusedMessage[] = [];
  const unknown: UnknownMeter[] = [];
  let serials: Map<MeterRef, SerialSighting[]> | undefined;
  let deferred = 0;
  let refused = 0;
  let messages = 0;
  let lastTicket = 0;
  let lastAt = openedAt;

  function refuse({ reason, detail }: Rejection, topic: string, payload: Buffer | string, at: number, count = 1): void {
    const before = refusals.get(reason) ?? 0;
    refusals.set(reason, before + count);
    refused += count;
    if (before < SAMPLES_PER_REASON) refusedMessages.push({ at, reason, topic, detail, sample: textOf(payload) });
  }

  return {
    openedAt,
    readings,
    unresolved,
    weight: () => Math.max(messages, readings.length + deferred + refused),
    messages: () => messages,
    lastTicket: () => lastTicket,
    takeMessage(ticket, at) {
      messages++;
      lastTicket = ticket;
      lastAt = at;
    },
    refuse,
    sight(ref, serial, at) {
      serials ??= new Map();
      const sightings = serials.get(ref);
      const known = sightings?.find((sighting) => sighting.serial === serial);
      if (known) {
        known.firstAt = Math.min(known.firstAt, at);
        known.lastAt = Math.max(known.lastAt, at);
        return;
      }
      const sighting = { site: ref.site, meter: ref.meter, serial, firstAt: at, lastAt: at };
      if (!sightings) serials.set(ref, [sighting]);
      else if (sightings.length < MAX_SERIALS) sightings.push(sighting);
    },
    defer(source, sample, { topic, payload }, at) {
      deferred++;
      const { site, address } = sample;
      const key = `${site}\n${source}\n${address}`;
      const known = unresolved.get(key);
      if (known) {
        known.samples.push(sample);
        known.lastAt = at;
      } else {
        unresolved.set(key, { site, source, address, samples: [sample], topic, text: textOf(payload), firstAt: at, lastAt: at });
      }
    },
    addUnknown({ samples, text, ...where }) {
      const { site, source, address, topic, lastAt: at } = where;
      const detail = `no meter for ${source} address '${address}' on site '${site}'`;
      refuse({ reason: 'unknown_meter', detail }, topic, text, at, samples.length);
      if (unknown.length < MAX_UNKNOWN) unknown.push({ ...where, sample: text, count: samples.length });
    },
    toCommit({ refused: byStore, spooled }) {
      for (const { reading, why } of byStore) {
        const { site, meter } = reading.ref;
        refuse({ reason: 'store_refused', detail: why }, `${site}/${meter}`, JSON.stringify({ at: reading.at, ...reading.fields }), lastAt);
      }
      const lost = new Set(byStore.map(({ reading }) => reading));
      const kept = lost.size === 0 ? readings : readings.filter((reading) => !lost.has(reading));
      const { latest, touched } = summarize(kept, lastAt);
      const commit = { latest, touched: spooled ? [] : touched, refused: refusedMessages, refusals, unknown };
      return serials ? { ...commit, serials: [...serials.values()].flat() } : commit;
    },
  };
}

/** Printable, and short. */
function textOf(payload: Buffer | string): string {
  const text = typeof payload === 'string' ? payload : payload.toString('utf8', 0, TEXT_LENGTH * 4);
  return text.replaceAll(/\p{C}/gu, '·').slice(0, TEXT_LENGTH);
}
