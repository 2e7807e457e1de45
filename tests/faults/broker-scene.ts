import { connectAsync, type MqttClient } from 'mqtt';
import { afterEach } from 'vitest';
import type { Collector } from '../../collector/collector.ts';
import type { CollectorEvent, ReadingStore } from '../../store/ports.ts';
import { openRig, type Rig, SITE, T0, until } from '../collector/rig.ts';
import { type Mosquitto, type MosquittoOptions, openMosquitto } from '../support/mosquitto.ts';
import { openTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { checkFour, type FourChecks, type Published } from './four-checks.ts';

export const MINUTE = 60_000;
export type Message = readonly [topic: string, payload: string | object, options?: { qos?: 0 | 1; retain?: boolean }];

/** Readings of one meter, a minute apart: as messages, and as what must be found at the end. */
export function numbered(count: number, from = 0, meter = 'a1'): { messages: Message[]; published: Published[] } {
  const energies = Array.from({ length: count }, (_, index) => from + index);
  return {
    messages: energies.map((energy_kwh) => [`campus/${SITE}/${meter}`, { ts: T0 + energy_kwh * MINUTE, energy_kwh }]),
    published: energies.map((energy_kwh) => ({
      ref: { site: SITE, meter, medium: 'electricity' },
      at: T0 + energy_kwh * MINUTE,
      fields: { energy_kwh },
    })),
  };
}

export interface Scene {
  broker: Mosquitto;
  rig: Rig;
}

/** Opens what a test needs, and closes it after the test, last opened first. Call it inside a describe. */
export function createScenes() {
  const opened: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const thing of opened.splice(0).toReversed()) await thing.close();
  });
  const keep = <T extends { close(): Promise<void> }>(thing: T): T => {
    opened.push(thing);
    return thing;
  };
  return {
    keep,
    async open(options: MosquittoOptions = { persistent: true }): Promise<Scene> {
      const broker = keep(await openMosquitto(options));
      return { broker, rig: keep(await openRig(broker.url)) };
    },
    proxy: async (port: number): Promise<TcpProxy> => keep(await openTcpProxy(port)),
    /** A client of its own that stays, such as a meter. */
    async client(url: string, options: object = {}): Promise<MqttClient> {
      const client = await connectAsync(url, { reconnectPeriod: 0, ...options });
      client.on('error', () => {});
      keep({ close: () => client.endAsync(true) });
      return client;
    },
  };
}

export const connected = (collector: Collector) => until('connected', () => collector.state().connected);
export const stored = (collector: Collector, count: number) =>
  until(`${count} stored`, () => collector.state().storedReadings >= count && collector.state().inFlight === 0);

/** Wait for an event of this kind. */
export const eventOf = ({ records }: Rig, kind: CollectorEvent['kind']): Promise<CollectorEvent> =>
  until(`event ${kind}`, async () => (await records.intake.events(50)).find((event) => event.kind === kind));

/** The collector ends; then the four checks of every fault test. */
export async function endWithFourChecks(
  rig: Rig,
  collector: Collector,
  published: readonly Published[],
  more: Pick<FourChecks, 'expected' | 'repeated'> = {},
): Promise<void> {
  await collector.stop();
  await checkFour({ published, readings: rig.readings, records: rig.records, said: rig.said, ...more });
}

/** A store whose writes can be held up, one after the other. */
export function gated(store: ReadingStore) {
  const waiting: (() => void)[] = [];
  const gate = { isShut: false, waiting: () => waiting.length, letOne: () => waiting.shift()?.(), open: () => {} };
  gate.open = () => {
    gate.isShut = false;
    for (const go of waiting.splice(0)) go();
  };
  const write: ReadingStore['write'] = async (batch) => {
    if (gate.isShut) await new Promise<void>((resolve) => waiting.push(resolve));
    return store.write(batch);
  };
  return { gate, store: { ...store, write } };
}
