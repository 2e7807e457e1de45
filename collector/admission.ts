import type { Batch, Unresolved } from './batch.ts';
import type { Channels, Route } from './channels.ts';
import { checkSample } from './check.ts';
import type { Decoder, Message, Sample } from './decoders/decoder.ts';
import type { Log } from '../domain/log.ts';

export interface AdmissionRules {
  unknown: 'quarantine' | 'register';
  maxPayloadBytes: number;
  maxFutureMinutes: number;
  maxPastDays: number;
}

/** What of a message may be stored, and why the rest may not. */
export interface Admission {
  /** Sort a message into a batch: readings, refusals, and samples whose meter is not known yet. Never throws. */
  sort(batch: Batch, message: Message, at: number): void;
  /**
   * Look once more for the meters of a batch's unresolved samples: the catalog may have grown, or grows now by the rule
   * `register`. What is still unknown goes to the quarantine list.
   */
  resolve(batch: Batch): Promise<void>;
}

/** @param options.source name of the decoder, as channels name it */
export function createAdmission(options: {
  source: string;
  decoder: Decoder;
  channels: Channels;
  rules: AdmissionRules;
  log: Log;
}): Admission {
  const { source, decoder, channels, rules, log } = options;
  const limits = { maxFutureMs: rules.maxFutureMinutes * 60_000, maxPastMs: rules.maxPastDays * 86_400_000 };

  function admit(batch: Batch, said: Sample, { ref, meter, shiftMs }: Route, topic: string, payload: Buffer | string, at: number): void {
    const sample = shiftMs === 0 ? said : { ...said, at: said.at + shiftMs };
    const objection = checkSample(sample, meter, at, limits);
    if (objection?.rejection) batch.refuse(objection.rejection, topic, payload, at);
    const fields = objection ? objection.fields : sample.fields;
    if (!fields) return;
    batch.readings.push({ ref, at: sample.at, fields, clock: sample.clock });
    if (sample.serial !== undefined) batch.sight(ref, sample.serial, sample.at);
  }

  async function routeFor({ site, address, samples }: Unresolved): Promise<Route | undefined> {
    const known = channels.find(site, source, address);
    if (known || rules.unknown !== 'register') return known;
    try {
      return await channels.register(site, source, address, samples[0]?.fields ?? {});
    } catch (error) {
      log.error({ site, address, err: error }, 'a meter could not be registered; it is kept as unknown');
      return undefined;
    }
  }

  return {
    sort(batch, message, at) {
      const { topic, payload } = message;
      if (payload.length > rules.maxPayloadBytes) {
        const detail = `${payload.length} bytes: allowed ${rules.maxPayloadBytes}`;
        return batch.refuse({ reason: 'too_large', detail }, topic, payload, at);
      }
      const decoded = decoder.decode(message);
      if (decoded.kind === 'ignored') return;
      if (decoded.kind === 'rejected') return batch.refuse(decoded, topic, payload, at);
      for (const rejection of decoded.rejected) batch.refuse(rejection, topic, payload, at);
      for (const sample of decoded.samples) {
        const route = channels.find(sample.site, source, sample.address);
        if (route) admit(batch, sample, route, topic, payload, at);
        else batch.defer(source, sample, message, at);
      }
    },
    async resolve(batch) {
      for (const unresolved of batch.unresolved.values()) {
        const { topic, text, lastAt, samples } = unresolved;
        const route = await routeFor(unresolved);
        if (route) for (const sample of samples) admit(batch, sample, route, topic, text, lastAt);
        else batch.addUnknown(unresolved);
      }
    },
  };
}
