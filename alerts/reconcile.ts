import { ruleOf } from '../analysis/registry.ts';
import { type Alert, alertId, type AlertChange, type AlertState, type Notice, type NoticeKind } from '../domain/alert.ts';
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
  /** Found, and not to be spoken of: an exclusion holds there. */
  excused: readonly Finding[];
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
 * else `open`. An alert whose finding is gone has recovered, is `withdrawn` where the finding is excused, or is `no_data` where the
 * meter does not report.
 *
 * @param existing alerts of the site; those of other rules, meters and nights are passed over
 * @returns        changes only: what stays as it was is not there
 */
export function reconcile(judged: Judged, existing: readonly Alert[], now: number): AlertChange[] {
  const before = new Map(existing.filter((alert) => alert.rule === judged.rule).map((alert) => [alert.id, alert]));
  const idsOf = (findings: readonly Finding[]) => new Set(findings.map((finding) => alertId(judged.site, finding)));
  const found = idsOf(judged.findings);
  const excused = idsOf(judged.excused);
  const changes = judged.findings.map((finding) => change(judged, finding, before.get(alertId(judged.site, finding)), now));
  for (const alert of before.values()) {
    if (found.has(alert.id) || !isJudged(judged, alert)) continue;
    changes.push(excused.has(alert.id) ? moved(judged, alert.finding, 'withdrawn', alert, now) : withoutFinding(judged, alert, now));
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
  // What is found is found, also by a rule that could say more if it knew more.
  if (isBlind(judged, finding, ({ why }) => why === 'no_data')) return 'no_data';
  return judged.scope === 'night' && judged.isOver(finding.night) ? 'expired' : 'open';
}

function isBlind(
  { blind, scope }: Judged,
  { meter, night }: Pick<Finding, 'meter' | 'night'>,
  counts: (gap: Blind) => boolean = () => true,
): boolean {
  return blind.some((gap) => gap.meter === meter && (scope === 'cause' || gap.night === night) && counts(gap));
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
  const isNews = now - asOf <= NEWS_MS;
  return { alert, notice: isNews ? noticeOf(before, alert) : undefined };
}

/** Rules of the digest interrupt nobody; one of an earlier version is told as it was, to whoever looks after the meters. */
function noticeOf(before: Alert | undefined, after: Alert): Notice | undefined {
  const { urgency, audience } = ruleOf(after.rule) ?? { urgency: 'today', audience: 'maintainer' };
  const kind = urgency === 'digest' ? undefined : noticeKindOf(before, after);
  return kind && { kind, urgency, audience };
}

/** What is not firm waits for the digest: people hear of it when it becomes firm, and of its end when they heard of it. */
function noticeKindOf(before: Alert | undefined, after: Alert): NoticeKind | undefined {
  const wasTold = before !== undefined && isFirm(before.finding);
  if (before?.state === after.state && (after.state !== 'open' || wasTold)) return undefined;
  if (after.state === 'open' && isFirm(after.finding)) return wasTold ? 'reopened' : 'opened';
  const wasOpen = before?.state === 'open' || before?.state === 'no_data';
  return after.state === 'recovered' && wasOpen && wasTold ? 'recovered' : undefined;
}

const isFirm = (finding: Finding) => finding.isFirm !== false;
