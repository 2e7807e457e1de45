import { connectAsync, type MqttClient } from 'mqtt';
import { readCredentials } from '../collector/mqtt-settings.ts';
import type { SettingsFile } from '../config/schema.ts';
import type { Log } from '../domain/log.ts';

const ANSWER_MS = 10_000;

export interface NoticePublisher {
  /** QoS 1; rejects when the broker has not taken it in ten seconds, or does not allow the topic (`code` 135, MQTT 5 only). */
  publish(topic: string, payload: string, options?: { retain?: boolean }): Promise<void>;
  close(): Promise<void>;
}

/** The server's own connection to the broker, for notices only; opened at the first one. */
export function createNoticePublisher(settings: SettingsFile['mqtt'], url: string, log: Log): NoticePublisher {
  let client: Promise<MqttClient> | undefined;
  // MQTT 5 says when a topic is not allowed; 3.1.1 acknowledges such a message and throws it away.
  let version: 4 | 5 = settings.protocol === '3.1.1' ? 4 : 5;
  let versionAgreed = settings.protocol !== 'auto';

  async function connect(): Promise<MqttClient> {
    try {
      return await connectAs();
    } catch (error) {
      if (versionAgreed) throw error;
      version = 4;
      return await connectAs().finally(() => (version = versionAgreed ? 4 : 5));
    }
  }

  async function connectAs(): Promise<MqttClient> {
    const opened = await connectAsync(url, {
      clientId: `${settings.root.replaceAll('/', '-')}-notices-${process.pid}`,
      ...readCredentials(settings),
      protocolVersion: version,
      connectTimeout: ANSWER_MS,
      reconnectPeriod: 0,
    });
    versionAgreed = true;
    opened.on('error', (error) => log.warn({ err: error }, 'the connection for notices failed'));
    // The next notice opens a new one.
    opened.on('close', () => (client = undefined));
    return opened;
  }

  return {
    async publish(topic, payload, { retain = false } = {}) {
      client ??= connect();
      client.catch(() => (client = undefined));
      const broker = await client;
      await withDeadline(broker.publishAsync(topic, payload, { qos: 1, retain }));
    },
    async close() {
      const open = await client?.catch(() => undefined);
      await open?.endAsync(true);
    },
  };
}

async function withDeadline(answer: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`the broker did not acknowledge in ${ANSWER_MS / 1000} s`)), ANSWER_MS);
  });
  try {
    await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
