import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Reading } from '../../domain/reading.ts';
import { openRig, publish, readingOf, type Rig, T0, until } from '../collector/rig.ts';
import { hasMosquitto, type Mosquitto, openMosquitto } from '../support/mosquitto.ts';
import { checkFour, isIdle } from './four-checks.ts';

const BLOCK_MS = 5_000;
const COUNT = 1_500;

/** Nothing else happens in this process meanwhile. */
function block(ms: number): void {
  const over = performance.now() + ms;
  while (performance.now() < over);
}

describe.skipIf(!hasMosquitto)('a process whose event loop stands still', () => {
  let broker: Mosquitto;
  let rig: Rig;
  const published: Reading[] = Array.from({ length: COUNT }, (_, index) => readingOf(T0 + index * 1000, index));
  const messages = published.map(({ at, fields }) => ['campus/east/a1', { ts: at, ...fields }] as const);

  beforeEach(async () => {
    broker = await openMosquitto({ persistent: true });
    rig = await openRig(broker.url);
  });
  afterEach(async () => {
    await rig.close();
    await broker.close();
  });

  /** In the middle of the stream, after a batch was closed and before it is written. */
  function collectorThatBlocks() {
    let writes = 0;
    const lags: number[] = [];
    const write: Rig['readings']['write'] = (batch) => {
      lags.push(collector.state().writeLagMs ?? 0);
      if (++writes === 3) block(BLOCK_MS);
      return rig.readings.write(batch);
    };
    const collector = rig.collector({ readings: { ...rig.readings, write } });
    const all = async () => (await rig.rowsOf('a1')).length === COUNT && isIdle(collector.state());
    return { collector, all, longestLag: () => Math.max(...lags) };
  }

  it('for 5 s keeps its connection, shows the lag, and has everything', async () => {
    const { collector, all, longestLag } = collectorThatBlocks();
    await collector.start();
    await until('connected', () => collector.state().connected);
    await publish(broker.url, messages);
    await until('all stored', all);
    expect(longestLag()).toBeGreaterThanOrEqual(BLOCK_MS);
    expect(rig.said.filter((line) => /connection|broker/.test(line) && !line.startsWith('info'))).toEqual([]);
    expect(rig.said.filter((line) => line === 'info connected to the broker')).toHaveLength(1);
    await collector.stop();
    await checkFour({ published, ...rig });
  }, 60_000);
});
