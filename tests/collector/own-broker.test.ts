import { afterEach, describe, expect, it } from 'vitest';
import { openOwnBroker } from '../../collector/own-broker.ts';
import { openRig, publish, T0, until } from './rig.ts';

const log = { info: () => {}, warn: () => {}, error: () => {} };

describe('own broker', () => {
  const opened: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const thing of opened.splice(0).toReversed()) await thing.close();
  });

  it('takes the next free port when its own is taken', async () => {
    const first = await openOwnBroker({ port: 0, log });
    opened.push(first);
    const second = await openOwnBroker({ port: first.port, log });
    opened.push(second);
    expect(second.port).toBeGreaterThan(first.port);
    expect(second.url).toBe(`mqtt://127.0.0.1:${second.port}`);
  });

  it('carries 2,000 messages to the collector, which falls back to MQTT 3.1.1, and loses none', async () => {
    const broker = await openOwnBroker({ port: 0, log });
    opened.push(broker);
    const rig = await openRig(broker.url);
    opened.push(rig);
    const collector = rig.collector();
    await collector.start();
    await until('connected', () => collector.state().connected);
    await publish(
      broker.url,
      Array.from({ length: 2000 }, (_, index) => ['campus/east/a1', { ts: T0 + index * 60_000, energy_kwh: index }] as const),
    );
    await until('all stored', () => collector.state().storedReadings === 2000);
    expect(await rig.rowsOf('a1')).toHaveLength(2000);
    expect(collector.state().protocol).toBe('3.1.1');
  });
});
