import type { Urgency } from '../../domain/urgency.ts';

const FIRST_MS = 5000;
const LONGEST_MS = 15 * 60_000;
/** From then on nobody tries any more; the next address of the person does. */
export const GIVE_UP_MS = 24 * 3_600_000;
const HALF_HOUR_MS = 30 * 60_000;
const CROWDED_MS = 60_000;

/** Until the next attempt: 5 s, doubled each time up to a quarter hour, a fifth more or less. @param attempts made so far, from 1 */
export function retryAfterMs(attempts: number, random: () => number): number {
  const base = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempts - 1, 20));
  return Math.round(base * (0.8 + 0.4 * random()));
}

/**
 * How long a message keeps away from the full and half hours, when everybody's robots speak: until somewhere in the minute after the
 * crowded one. Urgent ones do not wait.
 */
export function crowdedMs(now: number, urgency: Urgency, random: () => number): number {
  const since = now % HALF_HOUR_MS;
  if (urgency === 'now' || (since >= CROWDED_MS && since < HALF_HOUR_MS - 5000)) return 0;
  return (since < CROWDED_MS ? CROWDED_MS - since : HALF_HOUR_MS - since + CROWDED_MS) + Math.round(random() * CROWDED_MS);
}
