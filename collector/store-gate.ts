import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../domain/log.ts';
import type { Reading } from '../domain/reading.ts';
import { type ReadingStore, type RefusedReading, StoreMisconfigured, StoreUnavailable } from '../store/ports.ts';

/** The readings store as the road sees it: it takes readings in good time, or it is away. */
export interface StoreGate {
  /** Why it takes nothing now, and when to ask again; undefined: it is there. */
  away(): { why: string; retryAfterMs: number } | undefined;
  /** Readings that it took. */
  stored(): number;
  /**
   * Write what cannot wait; a store that does not answer in good time is away.
   *
   * @returns what it refused for good; undefined: not known to be stored
   */
  writeSoon(readings: readonly Reading[]): Promise<readonly RefusedReading[] | undefined>;
  /** Write what can wait, as long as the store itself lets us. Only when it was quick is the store there again. */
  writePatiently(readings: readonly Reading[]): Promise<readonly RefusedReading[] | undefined>;
}

/** After a mistake that only a person can mend. */
const MISCONFIGURED_RETRY_MS = 2_000;
const SLOW_RETRY_MS = 1_000;

/** @param options.patienceMs a store that takes longer than this to answer is away */
export function createStoreGate(options: { store: ReadingStore; patienceMs: number; log: Log }): StoreGate {
  const { store, patienceMs, log } = options;
  let away: { why: string; retryAfterMs: number } | undefined;
  let stored = 0;

  function comeBack(): void {
    if (away) log.info({ store: store.place }, 'the readings store is back');
    away = undefined;
  }

  /** A warning only: what it takes late it takes all the same. */
  function slow(why: string, retryAfterMs: number): undefined {
    if (away?.why !== why) log.warn({ store: store.place, why }, 'the readings store is slow; readings go to the spool first');
    away = { why, retryAfterMs };
  }

  function fail(error: unknown): undefined {
    const why = error instanceof Error ? error.message : String(error);
    const needsPerson = error instanceof StoreMisconfigured;
    if (away?.why !== why) log.error({ store: store.place, err: error, needsPerson }, 'the readings store takes nothing');
    away = { why, retryAfterMs: error instanceof StoreUnavailable ? error.retryAfterMs : MISCONFIGURED_RETRY_MS };
  }

  return {
    away: () => away,
    stored: () => stored,

    async writeSoon(readings) {
      const overdue = new AbortController();
      const writing = store.write(readings);
      try {
        const refused = await Promise.race([writing, inVain(patienceMs, overdue.signal)]);
        if (!refused) {
          // It may still be stored, or fail: the same readings are written again from the spool, which changes nothing.
          writing.catch(() => {});
          return slow(`no answer within ${patienceMs} ms`, SLOW_RETRY_MS);
        }
        stored += readings.length - refused.length;
        comeBack();
        return refused;
      } catch (error) {
        return fail(error);
      } finally {
        overdue.abort();
      }
    },

    async writePatiently(readings) {
      const startedAt = performance.now();
      try {
        const refused = await store.write(readings);
        stored += readings.length - refused.length;
        if (performance.now() - startedAt <= patienceMs) comeBack();
        else slow(`it takes longer than ${patienceMs} ms to answer`, 0);
        return refused;
      } catch (error) {
        return fail(error);
      }
    },
  };
}

/** Undefined after a while. When this process itself stood still, an answer that lies there already is heard first. */
async function inVain(ms: number, signal: AbortSignal): Promise<undefined> {
  await pause(ms, undefined, { signal }).catch(() => {});
  if (!signal.aborted) await nextTurn();
}
