const MINUTE_MS = 60_000;

/** How often one address may be written to, and when not at all. Instants are of a clock that is never set. */
export interface Bucket {
  /** Until the next message may go; 0: now. */
  waitMs(now: number): number;
  /** Messages that may go now, at once. */
  left(now: number): number;
  /** One goes. */
  take(now: number): void;
  /** Nothing before. */
  blockUntil(at: number): void;
}

/** At most so many in any minute, as the vendors count: a window that slides, not one that refills. @param sent instants of requests of before */
export function createBucket(perMinute: number, sent: readonly number[] = []): Bucket {
  let recent = sent.toSorted((a, b) => a - b);
  let blockedUntil = Number.NEGATIVE_INFINITY;
  const within = (now: number) => (recent = recent.filter((at) => at > now - MINUTE_MS));
  const waitMs = (now: number) => {
    const full = within(now).length >= perMinute ? recent[recent.length - perMinute]! + MINUTE_MS - now : 0;
    return Math.max(0, full, blockedUntil - now);
  };
  return {
    waitMs,
    left: (now) => (waitMs(now) > 0 ? 0 : perMinute - recent.length),
    take: (now) => void recent.push(now),
    blockUntil: (at) => (blockedUntil = Math.max(blockedUntil, at)),
  };
}
