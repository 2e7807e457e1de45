import { once } from 'node:events';
import { createServer } from 'node:net';
import { Aedes, type Client } from 'aedes';
import mqtt from 'mqtt';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { BrokerUnreachable, openPublisher, PayloadTooLarge } from '../../simulators/publisher.ts';
import { hasMosquitto, type Mosquitto, openMosquitto } from '../support/mosquitto.ts';

/** Counts what arrives on a topic, by payload. */
async function subscribe(url: string, topic: string) {
  const client = await mqtt.connectAsync(url, { protocolVersion: 5 });
  const received = new Map<string, number>();
  client.on('message', (_topic, payload) => {
    const text = payload.toString();
    received.set(text, (received.get(text) ?? 0) + 1);
  });
  await client.subscribeAsync(topic, { qos: 1 });
  return { received, close: () => client.endAsync(true) };
}

describe.skipIf(!hasMosquitto)('publisher on a real mosquitto', () => {
  let broker: Mosquitto;
  beforeAll(async () => {
    broker = await openMosquitto();
  });
  afterAll(() => broker.close());

  it('delivers 5,000 messages through a window of 20, each once', async () => {
    const subscriber = await subscribe(broker.url, 'campus/window/#');
    const publisher = await openPublisher({ url: broker.url, clientId: 'p1', window: 20, signal: new AbortController().signal });
    for (let count = 0; count < 5000; count++) await publisher.publish('campus/window/m', `{"n":${count}}`);
    await publisher.flush();
    expect(publisher.acknowledged()).toBe(5000);
    await vi.waitFor(() => expect(subscriber.received.size).toBe(5000), { timeout: 10_000 });
    expect([...subscriber.received.values()].every((count) => count === 1)).toBe(true);
    await publisher.close();
    await subscriber.close();
  });

  it('refuses a message that no broker would take, and goes on', async () => {
    const publisher = await openPublisher({ url: broker.url, clientId: 'p2', signal: new AbortController().signal });
    await expect(publisher.publish('campus/x/m', 'x'.repeat(70_000))).rejects.toBeInstanceOf(PayloadTooLarge);
    await publisher.publish('campus/x/m', '{}');
    await publisher.flush();
    expect(publisher.acknowledged()).toBe(1);
    await publisher.close();
  });

  it('waits while the broker is away and delivers what was under way when it is back', async () => {
    const publisher = await openPublisher({ url: broker.url, clientId: 'p3', window: 10, signal: new AbortController().signal });
    await broker.stop('SIGKILL');
    for (let count = 0; count < 10; count++) await publisher.publish('campus/back/m', `{"n":${count}}`);
    expect(publisher.acknowledged()).toBe(0);
    await broker.start();
    await publisher.flush();
    expect(publisher.acknowledged()).toBe(10);
    await publisher.close();
  });

  it('stops at once when told to, also with a full window', async () => {
    const stop = new AbortController();
    const publisher = await openPublisher({ url: broker.url, clientId: 'p4', window: 1, signal: stop.signal });
    await broker.stop();
    await publisher.publish('campus/stop/m', '{}');
    const waiting = publisher.publish('campus/stop/m', '{}');
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    await publisher.close();
    await broker.start();
  });
});

it('sends again what a broken connection swallowed', async () => {
  const broker = await Aedes.createBroker();
  const received = new Set<string>();
  let cut = 0;
  broker.authorizePublish = (client: Client | null, packet, done) => {
    // Three times the broker hangs up in the middle of a message, without taking it.
    if (client && received.size >= cut * 50 + 20 && cut < 3) {
      cut++;
      return client.close();
    }
    received.add(packet.payload.toString());
    done(null);
  };
  const server = createServer(broker.handle);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const publisher = await openPublisher({
    url: `mqtt://127.0.0.1:${port}`,
    clientId: 'p5',
    window: 8,
    signal: new AbortController().signal,
  });
  for (let count = 0; count < 200; count++) await publisher.publish('campus/cut/m', `{"n":${count}}`);
  await publisher.flush();
  expect(cut).toBe(3);
  expect(received.size).toBe(200);
  await publisher.close();
  await new Promise<void>((done) => broker.close(done));
  server.close();
});

it('names the broker that does not answer', async () => {
  const opening = openPublisher({ url: 'mqtt://127.0.0.1:9', clientId: 'p6', firstConnectMs: 300, signal: new AbortController().signal });
  await expect(opening).rejects.toBeInstanceOf(BrokerUnreachable);
  await expect(opening).rejects.toThrow('no MQTT broker at mqtt://127.0.0.1:9: connect ECONNREFUSED');
});
