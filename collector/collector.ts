import type { Clock } from '../domain/clock.ts';
import type { Catalog, CollectorState, Intake, ReadingStore } from '../store/ports.ts';
import { type AdmissionRules, createAdmission } from './admission.ts';
import { createChannels } from './channels.ts';
import { CannotStart } from './cannot-start.ts';
import { DECODERS } from './decoders/registry.ts';
import type { Log } from '../domain/log.ts';
import { createBrokerWatch, SYSTEM_TOPICS } from './broker-watch.ts';
import { createEventBook } from './event-book.ts';
import { createMqttConnection } from './mqtt-connection.ts';
import type { MqttSettings } from './mqtt-settings.ts';
import { createPipeline } from './pipeline.ts';
import { openSpool, type Spool } from './spool.ts';
import { createStoreRoad, type StoreRoad } from './store-road.ts';

export interface CollectorOptions {
  mqtt: MqttSettings & {
    /** First level of the native topics. */
    root: string;
    keepaliveS?: number;
    reconnectMs?: number;
    /** The broker is our own, in this process: that it has forgotten an earlier one is no event. */
    isOwn?: boolean;
  };
  rules: AdmissionRules & { flushReadings: number; flushMs: number };
  readings: ReadingStore;
  records: { catalog: Catalog; intake: Intake };
  /** File of the spool, made when it is not there. */
  spoolPath: string;
  now: Clock;
  log: Log;
}

export interface Collector {
  /**
   * Open the spool, read the catalog, begin to connect; the broker need not be there yet.
   *
   * @throws CannotStart when the spool is in use or cannot be written, or a file of the settings is not there; what the records throw
   */
  start(): Promise<void>;
  /** Take nothing more, store what was taken, acknowledge it, close: in less than 10 s. */
  stop(): Promise<void>;
  state(): CollectorState;
}

const SOURCE = 'native';
const TICK_MS = 1_000;
const RATE_TICKS = 10;
const FINISH_MS = 5_000;
const STOP_ROAD_MS = 2_000;

export function createCollector(options: CollectorOptions): Collector {
  const { mqtt, rules, readings, records, now, log } = options;
  const startedAt = now();
  const broker = new URL(mqtt.url).host;
  const channels = createChannels(records.catalog);
  const storedEachTick: number[] = [];
  let spool: Spool | undefined;
  let road: StoreRoad | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const decoder = DECODERS[SOURCE]!({ root: mqtt.root });
  const pipeline = createPipeline({
    admission: createAdmission({ source: SOURCE, decoder, channels, rules, log }),
    channels,
    road: { save: (batch) => road!.save(batch) },
    intake: records.intake,
    rules,
    onDurable: (ticket) => connection.acknowledge(ticket),
    now,
    log,
  });
  const book = createEventBook({ intake: records.intake, now, log });
  const { keepaliveS = 30 } = mqtt;
  const clientId = `${mqtt.root.replaceAll('/', '-')}-collector`;
  const topics = [`${mqtt.root}/+`, `${mqtt.root}/+/+`];
  // Our own broker has no counters.
  const systemTopics = mqtt.isOwn ? [] : SYSTEM_TOPICS;
  const watch = createBrokerWatch({ clientId, topics, systemTopics, keepaliveS, maxPayloadBytes: rules.maxPayloadBytes, book, now, log });
  const connection = createMqttConnection({
    settings: mqtt,
    clientId,
    topics,
    systemTopics,
    watch,
    onMessage: (message, ticket) => pipeline.take(message, ticket),
    hasRoom: () => pipeline.hasRoom(),
    onStalled: () => pipeline.flush(),
    keepaliveS,
    reconnectMs: mqtt.reconnectMs,
    now,
    log,
  });

  function state(): CollectorState {
    const { connected, protocol, trouble } = connection.state();
    const session = watch.session(connected);
    const counters = pipeline.counters();
    const spooled = spool?.state();
    return {
      updatedAt: now(),
      connected,
      broker,
      protocol,
      trouble: [trouble, watch.trouble(), road?.trouble(), counters.trouble].filter(Boolean).join('; ') || null,
      storedReadings: road?.stored() ?? 0,
      messages: counters.messages,
      readingsPerSecond: storedEachTick.length < 2 ? 0 : (storedEachTick.at(-1)! - storedEachTick[0]!) / (storedEachTick.length - 1),
      inFlight: counters.inFlight,
      writeLagMs: counters.writeLagMs,
      spooled: spooled?.readings ?? 0,
      spoolSince: spooled?.since ?? null,
      startedAt,
      ...(session && { session }),
    };
  }

  /** What an earlier process left at this broker: @returns whether our subscription is there. */
  async function recallSession(): Promise<boolean> {
    const before = await records.intake.state();
    if (mqtt.isOwn || before?.session === undefined || before.broker !== broker) return false;
    return watch.recall(before.session);
  }

  function openOwnSpool(): Spool {
    try {
      return openSpool(options.spoolPath, { now, log });
    } catch (error) {
      throw new CannotStart(error instanceof Error ? error.message : String(error), { cause: error });
    }
  }

  /** Once a second: see whether the catalog changed, and tell how we are. Neither failing stops the collecting. */
  async function tick(): Promise<void> {
    storedEachTick.push(road?.stored() ?? 0);
    if (storedEachTick.length > RATE_TICKS + 1) storedEachTick.shift();
    try {
      if (connection.state().connected) watch.tick();
      await book.flush();
      await channels.refresh();
      await records.intake.saveState(state());
    } catch (error) {
      log.warn({ err: error }, 'the records database does not answer');
    }
    if (!stopped) timer = setTimeout(() => void tick(), TICK_MS);
  }

  return {
    async start() {
      spool = openOwnSpool();
      road = createStoreRoad({ readings, spool, intake: records.intake, now, log });
      await channels.refresh();
      road.start();
      connection.start(await recallSession());
      await tick();
    },
    async stop() {
      if (stopped) return;
      stopped = true;
      clearTimeout(timer);
      connection.stopIntake();
      const complete = await pipeline.finish(FINISH_MS);
      if (!complete) log.warn({}, 'not everything could be stored before the end; the broker will send it again');
      await connection.close();
      await within(STOP_ROAD_MS, road?.stop());
      spool?.close();
      await within(
        STOP_ROAD_MS,
        book
          .flush(true)
          .then(() => records.intake.saveState(state()))
          .catch(() => {}),
      );
    },
    state,
  };
}

/** Wait for something that a hung store may never finish. */
async function within(ms: number, done: Promise<void> | undefined): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([done, new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)))]);
  clearTimeout(timer);
}
