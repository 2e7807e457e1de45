import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { meterOf, sitePlan, until } from '../collector/rig.ts';
import { hasMosquitto } from '../support/mosquitto.ts';
import { connected, createScenes, endWithFourChecks, numbered, stored } from './broker-scene.ts';

const REFUSED = [/no connection to the broker.*Not authorized/];

/** Rows 7, 25 and 35 of the fault matrix, with users and rights as deploy/ has them. */
describe.skipIf(!hasMosquitto)('a broker that wants to know who we are', { timeout: 90_000 }, () => {
  const scenes = createScenes();
  const meter = { username: 'a1', password: 'meter' };

  it.each(['5', '3.1.1'] as const)(
    'and refuses us for a while: we keep trying, say so, and are let in when it knows us (MQTT %s)',
    async (protocol) => {
      const { broker, rig } = await scenes.open({ persistent: true, users: { campus: 'not yet', a1: 'meter' } });
      const collector = rig.collector({ mqtt: { protocol, username: 'campus', password: 'right' } });
      await collector.start();
      await until('refused', () => collector.state().trouble?.includes('are mqtt.username and the password right'));
      expect(collector.state().connected).toBe(false);
      await broker.reload({ campus: 'right', a1: 'meter' });
      await connected(collector);
      expect(collector.state().trouble).toBeNull();
      const device = await scenes.client(broker.url, meter);
      const { messages, published } = numbered(20);
      for (const [topic, payload] of messages) await device.publishAsync(topic, JSON.stringify(payload), { qos: 1 });
      await stored(collector, 20);
      await endWithFourChecks(rig, collector, published, { expected: REFUSED });
    },
  );

  it('and changes our password while we are connected: nothing is lost until the new one is in its file', async () => {
    const users = { campus: 'old', a1: 'meter' };
    const { broker, rig } = await scenes.open({ persistent: true, users });
    const passwordFile = join(rig.dir, 'mqtt-password');
    writeFileSync(passwordFile, 'old\n');
    const collector = rig.collector({ mqtt: { username: 'campus', passwordFile } });
    await collector.start();
    await connected(collector);
    const device = await scenes.client(broker.url, meter);
    const { messages, published } = numbered(60);
    const send = (from: number, to: number) =>
      Promise.all(messages.slice(from, to).map(([topic, payload]) => device.publishAsync(topic, JSON.stringify(payload), { qos: 1 })));
    await send(0, 20);
    await stored(collector, 20);
    await broker.reload({ ...users, campus: 'new' });
    await until('shut out', () => collector.state().trouble?.includes('are mqtt.username and the password right'));
    await send(20, 40);
    writeFileSync(passwordFile, 'new\n');
    await connected(collector);
    await send(40, 60);
    await stored(collector, 60);
    await endWithFourChecks(rig, collector, published, { expected: REFUSED });
  });

  it('and lets a meter write its own topic only: what it may not is silence with MQTT 3.1.1, and refused with MQTT 5', async () => {
    const { broker, rig } = await scenes.open({ persistent: true, users: { campus: 'x', a1: 'meter', w1: 'meter' } });
    await rig.records.catalog.declare(sitePlan([meterOf('a1', 'electricity'), meterOf('a2', 'electricity')]));
    const collector = rig.collector({ mqtt: { username: 'campus', password: 'x' } });
    await collector.start();
    await connected(collector);
    const [allowed, denied] = [numbered(1), numbered(1, 0, 'a2')];
    const say = async (device: Awaited<ReturnType<typeof scenes.client>>, { messages: [message] }: typeof allowed) =>
      device.publishAsync(message![0], JSON.stringify(message![1]), { qos: 1 });
    const old = await scenes.client(broker.url, { ...meter, protocolVersion: 4 });
    // The broker acknowledges it all the same; mosquitto 2.0.11 then ends the connection.
    await say(old, denied);
    await expect(say(await scenes.client(broker.url, { ...meter, protocolVersion: 5 }), denied)).rejects.toThrow('Not authorized');
    await say(await scenes.client(broker.url, { ...meter, protocolVersion: 4 }), allowed);
    await stored(collector, 1);
    const seen = await rig.records.intake.latest();
    // The only sign: a meter that is declared and was never seen.
    expect(seen.map(({ meter: id }) => id)).toEqual(['a1']);
    await endWithFourChecks(rig, collector, allowed.published);
  });

  it('without a word against us, when we may not read: only that nothing comes tells it', async () => {
    const { broker, rig } = await scenes.open({ persistent: true, users: { stranger: 'x', a1: 'meter' } });
    const collector = rig.collector({ mqtt: { username: 'stranger', password: 'x' } });
    await collector.start();
    await connected(collector);
    const device = await scenes.client(broker.url, meter);
    const [[topic, payload]] = numbered(1).messages as [readonly [string, object]];
    await device.publishAsync(topic, JSON.stringify(payload), { qos: 1 });
    // Granted, and silent. It would have come by now, but nothing tells that it did not.
    await pause(200);
    expect(collector.state()).toMatchObject({ connected: true, messages: 0, trouble: null });
    await endWithFourChecks(rig, collector, []);
  });
});
