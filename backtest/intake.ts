import { createAdmission } from '../collector/admission.ts';
import type { Channels } from '../collector/channels.ts';
import { DECODERS } from '../collector/decoders/registry.ts';
import type { Log } from '../domain/log.ts';
import { createPipeline } from '../collector/pipeline.ts';
import type { Clock } from '../domain/clock.ts';
import { MEDIUM_FACTS } from '../domain/medium.ts';
import type { ReadingStore, Records } from '../store/ports.ts';
import { firstFrom, type Series } from './series.ts';

const ROOT = 'campus';
/** Rows in one message, as a gateway would send them. */
const ROWS = 500;
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

export interface ReplayIntake {
  /** Send the readings of [from, to) down the collector's road. */
  send(site: string, series: Series, fromAt: number, toAt: number): void;
  /** Resolves when all that was sent is stored. */
  settle(): Promise<void>;
}

/** The collector's own decoding, checking and batching, without a broker before it. */
export function createReplayIntake(options: {
  readings: ReadingStore;
  records: Pick<Records, 'intake'>;
  channels: Channels;
  now: Clock;
  log: Log;
}): ReplayIntake {
  const { readings, records, channels, now, log } = options;
  let ticket = 0;
  let durable = 0;
  let wake: (() => void) | undefined;
  const rules = { unknown: 'quarantine', maxPayloadBytes: NO_LIMIT, maxFutureMinutes: NO_LIMIT, maxPastDays: NO_LIMIT } as const;
  const pipeline = createPipeline({
    admission: createAdmission({ source: 'native', decoder: DECODERS['native']!({ root: ROOT }), channels, rules, log }),
    channels,
    road: { save: async (batch) => ({ refused: await readings.write(batch), spooled: false }) },
    intake: records.intake,
    rules: { flushReadings: 20_000, flushMs: 1000 },
    onDurable: (done) => {
      durable = done;
      wake?.();
    },
    now,
    log,
  });

  return {
    send(site, series, fromAt, toAt) {
      const { meter, at, values } = series;
      const facts = MEDIUM_FACTS[meter.medium];
      const field = meter.kind === 'interval' ? facts.interval : facts.register;
      const last = firstFrom(at, toAt);
      for (let index = firstFrom(at, fromAt); index < last; index += ROWS) {
        const rows: number[][] = [];
        for (let row = index; row < Math.min(index + ROWS, last); row++) rows.push([at[row]!, values[row]!]);
        const payload = Buffer.from(JSON.stringify({ fields: ['ts', field], rows }));
        pipeline.take({ topic: `${ROOT}/${site}/${meter.id}`, payload, retained: false }, ++ticket);
      }
    },
    async settle() {
      pipeline.flush();
      while (durable < ticket) await new Promise<void>((resolve) => (wake = resolve));
    },
  };
}
