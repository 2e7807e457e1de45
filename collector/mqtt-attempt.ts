import { connect, type IClientOptions } from 'mqtt';
import type { Message } from './decoders/decoder.ts';

export interface MqttSettings {
  /** Without user and password. */
  url: string;
  username?: string | undefined;
  password?: string | undefined;
  protocol: 'auto' | '5' | '3.1.1';
  receiveMaximum: number;
  caFile?: string | undefined;
}

export interface AttemptOptions {
  settings: MqttSettings;
  version: 4 | 5;
  clientId: string;
  topics: readonly string[];
  ca: Buffer | undefined;
  keepaliveS: number;
  /** Whether the subscription of an earlier connection is known to be in the session. */
  isSubscribed: boolean;
  /** @param messageId 0 for a message without acknowledgement; @returns false: no more until `resume` */
  onMessage(message: Message, messageId: number): boolean;
  /** Connected and subscribed. */
  onReady(session: { present: boolean }): void;
  /** Once, at the end, whatever ended it; `code` is the broker's reason for refusing. */
  onLost(why: string, code: unknown): void;
}

/** One connection to a broker, from CONNECT to its end. */
export interface Attempt {
  /** Put packets on the wire; nothing happens when the connection is gone. */
  send(packets: Buffer): void;
  resume(): void;
  /** DISCONNECT behind what was sent; a broker that does not take it is cut off. `onLost` is not called. */
  end(): Promise<void>;
}

/** Makes MQTT.js go on with the next packet without a PUBACK for this one (its handlers/publish.js: `done(err)`). */
const DEFERRED = new Error('acknowledged later');
const SESSION_EXPIRY_S = 7 * 86_400;
const CONNECT_TIMEOUT_MS = 5_000;
const END_DEADLINE_MS = 2_000;
const TAKEN_OVER = 142;
export const CLOSED = 'the connection was closed';
export const CLOSED_EARLY = 'the broker closed the connection before CONNACK';

/**
 * MQTT.js with its own acknowledgements suppressed and its reconnecting off: a client lives for one connection, so
 * none of its queues carries anything into the next one.
 *
 * Holding a packet back also holds PINGRESP, and MQTT.js would take the connection for dead: while held, pings are
 * sent from here and not waited for.
 */
export function openAttempt(options: AttemptOptions): Attempt {
  const { topics, keepaliveS } = options;
  const client = connect(options.settings.url, clientOptions(options));
  let over = false;
  let connected = false;
  let said: string | undefined;
  let held: (() => void) | undefined;
  let pings: NodeJS.Timeout | undefined;

  client.handleMessage = ({ topic, payload, retain, qos, messageId }, done) => {
    if (over) return;
    const goOn = options.onMessage({ topic, payload: payload as Buffer, retained: retain }, qos === 0 ? 0 : (messageId ?? 0));
    if (goOn) done(DEFERRED);
    else hold(() => done(DEFERRED));
  };
  client.on('connect', ({ sessionPresent: present }) => {
    connected = true;
    // A renewed subscription would bring all retained messages again; MQTT 5 can say no (rh 1), 3.1.1 cannot.
    if (options.version === 4 && present && options.isSubscribed) return options.onReady({ present });
    client.subscribe(Object.fromEntries(topics.map((topic) => [topic, { qos: 1 as const, rh: 1 }])), (error) => {
      if (over) return;
      if (error) lose(`not allowed to subscribe to ${topics.join(', ')}: ${error.message}`);
      else options.onReady({ present });
    });
  });
  client.on('disconnect', ({ reasonCode }) => {
    said =
      reasonCode === TAKEN_OVER ? `another client is connected as ${options.clientId}` : `the broker disconnected us, reason ${reasonCode}`;
  });
  client.on('error', (error) => lose(wordsOf(error), 'code' in error ? error.code : undefined));
  client.on('close', () => lose(said ?? (connected ? CLOSED : CLOSED_EARLY)));

  function hold(proceed: () => void): void {
    held = proceed;
    pings = setInterval(() => {
      client.sendPing();
      client.reschedulePing(true);
    }, keepaliveS * 450);
  }

  function retire(): void {
    over = true;
    held = undefined;
    clearInterval(pings);
  }

  function lose(why: string, code?: unknown): void {
    if (over) return;
    retire();
    client.end(true);
    options.onLost(why, code);
  }

  return {
    send(packets) {
      if (!over && client.connected) client.stream.write(packets);
    },
    resume() {
      const proceed = held;
      held = undefined;
      clearInterval(pings);
      proceed?.();
    },
    async end() {
      retire();
      await new Promise<void>((resolve) => {
        const cutOff = setTimeout(() => client.end(true, () => resolve()), END_DEADLINE_MS);
        client.end(!client.connected, () => {
          clearTimeout(cutOff);
          resolve();
        });
      });
    },
  };
}

function clientOptions({ settings, version, clientId, ca, keepaliveS }: AttemptOptions): IClientOptions {
  return {
    clientId,
    clean: false,
    protocolVersion: version,
    keepalive: keepaliveS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    reconnectPeriod: 0,
    resubscribe: false,
    // The default asks the `debug` package several times for every packet: a tenth of the CPU.
    log: () => {},
    ...(version === 5 && { properties: { sessionExpiryInterval: SESSION_EXPIRY_S, receiveMaximum: settings.receiveMaximum } }),
    ...(settings.username !== undefined && { username: settings.username }),
    ...(settings.password !== undefined && { password: settings.password }),
    ...(ca && { ca }),
  };
}

/** Node reports a host with several addresses as an AggregateError without words. */
function wordsOf(error: Error): string {
  if (error.message !== '') return error.message;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
