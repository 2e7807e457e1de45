import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createMqttConnection, type MqttConnection, type MqttConnectionOptions } from '../../collector/mqtt-connection.ts';
import { freePort, hasMosquitto, type Mosquitto, type MosquittoOptions, openMosquitto } from '../support/mosquitto.ts';
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

  function connect(url: string, { settings, ...overrides }: { settings?: object } & Partial<Omit<MqttConnectionOptions, 'settings'>> = {}) {
    const taken: Taken[] = [];
    const warned: string[] = [];
    const connection: MqttConnection = createMqttConnection({
      settings: { url, protocol: 'auto', receiveMaximum: 100, ...settings },
      clientId: 'campus-collector',
      topics: ['campus/+/+'],
      onMessage: ({ payload, retained }, ticket) => void taken.push({ text: payload.toString(), retained, ticket }),
      hasRoom: () => true,
      onStalled: () => {},
      now: Date.now,
      log: { info: () => {}, warn: (_, text) => void warned.push(text), error: () => {} },
      reconnectMs: 50,
      ...overrides,
    });
    opened.push(connection);
    connection.start();
    return { connection, taken, warned, texts: () => taken.map(({ text }) => text) };
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

  it('never sends a late acknowledgement on a later connection, where the id means another message', async () => {
    const broker = await brokerWith();
    const first = connect(broker.url);
    await ready(first.connection);
    await publish(broker.url, [['campus/east/a1', 'old']]);
    const { ticket } = await until('old taken', () => first.taken[0]);
    await broker.stop('SIGKILL');
    await until('loss noticed', () => !first.connection.state().connected);
    first.connection.acknowledge(ticket);
    await broker.start();
    await ready(first.connection);
    expect(first.warned.some((text) => text.includes('lost our session'))).toBe(true);
    await publish(broker.url, [['campus/east/a1', 'new']]);
    await until('new taken', () => first.taken.length === 2);
    first.connection.acknowledge(ticket);
    await first.connection.close();
    const second = connect(broker.url);
    await until('new taken again', () => second.taken.length === 1);
    expect(second.texts()).toEqual(['new']);
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

  it('tells a retained copy, and does not get it again with each connection', async () => {
    const broker = await brokerWith({ persistent: true });
    await publish(broker.url, [['campus/east/a1', 'kept', { retain: true }]]);
    const { connection, taken } = connect(broker.url);
    const { ticket, retained } = await until('taken', () => taken[0]);
    expect(retained).toBe(true);
    connection.acknowledge(ticket);
    await broker.stop();
    await until('loss noticed', () => !connection.state().connected);
    await broker.start();
    await ready(connection);
    await publish(broker.url, [['campus/east/a1', 'fresh']]);
    await until('fresh taken', () => taken.length === 2);
    expect(taken[1]).toMatchObject({ text: 'fresh', retained: false });
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

  it('keeps trying a broker that refuses its password', async () => {
    const broker = await brokerWith({ conf: ['allow_anonymous false'] });
    const { connection } = connect(broker.url, { settings: { username: 'me', password: 'wrong' } });
    await until('refused', () => connection.state().trouble?.includes('Not authorized'));
    expect(connection.state().connected).toBe(false);
  });

  it('suspects another client of its name when connections end soon after they began', async () => {
    const broker = await brokerWith();
    const { warned, connection } = connect(broker.url);
    await ready(connection);
    const words = 'another client';
    const other = connect(broker.url);
    await until('suspected', () => [connection, other.connection].some((one) => one.state().trouble?.includes(words)));
    expect(warned.length + other.warned.length).toBeGreaterThan(0);
  });

  it('speaks 3.1.1 to a broker that hangs up on MQTT 5', async () => {
    const versions: number[] = [];
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', (connectPacket) => {
        versions.push(connectPacket[8]!);
        if (connectPacket[8] === 5) return socket.destroy();
        socket.write(Buffer.from([0x20, 2, 0, 0]));
        socket.on('data', (packet) => packet[0] === 0x82 && socket.write(Buffer.from([0x90, 3, packet[2]!, packet[3]!, 1])));
      });
    });
    const port = await freePort();
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const { connection } = connect(`mqtt://127.0.0.1:${port}`);
    await ready(connection);
    expect([versions, connection.state().protocol]).toEqual([[5, 4], '3.1.1']);
    await connection.close();
    server.close();
    await once(server, 'close');
  });

  it('names a CA file that is not there', () => {
    expect(() => connect('mqtts://127.0.0.1:1', { settings: { caFile: '/nowhere/ca.pem' } })).toThrow(
      "mqtt.caFile: cannot read '/nowhere/ca.pem'",
    );
  });
});
