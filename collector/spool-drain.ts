import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';
import type { Reading } from '../domain/reading.ts';
import type { CollectorEvent, Intake, IntakeCommit, RefusedReading } from '../store/ports.ts';
import { createBatch } from './batch.ts';
import type { Spool } from './spool.ts';
import type { StoreGate } from './store-gate.ts';

/** Brings what was spooled to the store, in order, beside the live readings. */
export interface SpoolDrain {
  /** Until the signal is given. Never rejects. */
  run(): Promise<void>;
  /** There is something to do. */
  wake(): void;
  trouble(): string | null;
}

const RETRY_MS = 1_000;
/** Many small batches become one write; larger ones are not cheaper for InfluxDB. */
const READINGS_PER_WRITE = 10_000;
/**
 * The backlog of a day of 2,000 meters a minute is there after a minute. At 0.25 s of CPU for 100,000 readings (`npm run bench`)
 * it takes an eighth of a core meanwhile, and InfluxDB about as much.
 */
const READINGS_PER_SECOND = 50_000;
/** Of the time, the drain takes a third at most, however slow the store is: live readings have the rest. */
const REST = 2;
/** So that collectors that lost the same store do not all come back to it at one instant. */
const JITTER = 0.25;

/** @param options.signal given when the collector ends */
export function createSpoolDrain(options: {
  gate: StoreGate;
  spool: Spool;
  intake: Pick<Intake, 'commit' | 'recordEvent'>;
  signal: AbortSignal;
  now: Clock;
  log: Log;
}): SpoolDrain {
  const { gate, spool, intake, signal, now, log } = options;
  let events: CollectorEvent[] = [];
  let trouble: string | null = null;
  /** Small at first: what the store did not take may have been too much for it. */
  let limit = 0;
  let wake: (() => void) | undefined;

  const pauseUnlessStopped = (ms: number) => pause(ms, undefined, { signal }).catch(() => {});

  async function drainOldest(): Promise<void> {
    await recordEvents();
    if (spool.state().readings === 0) return new Promise<void>((resolve) => (wake = resolve));
    const away = gate.away();
    if (away) await pauseUnlessStopped(away.retryAfterMs * (1 + JITTER * Math.random()));
    if (signal.aborted) return;
    const oldest = spool.oldest(limit);
    if (!oldest) return;
    const startedAt = performance.now();
    const refused = await gate.writePatiently(oldest.readings);
    if (!refused) limit = 0;
    if (!refused || signal.aborted) return;
    await intake.commit(commitOf(oldest.readings, refused));
    spool.remove(oldest.seq);
    trouble = null;
    limit = Math.min(2 * Math.max(limit, oldest.readings.length), READINGS_PER_WRITE);
    // A store that is slow gets no live readings that could be disturbed.
    if (!gate.away()) await pauseUnlessStopped(restMs(oldest.readings.length, performance.now() - startedAt));
  }

  /** What cannot be recorded now, because that disk is full too, is recorded later. */
  async function recordEvents(): Promise<void> {
    events.push(...spool.takeEvents());
    try {
      for (let event = events[0]; event; event = events[0]) {
        await intake.recordEvent(event);
        events = events.slice(1);
      }
    } catch (error) {
      log.warn({ err: error }, 'an event of the spool cannot be recorded yet');
    }
  }

  /** Their newest values are known already; their intervals only now. */
  function commitOf(readings: readonly Reading[], refused: readonly RefusedReading[]): IntakeCommit {
    const batch = createBatch(now());
    for (const reading of readings) batch.readings.push(reading);
    return { ...batch.toCommit({ refused, spooled: false }), latest: [] };
  }

  return {
    async run() {
      while (!signal.aborted) {
        try {
          await drainOldest();
        } catch (error) {
          const why = `the spool cannot be emptied: ${error instanceof Error ? error.message : String(error)}`;
          if (trouble !== why) log.error({ err: error }, 'the spool cannot be emptied; trying again');
          trouble = why;
          await pauseUnlessStopped(RETRY_MS);
        }
      }
    },
    wake: () => wake?.(),
    trouble: () => trouble,
  };
}

function restMs(readings: number, tookMs: number): number {
  return Math.max(REST * tookMs, (readings / READINGS_PER_SECOND) * 1000 - tookMs);
}
