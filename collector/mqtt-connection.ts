import { readFileSync } from 'node:fs';
import type { Clock } from '../domain/clock.ts';
import { createAckWindow } from './ack-window.ts';
import type { Message } from './decoders/decoder.ts';
import type { Log } from '../domain/log.ts';
import { type Attempt, CLOSED, CLOSED_EARLY, type MqttSettings, openAttempt } from './mqtt-attempt.ts';

export interface MqttConnectionOptions {
  settings: MqttSettings;
  /** Fixed: under this name the broker keeps the session and what arrives while we are away. */
  clientId: string;
  topics: readonly string[];
  /** Takes a message over, at once; `acknowledge` of its ticket follows when it is safe. */
  onMessage(message: Message, ticket: number): void;
  /** False: no more messages for now. Asked again at each `acknowledge`. */
  hasRoom(): boolean;
  /** The broker may be waiting for acknowledgements before it sends more. */
  onStalled(): void;
  now: Clock;
  log: Log;
  keepaliveS?: number | undefined;
  /** First pause before the next attempt; it doubles up to 30 s. */
  reconnectMs?: number | undefined;
}

export interface MqttConnection {
  /** @throws Error when the CA file cannot be read */
  start(): void;
  /** All messages up to this ticket are safe. */
  acknowledge(upTo: number): void;
  state(): { connected: boolean; protocol: '5' | '3.1.1' | null; trouble: string | null };
  /** No message is taken any more; acknowledgements still go out. */
  stopIntake(): void;
  close(): Promise<void>;
}

const MAX_PAUSE_MS = 30_000;
/** A connection that lived this long was a good one: the next attempt comes soon. */
const GOOD_MS = 5_000;
/** So many messages a broker sends before it wants an acknowledgement when it was not told (mosquitto's default, MQTT 3.1.1). */
const USUAL_WINDOW = 20;
const STALL_MS = 5;
/** "Unacceptable protocol version" in the words of 3.1.1 and of 5. */
const REFUSED_VERSION: ReadonlySet<unknown> = new Set([1, 132]);

/**
 * A connection that is kept up, and acknowledges a message only when it is told that the message is safe: at least once,
 * end to end. PUBACKs go out in the order of arrival, all of a batch in one write.
 *
 * Three guards: an acknowledgement never crosses a connection (the window is emptied when one ends, and old tickets
 * release nothing); nothing is written or queued while offline; what is not acknowledged is bounded, by receiveMaximum
 * (MQTT 5) and by holding back the next packet (both).
 */
export function createMqttConnection(options: MqttConnectionOptions): MqttConnection {
  const { settings, now, log, keepaliveS = 30, reconnectMs = 1000 } = options;
  const window = createAckWindow();
  let version: 4 | 5 = settings.protocol === '3.1.1' ? 4 : 5;
  let versionAgreed = settings.protocol !== 'auto';
  let ca: Buffer | undefined;
  let current: Attempt | undefined;
  let readyAt: number | undefined;
  let isSubscribed = false;
  let trouble: string | null = 'not connected yet';
  let failures = 0;
  let stopping = false;
  let isHeld = false;
  let retry: NodeJS.Timeout | undefined;
  let stall: NodeJS.Timeout | undefined;

  function attempt(): void {
    const { clientId, topics } = options;
    current = openAttempt({ settings, version, clientId, topics, ca, keepaliveS, isSubscribed, onMessage, onReady, onLost });
  }

  function onMessage(message: Message, messageId: number): boolean {
    if (stopping) return false;
    options.onMessage(message, window.take(messageId));
    if (version === 4 && window.size() >= USUAL_WINDOW) watchForStall();
    isHeld = isFull();
    return !isHeld;
  }

  /** Also with MQTT 5: after a burst of acknowledgements mosquitto 2.0.11 sends more than it was allowed. */
  const isFull = () => window.size() >= settings.receiveMaximum || !options.hasRoom();

  function watchForStall(): void {
    if (stall) stall.refresh();
    else stall = setTimeout(() => options.onStalled(), STALL_MS);
  }

  function onReady({ present }: { present: boolean }): void {
    if (isSubscribed && !present)
      log.warn({ broker: settings.url }, 'the broker has lost our session: messages since the last connection may be missing');
    log.info({ broker: settings.url, protocol: nameOf(version) }, 'connected to the broker');
    versionAgreed = isSubscribed = true;
    readyAt = now();
    trouble = null;
  }

  function onLost(said: string, code: unknown): void {
    const lived = readyAt === undefined ? 0 : now() - readyAt;
    readyAt = current = undefined;
    isHeld = false;
    window.reset();
    if (stopping) return;
    // Two clients of one name throw each other out, and mosquitto does not tell them why.
    const why =
      said === CLOSED && lived > 0 && lived < GOOD_MS ? `${said} soon after it began: is another client called ${options.clientId}?` : said;
    const refused = !versionAgreed && REFUSED_VERSION.has(code);
    // Some brokers hang up on a version that they do not know.
    if (refused || (!versionAgreed && why === CLOSED_EARLY)) version = version === 5 ? 4 : 5;
    failures = lived > GOOD_MS ? 1 : failures + 1;
    const pause = Math.min(MAX_PAUSE_MS, reconnectMs * 2 ** Math.min(failures - 1, 10)) * (0.5 + Math.random() / 2);
    if (trouble !== why) log.warn({ broker: settings.url, why }, 'no connection to the broker; trying again');
    trouble = why;
    retry = setTimeout(attempt, refused && version === 4 ? 0 : pause);
  }

  return {
    start() {
      if (settings.caFile !== undefined) ca = readCa(settings.caFile);
      attempt();
    },
    acknowledge(upTo) {
      const packets = window.release(upTo);
      if (packets.length > 0) current?.send(packets);
      if (!isHeld || stopping || isFull()) return;
      isHeld = false;
      current?.resume();
    },
    state: () => ({ connected: readyAt !== undefined, protocol: readyAt === undefined ? null : nameOf(version), trouble }),
    stopIntake() {
      stopping = true;
    },
    async close() {
      stopping = true;
      clearTimeout(retry);
      clearTimeout(stall);
      await current?.end();
      readyAt = undefined;
      trouble = 'stopped';
    },
  };
}

function nameOf(version: 4 | 5): '5' | '3.1.1' {
  return version === 5 ? '5' : '3.1.1';
}

function readCa(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Error(`mqtt.caFile: cannot read '${file}'`, { cause: error });
  }
}
