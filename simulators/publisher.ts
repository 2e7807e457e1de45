import mqtt from 'mqtt';
import { MAX_PAYLOAD_BYTES } from './payload.ts';

/** Who a simulator is to the broker; certificates as PEM. */
export interface Login {
  username?: string | undefined;
  password?: string | undefined;
  ca?: Buffer | undefined;
  cert?: Buffer | undefined;
  key?: Buffer | undefined;
}

export interface PublisherOptions extends Login {
  url: string;
  clientId: string;
  /** Messages on their way without an acknowledgement. */
  window?: number | undefined;
  /** Give up when the first connection does not come about in this time; absent: keep trying. */
  firstConnectMs?: number | undefined;
  signal: AbortSignal;
  onConnection?: ((up: boolean, why?: string) => void) | undefined;
}

export interface Publisher {
  /** Takes a message; resolves as soon as there is room for the next one. Rejects when stopped. */
  publish(topic: string, payload: string): Promise<void>;
  /** Resolves when the broker has acknowledged everything. Rejects when stopped. */
  flush(): Promise<void>;
  /** Messages acknowledged by the broker. */
  acknowledged(): number;
  close(): Promise<void>;
}

/** The broker cannot be reached, or does not let us in. */
export class BrokerUnreachable extends Error {
  readonly url: string;
  constructor(url: string, why: string) {
    super(`no MQTT broker at ${url}: ${why}`);
    this.name = 'BrokerUnreachable';
    this.url = url;
  }
}

/** A message that no broker of ours would take. Sent all the same, it would be cut off and tried for ever. */
export class PayloadTooLarge extends Error {
  readonly bytes: number;
  constructor(topic: string, bytes: number) {
    super(`message for ${topic} has ${bytes} bytes; at most ${MAX_PAYLOAD_BYTES} are sent`);
    this.name = 'PayloadTooLarge';
    this.bytes = bytes;
  }
}

/**
 * A QoS 1 publisher with a bounded window: whoever publishes waits while too many messages are unacknowledged. Lost
 * connections are taken up again and what was under way is sent again, so the broker may see a message twice.
 *
 * @throws BrokerUnreachable when `firstConnectMs` passes without a connection
 */
export async function openPublisher(options: PublisherOptions): Promise<Publisher> {
  const { url, username, password, ca, cert, key, clientId, window = 64, firstConnectMs, signal, onConnection } = options;
  signal.throwIfAborted();
  const client = mqtt.connect(url, {
    protocolVersion: 4,
    clientId,
    clean: true,
    reconnectPeriod: 1000,
    connectTimeout: 5000,
    reconnectOnConnackError: true,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(ca && { ca }),
    ...(cert && { cert }),
    ...(key && { key }),
  });
  let lastError = '';
  let up: boolean | undefined;
  const tell = (now: boolean) => {
    if (now !== up) onConnection?.(now, lastError);
    up = now;
  };
  client.on('connect', () => tell(true));
  client.on('close', () => tell(false));
  client.on('error', (error) => (lastError = error.message || (error as NodeJS.ErrnoException).code || error.name));
  await connected(client, url, firstConnectMs, signal, () => lastError);

  let underWay = 0;
  let acknowledged = 0;
  let failure: Error | undefined;
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const resume of waiting) resume();
    waiting.clear();
  };
  signal.addEventListener('abort', wake, { once: true });

  async function until(limit: number): Promise<void> {
    signal.throwIfAborted();
    if (failure) throw failure;
    if (underWay <= limit) return;
    await new Promise<void>((resume) => waiting.add(resume));
    await until(limit);
  }

  return {
    async publish(topic, payload) {
      const bytes = Buffer.byteLength(payload);
      if (bytes > MAX_PAYLOAD_BYTES) throw new PayloadTooLarge(topic, bytes);
      await until(window - 1);
      underWay++;
      client.publish(topic, payload, { qos: 1 }, (error) => {
        underWay--;
        if (error) failure ??= error;
        else acknowledged++;
        wake();
      });
    },
    flush: () => until(0),
    acknowledged: () => acknowledged,
    async close() {
      signal.removeEventListener('abort', wake);
      client.removeAllListeners('close');
      await client.endAsync(underWay > 0);
    },
  };
}

async function connected(
  client: mqtt.MqttClient,
  url: string,
  firstConnectMs: number | undefined,
  signal: AbortSignal,
  lastError: () => string,
): Promise<void> {
  const { promise, resolve, reject } = withResolvers();
  const timer =
    firstConnectMs === undefined
      ? undefined
      : setTimeout(() => reject(new BrokerUnreachable(url, lastError() || 'no answer')), firstConnectMs);
  const stop = () => reject(signal.reason as Error);
  client.once('connect', resolve);
  signal.addEventListener('abort', stop, { once: true });
  try {
    await promise;
  } catch (error) {
    await client.endAsync(true);
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

function withResolvers(): { promise: Promise<void>; resolve: () => void; reject: (reason: Error) => void } {
  let resolve: () => void = () => undefined;
  let reject: (reason: Error) => void = () => undefined;
  const promise = new Promise<void>((done, failed) => {
    resolve = done;
    reject = failed;
  });
  return { promise, resolve, reject };
}
