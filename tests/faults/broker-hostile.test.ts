import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { openRig, T0, until } from '../collector/rig.ts';
import { openFakeBroker, publishPacket } from '../support/fake-broker.ts';
import { hasMosquitto } from '../support/mosquitto.ts';
import { connected, createScenes, endWithFourChecks, gated, numbered, stored } from './broker-scene.ts';

const MB = 1024 * 1024;

describe('a broker that sends without measure', { timeout: 90_000 }, () => {
  const scenes = createScenes();

  it.each([
    ['more than our window allows, with QoS 1', '5', 1],
    ['more than our window allows, with QoS 1', '3.1.1', 1],
    ['with QoS 0, which has no window', '5', 0],
  ] as const)('%s (MQTT %s), finds us reading no further than what we hold', async (_, protocol, qos) => {
    const version = protocol === '5' ? 5 : 4;
    const payload = Buffer.from(JSON.stringify({ ts: T0, energy_kwh: 1 }).padEnd(1000));
    const packets = Buffer.concat(
      Array.from({ length: 64 }, (_unused, index) => publishPacket(version, 'campus/east/a1', payload, qos * (index + 1))),
    );
    let given = 0;
    // 64 MB, as fast as they are taken.
    const flood = (socket: Socket) => {
      while (given < 64 * MB && socket.writable) {
        given += packets.length;
        if (!socket.write(packets)) return void socket.once('drain', () => flood(socket));
      }
    };
    const broker = scenes.keep(await openFakeBroker({ onSubscribed: flood }));
    const rig = scenes.keep(await openRig(broker.url));
    const { gate, store } = gated(rig.readings);
    gate.isShut = true;
    const collector = rig.collector({ readings: store, mqtt: { protocol, receiveMaximum: 200 } });
    await collector.start();
    await until('our window is full', () => collector.state().messages >= 200);
    const before = given;
    await until('nothing more is taken', async () => {
      const { messages } = collector.state();
      await new Promise((resolve) => setTimeout(resolve, 200));
      return collector.state().messages === messages;
    });
    expect(collector.state().messages).toBeLessThanOrEqual(200);
    // The rest stays in the buffers of two sockets.
    expect(given).toBeLessThan(16 * MB);
    expect(before).toBeGreaterThan(0);
    gate.open();
    await until('it goes on', () => collector.state().messages > 400);
  });

  it.skipIf(!hasMosquitto)('messages of 20 MB keeps them from us (MQTT 5), and what is behind them comes', async () => {
    const { broker, rig } = await scenes.open({ conf: ['max_packet_size 268435455'] });
    const collector = rig.collector({ mqtt: { protocol: '5' } });
    await collector.start();
    await connected(collector);
    const { messages, published } = numbered(10);
    const client = await scenes.client(broker.url);
    await client.publishAsync('campus/east/a1', Buffer.alloc(20 * MB), { qos: 1 });
    for (const [topic, payload] of messages) await client.publishAsync(topic, JSON.stringify(payload), { qos: 1 });
    await stored(collector, 10);
    expect(collector.state()).toMatchObject({ messages: 10, connected: true, trouble: null });
    await endWithFourChecks(rig, collector, published);
  });
});
