import { describe, expect, it, vi } from 'vitest';
import { createStoreRoad, Stopped } from '../../collector/store-road.ts';
import type { Spool } from '../../collector/spool.ts';
import type { Reading } from '../../domain/reading.ts';
import { type IntakeCommit, type ReadingStore, StoreUnavailable } from '../../store/ports.ts';
import { readingOf, T0 } from './rig.ts';

const quiet = { info: () => {}, warn: () => {}, error: () => {} };

function build() {
  const state = { storeAway: false, diskFull: false, commitFails: false };
  const written: Reading[][] = [];
  const spooled: { seq: number; readings: Reading[] }[] = [];
  const commits: IntakeCommit[] = [];
  let seq = 0;
  const readings = {
    kind: 'influx',
    place: 'InfluxDB at nowhere',
    write: async (batch: readonly Reading[]) => {
      if (state.storeAway) throw new StoreUnavailable('connect ECONNREFUSED', 5);
      written.push([...batch]);
      return [];
    },
  } as unknown as ReadingStore;
  const spool: Spool = {
    append(batch) {
      if (state.diskFull) throw new Error('database or disk is full');
      spooled.push({ seq: ++seq, readings: [...batch] });
    },
    oldest: () => spooled[0],
    remove: (done) => void spooled.splice(0, spooled.findIndex((entry) => entry.seq === done) + 1),
    state: () => ({ readings: spooled.length, since: null }),
    close: () => {},
  };
  const commit = async (done: IntakeCommit) => {
    if (state.commitFails) throw new Error('database is locked');
    commits.push(done);
  };
  const road = createStoreRoad({ readings, spool, intake: { commit }, now: () => T0, log: quiet });
  return { road, state, written, spooled, commits };
}

const valuesOf = (batches: readonly (readonly Reading[])[]) => batches.map((batch) => batch.map(({ fields }) => fields.energy_kwh));

describe('road to the store', () => {
  it('writes to the store while it is there', async () => {
    const { road, written } = build();
    expect(await road.save([readingOf(T0, 1)])).toEqual({ refused: [], spooled: false });
    expect([valuesOf(written), road.stored(), road.trouble()]).toEqual([[[1]], 1, null]);
  });

  it('does not wait for a store that is away, and drains in order when it is back', async () => {
    const { road, state, written, spooled } = build();
    state.storeAway = true;
    for (const value of [1, 2, 3]) expect(await road.save([readingOf(T0 + value, value)])).toEqual({ refused: [], spooled: true });
    expect(road.trouble()).toBe('InfluxDB at nowhere: connect ECONNREFUSED');
    state.storeAway = false;
    road.start();
    await vi.waitFor(() => expect(spooled).toEqual([]));
    expect([valuesOf(written), road.stored(), road.trouble()]).toEqual([[[1], [2], [3]], 3, null]);
    await road.stop();
  });

  it('keeps a drained batch until its intervals are marked', async () => {
    const { road, state, spooled, commits } = build();
    state.storeAway = true;
    await road.save([readingOf(T0, 1)]);
    state.storeAway = false;
    state.commitFails = true;
    road.start();
    await vi.waitFor(() => expect(road.trouble()).toContain('database is locked'));
    expect(spooled).toHaveLength(1);
    state.commitFails = false;
    await vi.waitFor(() => expect(spooled).toEqual([]), { timeout: 5000 });
    expect(commits[0]).toMatchObject({ latest: [], touched: [{ site: 'east', meter: 'a1', fromAt: T0, toAt: T0 }] });
    await road.stop();
  });

  it('waits with store away and disk full, until one of them takes the batch', async () => {
    const { road, state, written } = build();
    state.storeAway = state.diskFull = true;
    const saved = road.save([readingOf(T0, 1)]);
    await vi.waitFor(() => expect(road.trouble()).toContain('disk is full'));
    state.storeAway = false;
    expect(await saved).toEqual({ refused: [], spooled: false });
    expect(valuesOf(written)).toEqual([[1]]);
    expect(road.trouble()).toBeNull();
  });

  it('gives up a batch that nobody takes when the collector ends', async () => {
    const { road, state } = build();
    state.storeAway = state.diskFull = true;
    const saved = road.save([readingOf(T0, 1)]);
    saved.catch(() => {});
    await road.stop();
    await expect(saved).rejects.toBeInstanceOf(Stopped);
  });
});
