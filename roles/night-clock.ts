import type { Clock } from '../domain/clock.ts';

/** A stretch of the night that runs at its own speed, from an instant of the night on. */
export interface Stretch {
  fromAt: number;
  /** Seconds of the night in a second. */
  speed: number;
}

export interface NightClock {
  now: Clock;
  /** As `now`: it is never set, it only runs faster. */
  monotonic: Clock;
  /** It stands still at its beginning until then. @param realAt epoch ms of the real clock */
  begin(realAt: number): void;
  /** Seconds of the night in a second, at this moment; 0 while it stands still. */
  speed(): number;
}

/**
 * The clock of the demo night. Processes that begin it with the same `realAt` agree to the millisecond.
 *
 * @param stretches ascending; the first begins where the clock does
 * @param real the machine's clock, epoch ms
 */
export function createNightClock(stretches: readonly [Stretch, ...Stretch[]], real: Clock): NightClock {
  let beganAt: number | undefined;

  /** Instant of the night, and the speed there. */
  function look(): { at: number; speed: number } {
    const [first] = stretches;
    if (beganAt === undefined) return { at: first.fromAt, speed: 0 };
    let left = Math.max(0, real() - beganAt);
    for (const [index, { fromAt, speed }] of stretches.entries()) {
      const next = stretches[index + 1];
      const lengthMs = next ? (next.fromAt - fromAt) / speed : Number.POSITIVE_INFINITY;
      if (left < lengthMs) return { at: Math.floor(fromAt + left * speed), speed };
      left -= lengthMs;
    }
    throw new RangeError('the last stretch has no end');
  }

  const now = () => look().at;
  return {
    now,
    monotonic: now,
    begin(realAt) {
      beganAt ??= realAt;
    },
    speed: () => look().speed,
  };
}
