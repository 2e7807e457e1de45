import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';
import type { Reading } from '../domain/reading.ts';
import type { Intake, ReadingStore, RefusedReading } from '../store/ports.ts';
import type { Spool } from './spool.ts';
import { createSpoolDrain } from './spool-drain.ts';
import { createStoreGate } from './store-gate.ts';

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
/**
 * Eight flush intervals: by then as many batches as may wait unacknowledged (pipeline.ts) have filled at 20,000 readings a
 * second, and the broker would begin to hold messages back. InfluxDB takes a full batch in 10 to 100 ms.
 */
const PATIENCE_MS = 2_000;

export function createStoreRoad(options: {
  readings: ReadingStore;
  spool: Spool;
  intake: Pick<Intake, 'commit' | 'recordEvent'>;
  now: Clock;
  log: Log;
  /** A batch that the store has not taken by then goes to the spool. */
  patienceMs?: number;
}): StoreRoad {
  const { readings: store, spool, log, patienceMs = PATIENCE_MS } = options;
  const stopping = new AbortController();
  const gate = createStoreGate({ store, patienceMs, log });
  const drain = createSpoolDrain({ ...options, gate, signal: stopping.signal });
  let spoolTrouble: string | null = null;
  let draining: Promise<void> | undefined;

  function appendToSpool(readings: readonly Reading[]): boolean {
    try {
      spool.append(readings);
      spoolTrouble = null;
      return true;
    } catch (error) {
      const why = `the spool on disk takes nothing: ${error instanceof Error ? error.message : String(error)}`;
      if (spoolTrouble === null) log.error({ err: error }, 'the spool on disk takes nothing; messages stay with the broker');
      spoolTrouble = why;
      return false;
    } finally {
      drain.wake();
    }
  }

  return {
    async save(readings) {
      if (readings.length === 0) return { refused: [], spooled: false };
      for (;;) {
        const refused = gate.away() ? undefined : await gate.writeSoon(readings);
        if (refused) return { refused, spooled: false };
        if (appendToSpool(readings)) return { refused: [], spooled: true };
        await pause(RETRY_MS, undefined, { signal: stopping.signal }).catch(() => {});
        if (stopping.signal.aborted) throw new Stopped();
        // Neither way is open: only trying tells when one is again.
        const late = await gate.writeSoon(readings);
        if (!late) continue;
        spoolTrouble = null;
        return { refused: late, spooled: false };
      }
    },
    start() {
      draining = drain.run();
    },
    trouble() {
      const away = gate.away();
      return spoolTrouble ?? drain.trouble() ?? (away ? `${store.place}: ${away.why}` : null);
    },
    stored: () => gate.stored(),
    async stop() {
      stopping.abort();
      drain.wake();
      await draining;
    },
  };
}
