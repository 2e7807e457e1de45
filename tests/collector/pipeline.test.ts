import { setImmediate as tick } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { createPipeline } from '../../collector/pipeline.ts';
import type { Reading } from '../../domain/reading.ts';
import type { IntakeCommit } from '../../store/ports.ts';
import { readingOf, T0 } from './rig.ts';

const quiet = { info: () => {}, warn: () => {}, error: () => {} };
const message = { topic: 'campus/east/a1', payload: Buffer.from('{}'), retained: false };

/** A pipeline whose messages hold one reading each, and whose writes are answered by hand. */
function build(options: { flushReadings?: number; commit?: (commit: IntakeCommit) => Promise<void> } = {}) {
  const writes: { size: number; answer: () => void }[] = [];
  const durable: number[] = [];
  const commits: IntakeCommit[] = [];
  let at = T0;
  const save = (batch: readonly Reading[]) =>
    new Promise<{ refused: []; spooled: boolean }>((resolve) => {
      writes.push({ size: batch.length, answer: () => resolve({ refused: [], spooled: false }) });
    });
  const pipeline = createPipeline({
    admission: { sort: (batch) => void batch.readings.push(readingOf(at++, 1)), resolve: () => Promise.resolve() },
    channels: { refresh: () => Promise.resolve() },
    road: { save },
    intake: { commit: options.commit ?? ((commit) => Promise.resolve(void commits.push(commit))) },
    rules: { flushReadings: options.flushReadings ?? 10, flushMs: 60_000 },
    onDurable: (ticket) => void durable.push(ticket),
    now: () => T0,
    log: quiet,
  });
  let ticket = 0;
  const take = (count: number) => {
    for (let index = 0; index < count; index++) pipeline.take(message, ++ticket);
  };
  return { pipeline, writes, durable, commits, take };
}

describe('pipeline', () => {
  it('writes batches of the size it was told, two at a time', async () => {
    const { writes, take } = build();
    take(35);
    await tick();
    expect(writes.map(({ size }) => size)).toEqual([10, 10]);
    writes[0]!.answer();
    await tick();
    expect(writes).toHaveLength(3);
  });

  it('lets messages be acknowledged in the order of arrival, though the second write is done first', async () => {
    const { writes, durable, take } = build();
    take(20);
    await tick();
    writes[1]!.answer();
    await tick();
    expect(durable).toEqual([]);
    writes[0]!.answer();
    await tick();
    expect(durable).toEqual([20]);
  });

  it('lets nothing be acknowledged before the records are committed', async () => {
    let committed: (() => void) | undefined;
    const { writes, durable, take } = build({ commit: () => new Promise((resolve) => (committed = resolve)) });
    take(10);
    await tick();
    writes[0]!.answer();
    await tick();
    expect(durable).toEqual([]);
    committed!();
    await tick();
    expect(durable).toEqual([10]);
  });

  it('tries a commit again until it succeeds, and says what is wrong meanwhile', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    let broken = true;
    const commit = () => (broken ? Promise.reject(new Error('database is locked')) : Promise.resolve());
    const { pipeline, writes, durable, take } = build({ commit });
    take(10);
    writes[0]!.answer();
    await vi.waitFor(() => expect(pipeline.counters().trouble).toBe('the records database takes nothing: database is locked'));
    expect(durable).toEqual([]);
    broken = false;
    vi.useRealTimers();
    await vi.waitFor(() => expect(durable).toEqual([10]), { timeout: 5000 });
    expect(pipeline.counters().trouble).toBeNull();
  });

  it('has no more room when eight batches wait, and again when they are done', async () => {
    const { pipeline, writes, take } = build();
    take(79);
    expect(pipeline.hasRoom()).toBe(true);
    take(1);
    expect(pipeline.hasRoom()).toBe(false);
    expect(pipeline.counters()).toMatchObject({ messages: 80, inFlight: 80 });
    for (let write = 0; write < 8; write++) {
      await tick();
      writes[write]!.answer();
    }
    await tick();
    expect(pipeline.hasRoom()).toBe(true);
    expect(pipeline.counters().inFlight).toBe(0);
  });

  it('ends with what it has, or says that a write never came back', async () => {
    const { pipeline, writes, take } = build();
    take(3);
    const finished = pipeline.finish(5000);
    await tick();
    writes[0]!.answer();
    expect(await finished).toBe(true);
    take(3);
    expect(await pipeline.finish(20)).toBe(false);
  });
});
