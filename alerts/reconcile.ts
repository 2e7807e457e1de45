import { type Alert, alertId, type AlertChange, type AlertState, type NoticeKind } from '../domain/alert.ts';
import type { Blind, Finding, Rule } from '../domain/finding.ts';

/** What was judged, and what came out. */
export interface Judged {
  site: string;
  rule: Rule;
  /** `night`: a cause belongs to one night. `cause`: it goes on under the night on which it was first reported. */
  scope: 'night' | 'cause';
  /** Meters about which something can be said; alerts of others are left alone. */
  meters: ReadonlySet<string>;
  /** Nights that were judged, both included. */
  fromNight: string;
  toNight: string;
  findings: readonly Finding[];
  blind: readonly Blind[];
  /** Until when the night was known: now, or its end. */
  asOf(night: string): number;
  /** The night is past, so nobody will act on it any more. */
  isOver(night: string): boolean;
}

/** History that is loaded, or a night that is judged again, is not news. */
const NEWS_MS = 24 * 3_600_000;

/**
 * Bring alerts in step with what was judged. One alert per (rule, meter, night); its state follows from the finding alone, so
 * that a replay ends where the live run ended:
 * ended → `recovered`; goes on, but the meter does not report → `no_data`; goes on when its night is over → `expired`;
 * else `open`. An alert whose finding is gone has recovered, or is `no_data` where the meter does not report.
 *
 * @param existing alerts of the site; those of other rules, meters and nights are passed over
 * @returns        changes only: what stays as it was is not there
 */
export function reconcile(judged: Judged, existing: readonly Alert[], now: number): AlertChange[] {
  const before = new Map(existing.filter((alert) => alert.rule === judged.rule).map((alert) => [alert.id, alert]));
  const found = new Set(judged.findings.map((finding) => alertId(judged.site, finding)));
  const changes = judged.findings.map((finding) => change(judged, finding, before.get(alertId(judged.site, finding)), now));
  for (const alert of before.values()) {
    if (!found.has(alert.id) && isJudged(judged, alert)) changes.push(withoutFinding(judged, alert, now));
  }
  return changes.filter((entry) => entry !== undefined);
}

function isJudged({ scope, meters, fromNight, toNight }: Judged, { meter, night, state }: Alert): boolean {
  if (!meters.has(meter) || (state !== 'open' && state !== 'no_data')) return false;
  return scope === 'cause' || (fromNight <= night && night <= toNight);
}

function change(judged: Judged, finding: Finding, before: Alert | undefined, now: number): AlertChange | undefined {
  return moved(judged, finding, stateOf(judged, finding), before, now);
}

function stateOf(judged: Judged, finding: Finding): AlertState {
  if (finding.endAt !== undefined) return 'recovered';
  if (isBlind(judged, finding)) return 'no_data';
  return judged.scope === 'night' && judged.isOver(finding.night) ? 'expired' : 'open';
}

function isBlind({ blind, scope }: Judged, { meter, night }: Pick<Finding, 'meter' | 'night'>): boolean {
  return blind.some((gap) => gap.meter === meter && (scope === 'cause' || gap.night === night));
}

/** What was said can no longer be seen: the cause ended, or late readings showed that it never was. */
function withoutFinding(judged: Judged, alert: Alert, now: number): AlertChange | undefined {
  if (isBlind(judged, alert)) return moved(judged, alert.finding, 'no_data', alert, now);
  const endAt = alert.finding.endAt ?? Math.max(alert.finding.startAt, judged.asOf(alert.night));
  return moved(judged, { ...alert.finding, endAt }, 'recovered', alert, now);
}

function moved(judged: Judged, finding: Finding, state: AlertState, before: Alert | undefined, now: number): AlertChange | undefined {
  if (before?.state === state && JSON.stringify(before.finding) === JSON.stringify(finding)) return undefined;
  const { site, rule } = judged;
  const { meter, night } = finding;
  const asOf = judged.asOf(night);
  const closedAt = before && before.state !== 'open' ? before.closedAt : undefined;
  const alert: Alert = {
    id: alertId(site, finding),
    site,
    rule,
    meter,
    night,
    state,
    openedAt: before?.openedAt ?? asOf,
    updatedAt: now,
    closedAt: state === 'open' ? undefined : (closedAt ?? asOf),
    finding,
  };
  return { alert, notice: now - asOf > NEWS_MS ? undefined : noticeOf(before?.state, state) };
}

function noticeOf(before: AlertState | undefined, after: AlertState): NoticeKind | undefined {
  if (before === after) return undefined;
  if (after === 'open') return before === undefined ? 'opened' : 'reopened';
  return after === 'recovered' && (before === 'open' || before === 'no_data') ? 'recovered' : undefined;
}
