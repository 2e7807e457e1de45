import { describe, expect, it } from 'vitest';
import { type KillableSettings, startKillable } from '../collector/killed-collector.ts';
import { publish, until } from '../collector/rig.ts';
import { hasMosquitto } from '../support/mosquitto.ts';
import { createScenes, numbered, type Scene } from './broker-scene.ts';
import { checkFour } from './four-checks.ts';

/** Rows 1, 2 and 22 of the fault matrix: a collector that is killed. */
describe.skipIf(!hasMosquitto)('a collector that is killed', { timeout: 90_000 }, () => {
  const scenes = createScenes();
  const said: string[] = [];

  const start = ({ broker, rig }: Scene, more: Partial<KillableSettings> = {}) =>
    startKillable({ url: broker.url, dir: rig.dir, ...more }, said);
  const connectedTo = (collector: ReturnType<typeof start>) => until('connected', () => collector.state()?.connected);

  async function endsWell({ rig }: Scene, last: ReturnType<typeof start>, published: ReturnType<typeof numbered>['published']) {
    await until('all stored', async () => (await rig.rowsOf('a1')).length === published.length);
    await until('idle', () => last.state()?.inFlight === 0);
    expect(await last.end('SIGTERM')).toEqual([0, null]);
    await checkFour({ published, readings: rig.readings, records: rig.records, said: said.splice(0) });
  }

  it('anywhere in 3,000 numbered readings loses none and stores none twice', async () => {
    const scene = await scenes.open({});
    const { messages, published } = numbered(3000);
    const first = start(scene);
    await connectedTo(first);
    const publishing = publish(scene.broker.url, messages);
    await until('in the middle of it', () => (first.state()?.storedReadings ?? 0) > 100);
    expect(await first.end('SIGKILL')).toEqual([null, 'SIGKILL']);
    await publishing;
    await endsWell(scene, start(scene), published);
  });

  it.each([
    ['write', '5'],
    ['commit', '5'],
    ['commit', '3.1.1'],
  ] as const)(
    'between a %s and its acknowledgement gets the same again and keeps one of each (MQTT %s)',
    async (after, protocol) => {
      const scene = await scenes.open({});
      const { messages, published } = numbered(600);
      const first = start(scene, { protocol, kill: { after, count: 3 } });
      await connectedTo(first);
      await publish(scene.broker.url, messages);
      expect(await first.ended).toEqual([null, 'SIGKILL']);
      await endsWell(scene, start(scene, { protocol }), published);
    },
    120_000,
  );

  it('or restarted between two copies of the same messages stores one reading of each', async () => {
    const scene = await scenes.open({});
    const { messages, published } = numbered(100);
    for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
      const collector = start(scene);
      await connectedTo(collector);
      await publish(scene.broker.url, [...messages, ...messages]);
      await until('both copies taken', () => collector.state()!.messages >= 200 && collector.state()!.inFlight === 0);
      await collector.end(signal);
    }
    await checkFour({ published, readings: scene.rig.readings, records: scene.rig.records, said: said.splice(0) });
  });
});
