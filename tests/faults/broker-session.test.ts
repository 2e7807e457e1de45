import { describe, expect, it } from 'vitest';
import { publish, until } from '../collector/rig.ts';
import { hasMosquitto } from '../support/mosquitto.ts';
import { connected, createScenes, endWithFourChecks, eventOf, gated, numbered, stored } from './broker-scene.ts';

/** Row 6 of the fault matrix: a broker that forgets our session when it crashes. */
describe.skipIf(!hasMosquitto)('a broker that has lost our session', { timeout: 90_000 }, () => {
  const scenes = createScenes();

  it('gets no acknowledgement of before, where the message id means another message now', async () => {
    const { broker, rig } = await scenes.open({});
    const proxy = await scenes.proxy(broker.port);
    const { gate, store } = gated(rig.readings);
    gate.isShut = true;
    const collector = rig.collector({ readings: store, url: `mqtt://127.0.0.1:${proxy.port}` });
    await collector.start();
    await connected(collector);
    const [older, newer] = [numbered(1), numbered(1, 1)];
    await publish(broker.url, older.messages);
    await until('the older one is being written', () => gate.waiting() === 1);
    await broker.stop('SIGKILL');
    await until('loss noticed', () => !collector.state().connected);
    await broker.start();
    await connected(collector);
    await publish(broker.url, newer.messages);
    await until('the newer one is being written', () => gate.waiting() === 2);
    gate.letOne();
    await until('the older one is stored', () => collector.state().storedReadings === 1);
    // Had its acknowledgement gone out, the broker would not send the newer one again.
    proxy.destroy();
    await until('the newer one came again', () => collector.state().messages === 3);
    gate.open();
    await stored(collector, 3);
    await endWithFourChecks(rig, collector, [...older.published, ...newer.published]);
  });

  it('is an event, with the time from which messages may be missing', async () => {
    const { broker, rig } = await scenes.open({});
    const collector = rig.collector({ mqtt: { keepaliveS: 2 } });
    await collector.start();
    await connected(collector);
    await broker.stop('SIGKILL');
    await until('loss noticed', () => !collector.state().connected);
    const lostAt = Date.now();
    await broker.start();
    const { fromAt, at, detail } = await eventOf(rig, 'session_lost');
    expect(detail).toContain('lost our session');
    // Up to 1.5 times the keepalive before the loss was noticed.
    expect(fromAt).toBeLessThanOrEqual(lostAt - 2900);
    expect(fromAt).toBeGreaterThan(lostAt - 60_000);
    expect(at).toBeGreaterThanOrEqual(lostAt);
    await endWithFourChecks(rig, collector, []);
  });

  it('is an event also when our process was restarted meanwhile', async () => {
    const { broker, rig } = await scenes.open({});
    const first = rig.collector();
    await first.start();
    await connected(first);
    await first.stop();
    const stoppedAt = Date.now();
    await broker.stop('SIGKILL');
    await broker.start();
    await publish(broker.url, numbered(1).messages);
    const second = rig.collector();
    await second.start();
    const { fromAt } = await eventOf(rig, 'session_lost');
    expect(fromAt).toBeLessThanOrEqual(stoppedAt);
    expect(fromAt).toBeGreaterThan(stoppedAt - 120_000);
    await endWithFourChecks(rig, second, []);
  });

  it('is no event at the first start, nor at a restart that finds the session', async () => {
    const { rig } = await scenes.open({});
    for (let start = 0; start < 2; start++) {
      const collector = rig.collector();
      await collector.start();
      await connected(collector);
      await collector.stop();
    }
    expect(await rig.records.intake.events(10)).toEqual([]);
  });
});
