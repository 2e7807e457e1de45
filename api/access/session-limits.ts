import type { SessionKind, SessionRow } from '../../store/access-ports.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Unused for so long, and so old at most (ASVS 7.3). A guard's phone lies in a drawer all summer. */
const LIMITS: Readonly<Record<SessionKind, { idleMs: number; absoluteMs: number }>> = {
  browser: { idleMs: 12 * HOUR_MS, absoluteMs: 30 * DAY_MS },
  device: { idleMs: 60 * DAY_MS, absoluteMs: 365 * DAY_MS },
};

export const expiryOf = (kind: SessionKind, at: number) => at + LIMITS[kind].absoluteMs;

export function isOver({ kind, lastSeenAt, expiresAt, endedAt }: SessionRow, at: number): boolean {
  return endedAt !== null || at >= expiresAt || at - lastSeenAt >= LIMITS[kind].idleMs;
}
