import type { Audience, Finding, Rule } from './finding.ts';
import type { Urgency } from './urgency.ts';

/**
 * Life of an alert. `open` the cause goes on; `recovered` it ended by itself; `no_data` neither can be said, because
 * the meter does not report; `expired` the night is over and nobody will act on it any more; `withdrawn` people said that the rule
 * is not to speak of it: an exclusion, or the rule was switched off there. Whether the cause ended nobody has seen.
 */
export const ALERT_STATES = ['open', 'recovered', 'no_data', 'expired', 'withdrawn'] as const;
export type AlertState = (typeof ALERT_STATES)[number];

/** One alert per (site, rule, meter, night), held by the database. */
export interface Alert {
  id: string;
  site: string;
  rule: Rule;
  meter: string;
  night: string;
  state: AlertState;
  /** When the program first said so. */
  openedAt: number;
  /** When anything about it last changed. */
  updatedAt: number;
  /** When it left `open`; undefined while open. */
  closedAt?: number | undefined;
  finding: Finding;
}

/** Stable key of an alert: what "the same alert" means. */
export function alertId(site: string, finding: Pick<Finding, 'rule' | 'meter' | 'night'>): string {
  return `${site}:${finding.rule}:${finding.meter}:${finding.night}`;
}

/** What a change of an alert tells people. */
export const NOTICE_KINDS = ['opened', 'reopened', 'recovered'] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

export interface Notice {
  kind: NoticeKind;
  urgency: Urgency;
  audience: Audience;
}

export interface AlertChange {
  alert: Alert;
  /** Undefined: the numbers moved, nobody needs to be told. */
  notice?: Notice | undefined;
}
