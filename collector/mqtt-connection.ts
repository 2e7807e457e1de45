import type { Clock } from '../domain/clock.ts';
import { createAckWindow } from './ack-window.ts';
import type { BrokerAnswer } from './broker-limits.ts';
import type { Message } from './decoders/decoder.ts';
import type { Log } from '../domain/log.ts';
import { type Attempt, CLOSED, CLOSED_EARLY, type Lost, openAttempt, TAKEN_OVER } from './mqtt-attempt.ts';
import { isVersionRefused } from './mqtt-refusal.ts';
import { type MqttSettings, readCredentials } from './mqtt-settings.ts';

/** Who wants to know what happens to the connection, and what the broker says about itself. */
export interface ConnectionWatch {
  /** @param session.lostAt end of the connection before this one; undefined: this is the first one of this process */
  onConnected(session: { present: boolean; answer: BrokerAnswer; lostAt: number | undefined }): void;
  onTakenOver(words: string): void;
  onSystem(topic: string, text: string): void;
  onSystemRefused(why: string): void;
}

export interface MqttConnectionOptions {
  settings: MqttSettings;
  /** Fixed: under this name the broker keeps the session and what arrives while we are away. */
  clientId: string;
  topics: readonly string[];
  /** `$SYS` topics that `watch` wants; taken with QoS 0, and only where the broker allows it. */
  systemTopics: readonly string[];
  watch: ConnectionWatch;
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
  /**
   * @param isSubscribed whether an earlier process left its subscription in the session
   * @throws CannotStart when a file of the settings (password, certificates) cannot be read
   */
  start(isSubscribed: boolean): void;
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
/** So many connections in a row that end soon: another client has our name, though the broker does not say so. */
const SUSPICIOUS = 3;
/** A broker that ends the connection so often when asked for its counters is not asked again. */
const MAX_SYSTEM_LOSSES = 2;

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
  let current: Attempt | undefined;
  let readyAt: number | undefined;
  let lostAt: number | undefined;
  let isSubscribed = false;
  let trouble: string | null = 'not connected yet';
  let failures = 0;
  let shortLived = 0;
  let asksSystem = false;
  let systemLosses = 0;
  let stopping = false;
  let isHeld = false;
  let retry: NodeJS.Timeout | undefined;
  let stall: NodeJS.Timeout | undefined;

  function attempt(): void {
    const { clientId, topics, watch } = options;
    const systemTopics = systemLosses < MAX_SYSTEM_LOSSES ? options.systemTopics : [];
    try {
      const credentials = readCredentials(settings);
      const shape = { settings, credentials, version, clientId, topics, systemTopics, keepaliveS, isSubscribed };
      current = openAttempt({ ...shape, onMessage, onReady, onSystem: watch.onSystem, onSystemAnswer, onLost });
    } catch (error) {
      onLost({ why: error instanceof Error ? error.message : String(error), needsPerson: true });
    }
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

  function onReady({ present, answer }: { present: boolean; answer: BrokerAnswer }): void {
    log.info({ broker: settings.url, protocol: nameOf(version), session: present ? 'kept' : 'new' }, 'connected to the broker');
    versionAgreed = isSubscribed = true;
    readyAt = now();
    trouble = null;
    asksSystem = options.systemTopics.length > 0 && systemLosses < MAX_SYSTEM_LOSSES;
    options.watch.onConnected({ present, answer, lostAt });
  }

  function onSystemAnswer(refused: string | undefined): void {
    asksSystem = false;
    systemLosses = 0;
    if (refused !== undefined) options.watch.onSystemRefused(refused);
  }

  /** The broker's own word, or what it looks like: mosquitto tells a client of MQTT 3.1.1 nothing. */
  function watchForTakeOver({ why, code }: Lost, lived: number): void {
    shortLived = why === CLOSED && lived > 0 && lived < GOOD_MS ? shortLived + 1 : 0;
    if (code === TAKEN_OVER) options.watch.onTakenOver(why);
    if (shortLived >= SUSPICIOUS) options.watch.onTakenOver(suspicionOf(why));
  }

  const suspicionOf = (why: string) => `${why} soon after it began: is another client called ${options.clientId}?`;

  function watchForSystemLoss(): void {
    if (!asksSystem) return;
    asksSystem = false;
    if (++systemLosses === MAX_SYSTEM_LOSSES) options.watch.onSystemRefused('it ended the connection when asked for them');
  }

  function onLost(lost: Lost): void {
    const lived = readyAt === undefined ? 0 : now() - readyAt;
    if (readyAt !== undefined) lostAt = now();
    readyAt = current = undefined;
    isHeld = false;
    window.reset();
    if (stopping) return;
    watchForSystemLoss();
    watchForTakeOver(lost, lived);
    const why = shortLived > 0 ? suspicionOf(lost.why) : lost.why;
    const refused = !versionAgreed && isVersionRefused(lost.code);
    // Some brokers hang up on a version that they do not know.
    if (refused || (!versionAgreed && why === CLOSED_EARLY)) version = version === 5 ? 4 : 5;
    failures = lived > GOOD_MS ? 1 : failures + 1;
    const pause = Math.min(MAX_PAUSE_MS, reconnectMs * 2 ** Math.min(failures - 1, 10)) * (0.5 + Math.random() / 2);
    if (trouble !== why)
      log[lost.needsPerson ? 'error' : 'warn']({ broker: settings.url, why }, 'no connection to the broker; trying again');
    trouble = why;
    retry = setTimeout(attempt, refused && version === 4 ? 0 : pause);
  }

  return {
    start(wasSubscribed) {
      readCredentials(settings);
      isSubscribed = wasSubscribed;
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
