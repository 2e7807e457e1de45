import { describe, expect, it } from 'vitest';
import { startKillable } from '../collector/killed-collector.ts';
import { publish, until } from '../collector/rig.ts';
import { hasMosquitto } from '../support/mosquitto.ts';
import { createScenes, numbered } from './broker-scene.ts';
import { checkFour } from './four-checks.ts';

/** Row 30 of the fault matrix. */
describe.skipIf(!hasMosquitto)('SIGTERM under load', { timeout: 90_000 }, () => {
  const scenes = createScenes();

  it('ends the collector in less than 10 s with nothing lost, and nothing stored that the next one gets again', async () => {
    const { broker, rig } = await scenes.open({});
    const said: string[] = [];
    const first = startKillable({ url: broker.url, dir: rig.dir }, said);
    await until('connected', () => first.state()?.connected);
    const { messages, published } = numbered(4000);
    const publishing = publish(broker.url, messages.slice(0, 2000));
    await until('in the middle of it', () => (first.state()?.storedReadings ?? 0) > 100);
    const askedAt = performance.now();
    const ending = first.end('SIGTERM');
    // What comes from here on finds the first one on its way out.
    const rest = publish(broker.url, messages.slice(2000));
    expect(await ending).toEqual([0, null]);
    expect(performance.now() - askedAt).toBeLessThan(10_000);
    const ended = first.state()!;
    expect(ended).toMatchObject({ connected: false, inFlight: 0, spooled: 0 });
    await Promise.all([publishing, rest]);
    const second = startKillable({ url: broker.url, dir: rig.dir }, said);
    await until('all stored', async () => (await rig.rowsOf('a1')).length === published.length);
    await until('the second one heard everything', () => second.state()?.connected === true && second.state()!.inFlight === 0);
    await second.end('SIGTERM');
    // All that the first one stored it has acknowledged: the second one got exactly the rest.
    expect(second.state()!.storedReadings).toBe(published.length - ended.storedReadings);
    await checkFour({ published, readings: rig.readings, records: rig.records, said });
  });
});
