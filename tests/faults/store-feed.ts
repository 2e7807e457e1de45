import { setTimeout as pause } from 'node:timers/promises';
import type { MqttClient } from 'mqtt';
import type { Fields } from '../../domain/reading.ts';
import { SITE, T0 } from '../collector/rig.ts';
import type { Published } from './four-checks.ts';

const PATIENCE_MS = 50_000;
const CHUNK_MS = 50;
const firstMeter = { site: SITE, meter: 'm0', medium: 'electricity' } as const;

export interface Feed {
  published: Published[];
  /** Publish so many readings, the next ones of all meters in turn; resolves when the broker has them. */
  publish(count: number): Promise<void>;
  /** One message as it is, to the first meter. */
  publishRaw(message: { ts: number } & Fields, expected?: Partial<Published>): Promise<void>;
  /** Publish without end, so many readings a second, until stopped. */
  load(perSecond: number): { stop(): Promise<void> };
}

/** Readings with numbers: the n-th of all has n as its energy, and the minute that is its meter's next. */
export function createFeed(client: MqttClient, root: string, meters: number): Feed {
  const published: Published[] = [];
  let count = 0;

  async function publish(many: number): Promise<void> {
    const sending: Promise<unknown>[] = [];
    for (const end = count + many; count < end; count++) {
      const meter = `m${count % meters}`;
      const at = T0 + Math.floor(count / meters) * 60_000;
      published.push({ ref: { site: SITE, meter, medium: 'electricity' }, at, fields: { energy_kwh: count } });
      sending.push(client.publishAsync(`${root}/${SITE}/${meter}`, `{"ts":${at},"energy_kwh":${count}}`, { qos: 1 }));
    }
    await Promise.all(sending);
  }

  return {
    published,
    publish,
    async publishRaw({ ts, ...fields }: { ts: number } & Fields, expected: Partial<Published> = {}) {
      published.push({ ref: firstMeter, at: ts, fields, ...expected });
      await client.publishAsync(`${root}/${SITE}/m0`, JSON.stringify({ ts, ...fields }), { qos: 1 });
    },
    load(perSecond: number) {
      const stopping = new AbortController();
      const running = (async () => {
        while (!stopping.signal.aborted) {
          await publish(Math.ceil((perSecond * CHUNK_MS) / 1000));
          await pause(CHUNK_MS, undefined, { signal: stopping.signal }).catch(() => {});
        }
      })();
      return {
        async stop() {
          stopping.abort();
          await running;
        },
      };
    },
  };
}

/** Wait for what has no event of its own. */
export async function waitFor(what: string, look: () => boolean | Promise<boolean>, tell: () => string = () => ''): Promise<void> {
  for (const startedAt = performance.now(); !(await look()); await pause(20)) {
    if (performance.now() - startedAt > PATIENCE_MS) throw new Error(`still not so after ${PATIENCE_MS} ms: ${what}. ${tell()}`);
  }
}
