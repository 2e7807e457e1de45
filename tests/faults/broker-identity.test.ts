import { describe, expect, it } from 'vitest';
import { publish, until } from '../collector/rig.ts';
import { hasMosquitto } from '../support/mosquitto.ts';
import { connected, createScenes, endWithFourChecks, eventOf, numbered, stored } from './broker-scene.ts';

const CLIENT_ID = 'campus-collector';

/** Row 29 of the fault matrix: two of one name. */
describe.skipIf(!hasMosquitto)('a second collector', { timeout: 90_000 }, () => {
  const scenes = createScenes();

  it('on the same data folder is refused in words, and the first one does not notice', async () => {
    const { broker, rig } = await scenes.open({});
    const first = rig.collector();
    await first.start();
    await connected(first);
    await expect(rig.collector().start()).rejects.toThrow(/spool\.sqlite is in use: another collector runs on the same data folder/);
    const { messages, published } = numbered(20);
    await publish(broker.url, messages);
    await stored(first, 20);
    expect(await rig.records.intake.events(10)).toEqual([]);
    await endWithFourChecks(rig, first, published);
  });

  it.each(['5', '3.1.1'] as const)(
    'of our name on another machine is one event, however often it throws us out, and shows as trouble (MQTT %s)',
    async (protocol) => {
      const { broker, rig } = await scenes.open({});
      const collector = rig.collector({ mqtt: { protocol, reconnectMs: 200 } });
      await collector.start();
      await connected(collector);
      // It takes the name again and again, until it is found out.
      const takeOver = async () => {
        await connected(collector);
        const stranger = await scenes.client(broker.url, { clientId: CLIENT_ID, clean: false, protocolVersion: protocol === '5' ? 5 : 4 });
        await until('thrown out', () => !collector.state().connected);
        await stranger.endAsync(true);
      };
      for (let round = 0; round < 4; round++) await takeOver();
      expect((await eventOf(rig, 'taken_over')).detail).toContain(CLIENT_ID);
      await connected(collector);
      expect(collector.state().trouble).toContain(CLIENT_ID);
      const { messages, published } = numbered(20);
      await publish(broker.url, messages);
      await stored(collector, 20);
      expect((await rig.records.intake.events(50)).filter(({ kind }) => kind === 'taken_over')).toHaveLength(1);
      await endWithFourChecks(rig, collector, published);
    },
  );
});
