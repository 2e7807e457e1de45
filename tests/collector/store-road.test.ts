import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { createStoreRoad, Stopped } from '../../collector/store-road.ts';
import type { Spool } from '../../collector/spool.ts';
import type { Reading } from '../../domain/reading.ts';
import { type CollectorEvent, type IntakeCommit, type ReadingStore, StoreUnavailable } from '../../store/ports.ts';
import { readingOf, T0 } from './rig.ts';

const PATIENCE_MS = 100;
const quiet = { info: () => {}, warn: () => {}, error: () => {} };

function build() {
  const state = { storeAway: false, diskFull: false, commitFails: false, slowMs: 0, events: [] as CollectorEvent[] };
  const written: Reading[][] = [];
  const spooled: { seq: number; readings: Reading[] }[] = [];
  const commits: IntakeCommit[] = [];
  let seq = 0;
  const readings = {
    kind: 'influx',
    place: 'InfluxDB at nowhere',
    write: async (batch: readonly Reading[]) => {
      if (state.storeAway) throw new StoreUnavailable('connect ECONNREFUSED', 5);
      if (state.slowMs > 0) await pause(state.slowMs);
      written.push([...batch]);
      return [];
    },
  } as unknown as ReadingStore;
  const spool: Spool = {
    append(batch) {
      if (state.diskFull) throw new Error('database or disk is full');
      spooled.push({ seq: ++seq, readings: [...batch] });
    },
    oldest: (limit) => {
      let given: Reading[] = [];
      let last: { seq: number } | undefined;
      for (const entry of spooled) {
        if (last && given.length + entry.readings.length > limit) break;
        given = [...given, ...entry.readings];
        last = entry;
      }
      return last && { seq: last.seq, readings: given };
    },
    remove: (done) => void spooled.splice(0, spooled.findIndex((entry) => entry.seq === done) + 1),
    state: () => ({ readings: spooled.length, since: null }),
    takeEvents: () => state.events.splice(0),
    close: () => {},
  };
  const commit = async (done: IntakeCommit) => {
    if (state.commitFails) throw new Error('database is locked');
    commits.push(done);
  };
  const recorded: CollectorEvent[] = [];
  const recordEvent = async (event: CollectorEvent) => {
    if (state.commitFails) throw new Error('database is locked');
    recorded.push(event);
  };
  const road = createStoreRoad({ readings, spool, intake: { commit, recordEvent }, now: () => T0, log: quiet, patienceMs: PATIENCE_MS });
  return { recorded, road, state, written, spooled, commits };
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
    expect([valuesOf(written).flat(), road.stored(), road.trouble()]).toEqual([[1, 2, 3], 3, null]);
    await road.stop();
  });

  it('tries with one batch, and makes its writes larger while they succeed', async () => {
    const { road, state, written, spooled } = build();
    state.storeAway = true;
    for (let value = 0; value < 15; value++) await road.save([readingOf(T0 + value, value)]);
    state.storeAway = false;
    road.start();
    await vi.waitFor(() => expect(spooled).toEqual([]));
    expect(written.map((batch) => batch.length)).toEqual([1, 2, 4, 8]);
    await road.stop();
  });

  it('spools nothing when there is nothing', async () => {
    const { road, state, spooled } = build();
    state.storeAway = true;
    await road.save([readingOf(T0, 1)]);
    await road.save([]);
    expect(spooled).toHaveLength(1);
  });

  it('does not wait long for a slow store, and writes to it through the spool until it is quick again', async () => {
    const { road, state, written, spooled } = build();
    state.slowMs = 3 * PATIENCE_MS;
    expect(await road.save([readingOf(T0, 1)])).toEqual({ refused: [], spooled: true });
    expect(written).toEqual([]);
    expect(road.trouble()).toContain('no answer within 100 ms');
    expect(await road.save([readingOf(T0 + 1, 2)])).toEqual({ refused: [], spooled: true });
    road.start();
    await vi.waitFor(() => expect(spooled).toEqual([]), { timeout: 10_000 });
    // What came late was ignored and written again: nothing is counted twice.
    expect([valuesOf(written).flat(), road.stored()]).toEqual([[1, 1, 2], 2]);
    expect(road.trouble()).toContain('it takes longer than 100 ms');
    expect(await road.save([readingOf(T0 + 2, 3)])).toEqual({ refused: [], spooled: true });
    state.slowMs = 0;
    await vi.waitFor(() => expect(road.trouble()).toBeNull(), { timeout: 10_000 });
    expect(await road.save([readingOf(T0 + 3, 4)])).toEqual({ refused: [], spooled: false });
    await road.stop();
  });

  it('lets live readings pass while the spool is drained', async () => {
    const { road, state, written, spooled } = build();
    state.storeAway = true;
    for (let value = 0; value < 100; value++) await road.save([readingOf(T0 + value, value)]);
    state.storeAway = false;
    state.slowMs = 20;
    road.start();
    await vi.waitFor(() => expect(road.trouble()).toBeNull());
    expect(await road.save([readingOf(T0 + 1000, 1000)])).toEqual({ refused: [], spooled: false });
    expect(spooled.length).toBeGreaterThan(0);
    await vi.waitFor(() => expect(spooled).toEqual([]), { timeout: 10_000 });
    expect(
      valuesOf(written)
        .flat()
        .filter((value) => value !== 1000),
    ).toEqual(Array.from({ length: 100 }, (_, value) => value));
    await road.stop();
  });

  it('does not take an answer for late that came while this process stood still', async () => {
    const { road, state } = build();
    state.slowMs = PATIENCE_MS / 2;
    const saved = road.save([readingOf(T0, 1)]);
    const until = performance.now() + 2 * PATIENCE_MS;
    while (performance.now() < until);
    expect(await saved).toEqual({ refused: [], spooled: false });
  });

  it('records what happened to the spool, as soon as the records take it', async () => {
    const { road, state, recorded } = build();
    const event: CollectorEvent = { at: T0, kind: 'disk_full', fromAt: null, detail: 'full' };
    state.events.push(event);
    state.commitFails = true;
    road.start();
    state.commitFails = false;
    state.storeAway = true;
    await road.save([readingOf(T0, 1)]);
    await vi.waitFor(() => expect(recorded).toEqual([event]));
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
