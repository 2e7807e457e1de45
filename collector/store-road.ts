import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../domain/clock.ts';
import type { Reading } from '../domain/reading.ts';
import {
  type Intake,
  type IntakeCommit,
  type ReadingStore,
  type RefusedReading,
  StoreMisconfigured,
  StoreUnavailable,
} from '../store/ports.ts';
import { createBatch } from './batch.ts';
import type { Log } from '../domain/log.ts';
import type { Spool } from './spool.ts';

/** How readings become durable: in the store, or on disk until the store takes them. */
export interface StoreRoad {
  /**
   * Resolves when the batch is durable; tries for as long as it takes.
   *
   * @throws Stopped
   */
  save(readings: readonly Reading[]): Promise<{ refused: readonly RefusedReading[]; spooled: boolean }>;
  /** Begin to write what the spool holds. */
  start(): void;
  /** What is wrong with the store or the spool, in words. */
  trouble(): string | null;
  /** Readings written to the store. */
  stored(): number;
  stop(): Promise<void>;
}

/** The collector ends: what is not durable stays unacknowledged, and comes again. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

const RETRY_MS = 1_000;

export function createStoreRoad(options: {
  readings: ReadingStore;
  spool: Spool;
  intake: Pick<Intake, 'commit'>;
  now: Clock;
  log: Log;
}): StoreRoad {
  const { readings: store, spool, intake, now, log } = options;
  const stopping = new AbortController();
  let away: { why: string; retryAfterMs: number } | undefined;
  let spoolTrouble: string | null = null;
  let stored = 0;
  let wake: (() => void) | undefined;
  let draining: Promise<void> | undefined;

  async function writeToStore(readings: readonly Reading[]): Promise<readonly RefusedReading[] | undefined> {
    try {
      const refused = readings.length === 0 ? [] : await store.write(readings);
      stored += readings.length - refused.length;
      if (away) log.info({ store: store.place }, 'the readings store is back');
      away = undefined;
      return refused;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (away?.why !== why)
        log.error({ store: store.place, err: error, needsPerson: error instanceof StoreMisconfigured }, 'the readings store takes nothing');
      away = { why, retryAfterMs: error instanceof StoreUnavailable ? error.retryAfterMs : 2 * RETRY_MS };
      return undefined;
    }
  }

  function appendToSpool(readings: readonly Reading[]): boolean {
    try {
      spool.append(readings);
      spoolTrouble = null;
      wake?.();
      return true;
    } catch (error) {
      const why = `the spool on disk takes nothing: ${error instanceof Error ? error.message : String(error)}`;
      if (spoolTrouble !== why) log.error({ err: error }, 'the spool on disk takes nothing; messages stay with the broker');
      spoolTrouble = why;
      return false;
    }
  }

  async function drain(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await drainOldest();
      } catch (error) {
        spoolTrouble = `the spool cannot be emptied: ${error instanceof Error ? error.message : String(error)}`;
        log.error({ err: error }, 'the spool cannot be emptied; trying again');
        await pauseUnlessStopped(RETRY_MS);
      }
    }
  }

  /** In order, one write at a time, so that live readings keep the better part of the store. */
  async function drainOldest(): Promise<void> {
    const oldest = spool.oldest();
    if (!oldest) return new Promise<void>((resolve) => (wake = resolve));
    if (away) await pauseUnlessStopped(away.retryAfterMs);
    if (stopping.signal.aborted) return;
    const refused = await writeToStore(oldest.readings);
    if (!refused || stopping.signal.aborted) return;
    await intake.commit(commitOf(oldest.readings, refused));
    spool.remove(oldest.seq);
    spoolTrouble = null;
  }

  /** Their newest values are known already; their intervals only now. */
  function commitOf(readings: readonly Reading[], refused: readonly RefusedReading[]): IntakeCommit {
    const batch = createBatch(now());
    for (const reading of readings) batch.readings.push(reading);
    return { ...batch.toCommit({ refused, spooled: false }), latest: [] };
  }

  const pauseUnlessStopped = (ms: number) => pause(ms, undefined, { signal: stopping.signal }).catch(() => {});

  return {
    async save(readings) {
      for (;;) {
        const refused = away ? undefined : await writeToStore(readings);
        if (refused) return { refused, spooled: false };
        if (appendToSpool(readings)) return { refused: [], spooled: true };
        await pauseUnlessStopped(RETRY_MS);
        if (stopping.signal.aborted) throw new Stopped();
        // Neither way is open: only trying tells when one is again.
        const late = await writeToStore(readings);
        if (!late) continue;
        spoolTrouble = null;
        return { refused: late, spooled: false };
      }
    },
    start() {
      draining = drain();
    },
    trouble: () => spoolTrouble ?? (away ? `${store.place}: ${away.why}` : null),
    stored: () => stored,
    async stop() {
      stopping.abort();
      wake?.();
      await draining;
    },
  };
}
