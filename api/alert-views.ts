import { sentenceOf } from '../alerts/sentence.ts';
import type { Alert } from '../domain/alert.ts';
import { type AlertEvent, inOrder } from '../domain/handling.ts';
import { INTERVAL_MS } from '../domain/interval.ts';
import { addDays } from '../domain/local-time.ts';
import { MEDIUM_FACTS } from '../domain/medium.ts';
import { placeAt } from '../domain/site.ts';
import type { Records } from '../store/ports.ts';
import { nightEndOf, toCost } from './cost.ts';
import { spaceOf } from './meter-summaries.ts';
import { toRatePoints } from './rate.ts';
import { ruleWords, toEvidence, toProof, toReasons } from './rule-words.ts';
import type { AlertDetail, AlertEventView, AlertView } from './schemas/alerts.ts';
import { type SiteView, toNames } from '../consumption/site-view.ts';

const BEFORE_MS = 3 * 3_600_000;
const AFTER_MS = 2 * 3_600_000;
/** A meter may have been silent for months: the beginning is what proves it. */
const LONGEST_MS = 14 * 86_400_000;

/** A meter that the visitor does not reach, in a sentence about one that he does. */
const ELSEWHERE = { name: '别处的一块表', nameEn: 'a meter elsewhere' };

/** An alert with its place in words. The catalog deletes nothing, so the meter that proved an alert is always there. */
export function toAlertView(view: SiteView, alert: Alert, now: number): AlertView {
  const { finding } = alert;
  const { name, about, urgency, audience } = ruleWords(alert.rule);
  const isFirm = finding.isFirm ?? true;
  // Where it stood then.
  const found = view.meter(alert.meter);
  const meter = { ...found, ...placeAt(found, finding.startAt) };
  const building = view.building(meter.building);
  const others = (finding.others ?? []).flatMap((id) => view.meters.get(id) ?? []);
  const named = (finding.others ?? []).map((id) => view.meters.get(id) ?? ELSEWHERE);
  return {
    id: alert.id,
    rule: alert.rule,
    ruleName: name,
    about,
    // Whoever is called for nothing does not come again.
    urgency: isFirm ? urgency : 'digest',
    state: alert.state,
    night: alert.night,
    startAt: finding.startAt,
    endAt: endOf(alert) ?? null,
    openedAt: alert.openedAt,
    updatedAt: alert.updatedAt,
    closedAt: alert.closedAt ?? null,
    audience,
    certainty: finding.certainty,
    rate: finding.rate,
    wasted: finding.wasted,
    evidence: toEvidence(alert.rule, finding.evidence),
    reasons: toReasons(alert.rule, finding.reasons),
    isFirm,
    cost: costOf(view, alert, now),
    sentence: sentenceOf(
      finding,
      { meter, building, space: meter.space === undefined ? undefined : view.spaces.get(meter.space), others: named },
      view.local,
      isLeft(alert.state),
    ),
    building: { id: building.id, ...toNames(building) },
    space: spaceOf(view, meter),
    meter: { id: meter.id, ...toNames(meter), medium: meter.medium },
    others: others.map((other) => ({ id: other.id, ...toNames(other) })),
    spaces: (finding.spaces ?? []).flatMap((id) => view.spaces.get(id) ?? []).map((space) => ({ id: space.id, ...toNames(space) })),
  };
}

/** What is not open does not go on, as far as is known: it costs what it has cost. */
function costOf(view: SiteView, alert: Alert, now: number): AlertView['cost'] {
  const { finding, state, updatedAt } = alert;
  const endAt = endOf(alert) ?? (state === 'open' ? undefined : updatedAt);
  return toCost(view, { ...finding, endAt }, now, nightEndOf(view, finding));
}

/** Nobody is asked to go there any more, although nobody saw it end. */
const isLeft = (state: Alert['state']) => state === 'expired' || state === 'withdrawn';

/** When the cause ended; of an alert that was left, until when it was watched. */
function endOf({ state, finding, closedAt }: Alert): number | undefined {
  return finding.endAt ?? (isLeft(state) ? closedAt : undefined);
}

/** An alert with the stretch of series that proves it, from some hours before until some hours after, and what was said about it. */
export async function readAlertDetail(
  { intervals, alertEvents }: Pick<Records, 'intervals' | 'alertEvents'>,
  view: SiteView,
  alert: Alert,
  now: number,
): Promise<AlertDetail> {
  const meter = view.meter(alert.meter);
  const { startAt } = alert.finding;
  const endAt = endOf(alert);
  const fromAt = startAt - BEFORE_MS;
  const toAt = Math.min(now, (endAt ?? now) + AFTER_MS, startAt + LONGEST_MS);
  const [days, events] = await Promise.all([
    intervals.days(view.id, [meter.id], view.local.dayOf(fromAt), addDays(view.local.dayOf(toAt), 1)),
    alertEvents.list(view.id, { alert: alert.id }),
  ]);
  const { rateUnit } = MEDIUM_FACTS[meter.medium];
  const series = days.flatMap((day) => toRatePoints(day, meter.medium)).filter(({ at }) => at + INTERVAL_MS > fromAt && at < toAt);
  return {
    alert: toAlertView(view, alert, now),
    proof: toProof(alert.finding),
    unit: rateUnit,
    series,
    events: inOrder(events).map((event) => toEventView(event, rateUnit)),
  };
}

export function toEventView({ word, at, by, byName, reason, note, photo, avoided, rate }: AlertEvent, rateUnit: string): AlertEventView {
  return {
    word,
    at,
    byName,
    isMeter: by === 'meter',
    reason,
    note,
    photo,
    avoided: avoided && { kwh: avoided.kwh, yuan: avoided.fen / 100 },
    rate: rate === null ? null : { value: rate, unit: rateUnit },
  };
}
