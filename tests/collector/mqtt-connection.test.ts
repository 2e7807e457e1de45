import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createMqttConnection, type MqttConnection, type MqttConnectionOptions } from '../../collector/mqtt-connection.ts';
import { type FakeBroker, type Misbehaviour, openFakeBroker } from '../support/fake-broker.ts';
import { hasMosquitto, type Mosquitto, type MosquittoOptions, openMosquitto } from '../support/mosquitto.ts';
import { publish, until } from './rig.ts';

interface Taken {
  text: string;
  retained: boolean;
  ticket: number;
}

describe.skipIf(!hasMosquitto)('MQTT connection to a real broker', () => {
  const opened: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const thing of opened.splice(0).toReversed()) await thing.close();
  });

  async function brokerWith(options?: MosquittoOptions): Promise<Mosquitto> {
    const broker = await openMosquitto(options);
    opened.push(broker);
    return broker;
  }

  async function fakeBroker(misbehaviour: Misbehaviour): Promise<FakeBroker> {
    const broker = await openFakeBroker(misbehaviour);
    opened.push(broker);
    return broker;
  }

  function connect(url: string, { settings, ...overrides }: { settings?: object } & Partial<Omit<MqttConnectionOptions, 'settings'>> = {}) {
    const taken: Taken[] = [];
    const warned: string[] = [];
    const heard: string[] = [];
    const connection: MqttConnection = createMqttConnection({
      settings: { url, protocol: 'auto', receiveMaximum: 100, ...settings },
      clientId: 'campus-collector',
      topics: ['campus/+/+'],
      systemTopics: ['$SYS/broker/version'],
      watch: {
        onConnected: ({ present }) => void heard.push(present ? 'session kept' : 'session new'),
        onTakenOver: (words) => void heard.push(words),
        onSystem: (topic, text) => void heard.push(`${topic} ${text}`),
        onSystemRefused: (why) => void heard.push(`refused ${why}`),
      },
      onMessage: ({ payload, retained }, ticket) => void taken.push({ text: payload.toString(), retained, ticket }),
      hasRoom: () => true,
      onStalled: () => {},
      now: Date.now,
      log: { info: () => {}, warn: (_, text) => void warned.push(text), error: (_, text) => void warned.push(text) },
      reconnectMs: 50,
      ...overrides,
    });
    opened.push(connection);
    connection.start(false);
    return { connection, taken, warned, heard, texts: () => taken.map(({ text }) => text) };
  }

  const ready = (connection: MqttConnection) => until('connected', () => connection.state().connected);
  const numbered = (count: number, from = 0) => Array.from({ length: count }, (_, index) => ['campus/east/a1', `${from + index}`] as const);

  it('acknowledges only what it was told is safe: the rest comes again, in order', async () => {
    const broker = await brokerWith();
    const first = connect(broker.url);
    await ready(first.connection);
    await publish(broker.url, numbered(5));
    await until('5 taken', () => first.taken.length === 5);
    first.connection.acknowledge(first.taken[2]!.ticket);
    await first.connection.close();
    const second = connect(broker.url);
    await until('2 taken again', () => second.taken.length === 2);
    expect(second.texts()).toEqual(['3', '4']);
  });

  it.each(['5', '3.1.1'] as const)('has no more than receiveMaximum messages unacknowledged with MQTT %s', async (protocol) => {
    const broker = await brokerWith();
    const { connection, taken } = connect(broker.url, { settings: { protocol, receiveMaximum: 10 } });
    await ready(connection);
    await publish(broker.url, numbered(35));
    for (const count of [10, 20, 30]) {
      await until(`${count} taken`, () => taken.length >= count);
      await pause(50);
      expect(taken).toHaveLength(count);
      connection.acknowledge(taken.at(-1)!.ticket);
    }
    await until('all taken', () => taken.length === 35);
  });

  it('stays connected while it holds messages back for three times the keepalive', async () => {
    const broker = await brokerWith();
    let room = true;
    const { connection, taken, warned } = connect(broker.url, { keepaliveS: 1, hasRoom: () => room });
    await ready(connection);
    room = false;
    await publish(broker.url, numbered(30));
    await until('one taken', () => taken.length === 1);
    await pause(3000);
    expect(taken).toHaveLength(1);
    room = true;
    connection.acknowledge(taken[0]!.ticket);
    await until('the rest', () => taken.length === 30);
    expect(warned).toEqual([]);
  });

  it('keeps trying a broker that is not there yet, in words', async () => {
    const broker = await brokerWith();
    await broker.stop();
    const { connection, warned } = connect(broker.url);
    await until('trouble told', () => connection.state().trouble?.includes('ECONNREFUSED'));
    await until('tried again', () => warned.length > 0);
    await broker.start();
    await ready(connection);
    expect(connection.state()).toEqual({ connected: true, protocol: '5', trouble: null });
  });

  it('speaks 3.1.1 to a broker that hangs up on MQTT 5', async () => {
    const broker = await fakeBroker({ hangsUpOn: 5 });
    const { connection } = connect(broker.url);
    await ready(connection);
    expect([broker.versions, connection.state().protocol]).toEqual([[5, 4], '3.1.1']);
  });

  it("hears the broker's own topics apart from the messages, also while those wait", async () => {
    const broker = await brokerWith();
    const { connection, taken, heard } = connect(broker.url, { hasRoom: () => false });
    await ready(connection);
    await publish(broker.url, numbered(2));
    await until('one taken, the other held', () => taken.length === 1);
    await until('version heard', () => heard.some((line) => line.startsWith('$SYS/broker/version mosquitto')));
    expect(heard[0]).toBe('session new');
  });

  it.each(['5', '3.1.1'] as const)('does without the topics that a broker refuses it (MQTT %s)', async (protocol) => {
    const broker = await fakeBroker({ grants: (topics) => (topics.includes('$SYS') ? 0x80 : 1) });
    const { connection, heard } = connect(broker.url, { settings: { protocol } });
    await until('refused', () => heard.some((line) => line.startsWith('refused')));
    expect(connection.state()).toMatchObject({ connected: true, trouble: null });
  });

  it('does not ask a third time for the topics at which a broker hangs up', async () => {
    let asked = 0;
    const grants = (topics: string) => (topics.includes('$SYS') ? void asked++ : 1);
    const broker = await fakeBroker({ grants });
    const { connection, heard } = connect(broker.url);
    await until('given up', () => heard.some((line) => line.includes('ended the connection')));
    await until('third connection', () => broker.versions.length === 3 && connection.state().connected);
    // Long enough for a subscription to have been asked for.
    await pause(100);
    expect([asked, connection.state().connected]).toEqual([2, true]);
  });
});
