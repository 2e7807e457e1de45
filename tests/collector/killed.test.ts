import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSqliteReadingStore } from '../../store/readings/sqlite.ts';
import { hasMosquitto, type Mosquitto, openMosquitto } from '../support/mosquitto.ts';
import { publish, SITE, T0, until } from './rig.ts';

const COUNT = 1000;

describe.skipIf(!hasMosquitto)('a collector that is killed', () => {
  let broker: Mosquitto;
  let dir: string;
  const children: ChildProcess[] = [];
  beforeAll(async () => {
    broker = await openMosquitto();
    dir = await mkdtemp(join(tmpdir(), 'greenleaf-killed-'));
  });
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await broker.close();
    await rm(dir, { recursive: true, force: true });
  });

  it('between a write and its acknowledgement, twice, loses nothing and stores nothing twice', async () => {
    const first = run(3);
    const killed = once(first, 'exit');
    await once(first, 'message');
    const energies = Array.from({ length: COUNT }, (_, index) => index);
    await publish(
      broker.url,
      energies.map((energy_kwh) => ['campus/east/a1', { ts: T0 + energy_kwh * 60_000, energy_kwh }] as const),
    );
    expect(await killed).toEqual([null, 'SIGKILL']);
    expect(await once(run(2), 'exit')).toEqual([null, 'SIGKILL']);
    const last = run(0);
    const ended = once(last, 'exit');
    const store = openSqliteReadingStore(join(dir, 'readings.sqlite'));
    const stored = () => store.range({ site: SITE, meter: 'a1', medium: 'electricity' }, 0, T0 * 2);
    try {
      await until('all stored', async () => (await stored()).length === COUNT);
      expect((await stored()).map(({ fields }) => fields.energy_kwh)).toEqual(energies);
      last.kill('SIGTERM');
      expect(await ended).toEqual([0, null]);
    } finally {
      await store.close();
    }
  }, 60_000);

  function run(killAfter: number): ChildProcess {
    const child = fork(new URL('./killable.ts', import.meta.url), [broker.url, dir, String(killAfter)], { execArgv: ['--import', 'tsx'] });
    children.push(child);
    return child;
  }
});
