import type { AlertView } from '../api/schemas/alerts.ts';

/** `go`: someone walks there now; `today`: someone sees to it today; `plain`: the weekly digest is soon enough; `past`: nothing left to do. */
export type Urgency = 'go' | 'today' | 'plain' | 'past';

const OPEN: Record<AlertView['urgency'], Urgency> = { now: 'go', tonight: 'go', today: 'today', digest: 'plain' };
/** Sorted by it, what cannot wait comes first. */
const ORDER: readonly Urgency[] = ['go', 'today', 'plain', 'past'];

/** A finding that is not firm sends nobody anywhere: it waits for the digest, whatever its rule is for. */
export function urgencyOf({ urgency, state, isFirm }: Pick<AlertView, 'urgency' | 'state' | 'isFirm'>): Urgency {
  if (state !== 'open') return 'past';
  return isFirm ? OPEN[urgency] : 'plain';
}

export const byUrgency = (one: AlertView, other: AlertView): number => ORDER.indexOf(urgencyOf(one)) - ORDER.indexOf(urgencyOf(other));
