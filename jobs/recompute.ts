import type { Clock } from '../domain/clock.ts';
import { type ReadingStore, type Records, StoreUnavailable, type TouchedMeter } from '../store/ports.ts';
import { createCatalogCache } from './catalog-cache.ts';
import type { Log } from '../domain/log.ts';
import { breathe, createLoop, type Loop } from './loop.ts';
import { recomputeMeter } from './recompute-meter.ts';

const IDLE_MS = 1000;
/** Longest span of a meter computed at once: bounds memory and the time for which the event loop is held. */
const PIECE_DAYS = 60;
const MARKS_PER_ROUND = 200;
/** While one waits for the reading store, another computes. */
const METERS_AT_ONCE = 4;
/** A meter whose computation failed is left alone for so long. */
const RETRY_MS = 60_000;

interface RecomputeDeps {
  readings: Pick<ReadingStore, 'range'>;
  records: Pick<Records, 'catalog' | 'intervals'>;
  now: Clock;
  log: Log;
  /** Days of one meter that are computed at once. */
  pieceDays?: number;
  /** Intervals of a meter up to an instant are as the readings are. */
  onComputed?: ((site: string, meter: string, toAt: number) => void) | undefined;
}

export interface Recompute extends Loop {
  /**
   * Recompute what is marked at the moment of the call, the most recent first.
   *
   * @returns meters (or pieces of long spans) done; 0 when nothing waits
   * @throws StoreUnavailable of the reading store; what was done before stays done
   */
  runOnce(): Promise<number>;
  /** Do something with one meter while nobody else computes it. */
  exclusively<T>(site: string, meter: string, work: () => Promise<T>): Promise<T>;
}

/** Keeps the intervals in step with the readings: takes marks of touched spans, computes, replaces. */
export function createRecompute({ readings, records, now, log, pieceDays = PIECE_DAYS, onComputed }: RecomputeDeps): Recompute {
  const sitesNow = createCatalogCache(records.catalog);
  const failedAt = new Map<string, number>();
  const exclusively = createTurns();

  /** A fault of one meter is not a fault of the others; a store that is away is. */
  async function recomputeMarks(key: string, marks: readonly TouchedMeter[]): Promise<number> {
    try {
      for (const mark of marks) {
        await exclusively(mark.site, mark.meter, async () => {
          // Asked anew each time: a correction may have been recorded while this one waited for its turn.
          const site = (await sitesNow()).get(mark.site);
          await recomputeMeter({ readings, intervals: records.intervals, pieceDays }, site, mark);
        });
        onComputed?.(mark.site, mark.meter, mark.toAt);
        await breathe();
      }
      failedAt.delete(key);
      return marks.length;
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error;
      failedAt.set(key, now());
      log.error({ err: error, meter: key }, 'intervals could not be computed');
      return 0;
    }
  }

  async function runOnce(): Promise<number> {
    const rests = (key: string) => now() - (failedAt.get(key) ?? Number.NEGATIVE_INFINITY) < RETRY_MS;
    const queue = byMeter(await records.intervals.touched(MARKS_PER_ROUND)).filter(([key]) => !rests(key));
    let done = 0;
    async function work(): Promise<void> {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const count = await recomputeMarks(...next);
        done += count;
      }
    }
    const workers = await Promise.allSettled(Array.from({ length: METERS_AT_ONCE }, work));
    const failed = workers.find((worker) => worker.status === 'rejected');
    if (failed) throw failed.reason;
    return done;
  }

  const loop = createLoop(async () => {
    try {
      const done = await runOnce();
      // Live readings are gathered for a second; a backlog is worked off at once.
      return done > 0 && (await records.intervals.touchedCount()) > MARKS_PER_ROUND ? 0 : IDLE_MS;
    } catch (error) {
      log.warn({ err: error }, 'recomputing intervals has to wait');
      return error instanceof StoreUnavailable ? Math.max(error.retryAfterMs, IDLE_MS) : 10 * IDLE_MS;
    }
  });
  return { runOnce, exclusively, ...loop };
}

/** Works on the same meter take turns. */
function createTurns(): Recompute['exclusively'] {
  const queues = new Map<string, Promise<unknown>>();
  return async (site, meter, work) => {
    const key = `${site}/${meter}`;
    const turn = (queues.get(key) ?? Promise.resolve()).then(work, work);
    queues.set(key, turn);
    try {
      return await turn;
    } finally {
      if (queues.get(key) === turn) queues.delete(key);
    }
  };
}

/** Marks of one meter are worked off one after the other: they may change the same day. */
function byMeter(marks: readonly TouchedMeter[]): [string, TouchedMeter[]][] {
  const meters = new Map<string, TouchedMeter[]>();
  for (const mark of marks) {
    const key = `${mark.site}/${mark.meter}`;
    meters.set(key, [...(meters.get(key) ?? []), mark]);
  }
  return [...meters];
}
