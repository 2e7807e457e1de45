import { setTimeout as sleep } from 'node:timers/promises';

/** Holds a stream to so many readings a second. */
export interface Pace {
  /** Resolves when `count` more may be sent. Rejects when stopped. */
  take(count: number): Promise<void>;
}

/**
 * A pace that makes up for short hold-ups, by up to a second of its rate. Its stopwatch measures durations only, so it
 * works whatever the clock of the simulation says.
 *
 * @param perSecond readings a second; Infinity = as fast as the broker takes them
 */
export function createPace(perSecond: number, signal: AbortSignal): Pace {
  let dueMs = performance.now();
  return {
    async take(count) {
      signal.throwIfAborted();
      if (!Number.isFinite(perSecond)) return;
      const nowMs = performance.now();
      dueMs = Math.max(dueMs, nowMs - 1000) + (count / perSecond) * 1000;
      // Timers are coarse: short waits are saved up.
      if (dueMs - nowMs > 5) await sleep(dueMs - nowMs, undefined, { signal });
    },
  };
}
