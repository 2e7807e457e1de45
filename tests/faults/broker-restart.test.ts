import { describe, expect, it } from 'vitest';
import { publish, until } from '../collector/rig.ts';
import { hasMosquitto } from '../support/mosquitto.ts';
import { connected, createScenes, endWithFourChecks, gated, numbered, stored } from './broker-scene.ts';

/** Rows 4 and 5 of the fault matrix, with deploy/mosquitto.conf as it is. */
describe.skipIf(!hasMosquitto)('a broker that ends', { timeout: 90_000 }, () => {
  const scenes = createScenes();

  it.each([
    ['is restarted', 'SIGTERM', '5'],
    ['is restarted', 'SIGTERM', '3.1.1'],
    ['is killed', 'SIGKILL', '5'],
    ['is killed', 'SIGKILL', '3.1.1'],
  ] as const)('%s (%s) keeps our session and every message that it acknowledged (MQTT %s)', async (_, signal, protocol) => {
    const { broker, rig } = await scenes.open();
    const { gate, store } = gated(rig.readings);
    const collector = rig.collector({ readings: store, mqtt: { protocol } });
    await collector.start();
    await connected(collector);
    const before = numbered(150);
    await publish(broker.url, before.messages.slice(0, 100));
    await stored(collector, 100);
    // Some of the rest are with us and not acknowledged, some still in the broker's queue.
    gate.isShut = true;
    await publish(broker.url, before.messages.slice(100));
    await until('some taken', () => collector.state().inFlight > 0);
    await broker.stop(signal);
    await until('loss noticed', () => !collector.state().connected);
    gate.open();
    await broker.start();
    await connected(collector);
    const after = numbered(50, 150);
    await publish(broker.url, after.messages);
    await until('all there', async () => (await rig.rowsOf('a1')).length === 200 && collector.state().inFlight === 0);
    expect(await rig.records.intake.events(10)).toEqual([]);
    await endWithFourChecks(rig, collector, [...before.published, ...after.published]);
  });

  it('keeps what comes while we are away, over a crash of its own', async () => {
    const { broker, rig } = await scenes.open();
    const first = rig.collector();
    await first.start();
    await connected(first);
    await first.stop();
    const { messages, published } = numbered(300);
    await publish(broker.url, messages);
    await broker.stop('SIGKILL');
    await broker.start();
    const second = rig.collector();
    await second.start();
    await stored(second, 300);
    await endWithFourChecks(rig, second, published);
  });
});
