import { connect, type IClientOptions } from 'mqtt';
import type { BrokerAnswer } from './broker-limits.ts';
import type { Message } from './decoders/decoder.ts';
import { explainRefusal } from './mqtt-refusal.ts';
import type { Credentials, MqttSettings } from './mqtt-settings.ts';

export interface AttemptOptions {
  settings: Pick<MqttSettings, 'url' | 'receiveMaximum'>;
  credentials: Credentials;
  version: 4 | 5;
  clientId: string;
  topics: readonly string[];
  /** Of the broker itself (`$SYS/…`), asked for last and with QoS 0; empty: none. They never reach `onMessage`. */
  systemTopics: readonly string[];
  keepaliveS: number;
  /** Whether the subscription of an earlier connection is known to be in the session. */
  isSubscribed: boolean;
  /** @param messageId 0 for a message without acknowledgement; @returns false: no more until `resume` */
  onMessage(message: Message, messageId: number): boolean;
  /** Connected and subscribed. */
  onReady(session: { present: boolean; answer: BrokerAnswer }): void;
  onSystem(topic: string, text: string): void;
  /** The broker's answer to the subscription of `systemTopics`; undefined: granted. */
  onSystemAnswer(refused: string | undefined): void;
  /** Once, at the end, whatever ended it. */
  onLost(lost: Lost): void;
}

export interface Lost {
  why: string;
  /** The broker's reason for refusing or ending it. */
  code?: unknown;
  /** It will not pass by itself. */
  needsPerson?: boolean;
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
export const SESSION_EXPIRY_S = 7 * 86_400;
/**
 * The broker keeps a larger packet from us (MQTT 5), and says nothing; without it, one of 256 MB would be taken into memory
 * whole. No reading is so large, and all that is smaller is refused here, where it is counted.
 */
const MAX_PACKET_BYTES = 16 * 1024 * 1024;
const CONNECT_TIMEOUT_MS = 5_000;
/** So often in a keepalive time we ask the broker for a sign of life, and so many unanswered mean that it is gone: after 1 to 1.25 times. */
const PULSES = 4;
const SILENT_PULSES = 4;
/** `$` */
const DOLLAR = 36;
const END_DEADLINE_MS = 2_000;
export const TAKEN_OVER = 142;
export const CLOSED = 'the connection was closed';
export const CLOSED_EARLY = 'the broker closed the connection before CONNACK';

/**
 * MQTT.js with its own acknowledgements suppressed and its reconnecting off: a client lives for one connection, so
 * none of its queues carries anything into the next one.
 *
 * MQTT.js waits for PINGRESP alone, and takes a connection for dead on which that is held back together with a message, or
 * comes late behind much else on a slow line. So signs of life are looked for here, and its own watch never runs out.
 */
export function openAttempt(options: AttemptOptions): Attempt {
  const { topics, keepaliveS } = options;
  const client = connect(options.settings.url, clientOptions(options));
  let over = false;
  let connected = false;
  let said: Lost | undefined;
  let heard = true;
  let silent = 0;
  let held: (() => void) | undefined;
  let pulses: NodeJS.Timeout | undefined;

  client.handleMessage = ({ topic, payload, retain, qos, messageId }, done) => {
    if (over) return;
    if (topic.charCodeAt(0) === DOLLAR) {
      options.onSystem(topic, payload.toString());
      return done();
    }
    const goOn = options.onMessage({ topic, payload: payload as Buffer, retained: retain }, qos === 0 ? 0 : (messageId ?? 0));
    if (goOn) done(DEFERRED);
    else held = () => done(DEFERRED);
  };
  client.on('connect', ({ sessionPresent: present, properties }) => {
    connected = true;
    pulses = setInterval(pulse, ((properties?.serverKeepAlive || keepaliveS) * 1000) / PULSES);
    const ready = (granted: readonly number[]) => {
      options.onReady({ present, answer: { properties, granted } });
      askSystem();
    };
    // A renewed subscription would bring all retained messages again; MQTT 5 can say no (rh 1), 3.1.1 cannot.
    if (options.version === 4 && present && options.isSubscribed) return ready([]);
    client.subscribe(Object.fromEntries(topics.map((topic) => [topic, { qos: 1 as const, rh: 1 }])), (error, granted) => {
      if (over) return;
      if (error) lose({ why: `not allowed to subscribe to ${topics.join(', ')}: ${error.message}`, needsPerson: true });
      else ready((granted ?? []).map(({ qos }) => qos));
    });
  });
  client.on('packetreceive', () => (heard = true));
  client.on('disconnect', ({ reasonCode }) => {
    const why =
      reasonCode === TAKEN_OVER ? `another client is connected as ${options.clientId}` : `the broker disconnected us, reason ${reasonCode}`;
    said = { why, code: reasonCode };
  });
  client.on('error', (error) => lose({ ...explainRefusal(error), code: 'code' in error ? error.code : undefined }));
  client.on('close', () => lose(said ?? { why: connected ? CLOSED : CLOSED_EARLY }));

  /** A broker without these counters, or that keeps them from us, is as good as any. */
  function askSystem(): void {
    if (over || options.systemTopics.length === 0) return;
    client.subscribe([...options.systemTopics], { qos: 0, rh: 0 }, (error) => {
      if (!over) options.onSystemAnswer(error?.message);
    });
  }

  /** Everything that arrives is a sign of life; while a message is held back nothing can arrive. */
  function pulse(): void {
    client.reschedulePing(true);
    client.sendPing();
    silent = heard || held ? 0 : silent + 1;
    heard = false;
    if (silent >= SILENT_PULSES) lose({ why: 'the broker does not answer any more' });
  }

  function retire(): void {
    over = true;
    held = undefined;
    clearInterval(pulses);
  }

  function lose(lost: Lost): void {
    if (over) return;
    retire();
    client.end(true);
    options.onLost(lost);
  }

  return {
    send(packets) {
      if (!over && client.connected) client.stream.write(packets);
    },
    resume() {
      const proceed = held;
      held = undefined;
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

function clientOptions({ settings, credentials, version, clientId, keepaliveS }: AttemptOptions): IClientOptions {
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
    ...(version === 5 && {
      properties: { sessionExpiryInterval: SESSION_EXPIRY_S, receiveMaximum: settings.receiveMaximum, maximumPacketSize: MAX_PACKET_BYTES },
    }),
    ...credentials,
  };
}
