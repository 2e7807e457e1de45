import type { AlertView } from '../api/schemas/alerts.ts';

/** `go`: someone walks there now; `today`: someone sees to it today; `past`: nothing left to do. */
export type Urgency = 'go' | 'today' | 'past';

export function urgencyOf({ audience, state }: Pick<AlertView, 'audience' | 'state'>): Urgency {
  if (state !== 'open') return 'past';
  return audience === 'guard' ? 'go' : 'today';
}
