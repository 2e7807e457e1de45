import { describe, expect, it } from 'vitest';
import { publish, until } from '../collector/rig.ts';
import { hasMosquitto } from '../support/mosquitto.ts';
import type { TcpProxy } from '../support/tcp-proxy.ts';
import { connected, createScenes, endWithFourChecks, numbered, stored } from './broker-scene.ts';

const KEEPALIVE_S = 2;

/** Row 9 of the fault matrix. */
describe.skipIf(!hasMosquitto)('a network to the broker', { timeout: 90_000 }, () => {
  const scenes = createScenes();

  it.each<[string, (proxy: TcpProxy) => void, number, '5' | '3.1.1']>([
    ['is cut', (proxy) => proxy.refuse(), 1000, '5'],
    ['swallows everything', (proxy) => proxy.pause(), 1500 * KEEPALIVE_S, '5'],
    ['swallows everything', (proxy) => proxy.pause(), 1500 * KEEPALIVE_S, '3.1.1'],
    ['swallows what the broker says', (proxy) => proxy.halfOpen(), 1500 * KEEPALIVE_S, '5'],
  ])('that %s is noticed in time, and we are back soon after it heals, with everything', async (_, spoil, noticedMs, protocol) => {
    const { broker, rig } = await scenes.open({});
    const proxy = await scenes.proxy(broker.port);
    const mqtt = { protocol, keepaliveS: KEEPALIVE_S, reconnectMs: 1000 };
    const collector = rig.collector({ url: `mqtt://127.0.0.1:${proxy.port}`, mqtt });
    await collector.start();
    await connected(collector);
    const { messages, published } = numbered(90);
    await publish(broker.url, messages.slice(0, 30));
    await stored(collector, 30);
    spoil(proxy);
    const spoiltAt = performance.now();
    await publish(broker.url, messages.slice(30, 60));
    await until('noticed', () => !collector.state().connected);
    // A second on top: this machine may be busy.
    expect(performance.now() - spoiltAt).toBeLessThan(noticedMs + 1000);
    proxy.heal();
    const healedAt = performance.now();
    await connected(collector);
    expect(performance.now() - healedAt).toBeLessThan(5000);
    await publish(broker.url, messages.slice(60));
    await until('all there', async () => (await rig.rowsOf('a1')).length === 90 && collector.state().inFlight === 0);
    await endWithFourChecks(rig, collector, published);
  });

  it('that is slow, and carries a few bytes at a time, loses nothing and is not taken for dead', async () => {
    const { broker, rig } = await scenes.open({});
    const proxy = await scenes.proxy(broker.port);
    const collector = rig.collector({ url: `mqtt://127.0.0.1:${proxy.port}`, mqtt: { keepaliveS: KEEPALIVE_S } });
    await collector.start();
    await connected(collector);
    proxy.drip(40);
    const { messages, published } = numbered(150);
    await publish(broker.url, messages);
    await until('all there', async () => (await rig.rowsOf('a1')).length === 150 && collector.state().inFlight === 0);
    expect(rig.said.filter((line) => line.startsWith('warn'))).toEqual([]);
    proxy.heal();
    await endWithFourChecks(rig, collector, published);
  });
});
