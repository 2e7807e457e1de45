import { sentenceOf } from '../alerts/sentence.ts';
import type { Alert } from '../domain/alert.ts';
import { INTERVAL_MS } from '../domain/interval.ts';
import { addDays } from '../domain/local-time.ts';
import { MEDIUM_FACTS, type Medium } from '../domain/medium.ts';
import { type EvidenceNumber, RULE_AUDIENCE } from '../domain/finding.ts';
import { type Meter, placeAt } from '../domain/site.ts';
import type { IntervalStore } from '../store/ports.ts';
import { spaceOf } from './meter-summaries.ts';
import { toRatePoints } from './rate.ts';
import type { AlertDetail, AlertView } from './schemas/alerts.ts';
import { type SiteView, toNames } from './site-views.ts';
import { round } from './tally.ts';

const BEFORE_MS = 3 * 3_600_000;
const AFTER_MS = 2 * 3_600_000;
/** A meter may have been silent for months: the beginning is what proves it. */
const LONGEST_MS = 14 * 86_400_000;

/** An alert with its place in words. The catalog deletes nothing, so the meter that proved an alert is always there. */
export function toAlertView(view: SiteView, alert: Alert): AlertView {
  const { finding } = alert;
  // Where it stood then.
  const found = view.meter(alert.meter);
  const meter = { ...found, ...placeAt(found, finding.startAt) };
  const building = view.building(meter.building);
  const others = (finding.others ?? []).map((id) => view.meter(id));
  return {
    id: alert.id,
    rule: alert.rule,
    state: alert.state,
    night: alert.night,
    startAt: finding.startAt,
    endAt: endOf(alert) ?? null,
    openedAt: alert.openedAt,
    updatedAt: alert.updatedAt,
    closedAt: alert.closedAt ?? null,
    audience: RULE_AUDIENCE[alert.rule],
    certainty: finding.certainty,
    rate: finding.rate,
    wasted: finding.wasted,
    evidence: [...finding.evidence],
    sentence: sentenceOf(
      finding,
      { meter, building, space: meter.space === undefined ? undefined : view.spaces.get(meter.space), others },
      view.local,
      alert.state === 'expired',
    ),
    building: { id: building.id, ...toNames(building) },
    space: spaceOf(view, meter),
    meter: { id: meter.id, ...toNames(meter), medium: meter.medium },
    others: others.map((other) => ({ id: other.id, ...toNames(other) })),
  };
}

/** When the cause ended; of an expired alert, until when the night was watched. */
function endOf({ state, finding, closedAt }: Alert): number | undefined {
  return finding.endAt ?? (state === 'expired' ? closedAt : undefined);
}

/** An alert with the stretch of series that proves it, from some hours before until some hours after. */
export async function readAlertDetail(
  intervals: Pick<IntervalStore, 'days'>,
  view: SiteView,
  alert: Alert,
  now: number,
): Promise<AlertDetail> {
  const meter = view.meter(alert.meter);
  const { startAt, evidence } = alert.finding;
  const endAt = endOf(alert);
  const fromAt = startAt - BEFORE_MS;
  const toAt = Math.min(now, (endAt ?? now) + AFTER_MS, startAt + LONGEST_MS);
  const days = await intervals.days(view.id, [meter.id], view.local.dayOf(fromAt), addDays(view.local.dayOf(toAt), 1));
  const series = days.flatMap((day) => toRatePoints(day, meter.medium)).filter(({ at }) => at + INTERVAL_MS > fromAt && at < toAt);
  return {
    alert: toAlertView(view, alert),
    unit: MEDIUM_FACTS[meter.medium].rateUnit,
    series,
    threshold: thresholdOf(evidence, meter),
  };
}

/**
 * The line that a rule drew, in the unit of the series. Amounts are those of one hour (the rolling hour of an
 * air-conditioner), so 0.15 kWh is a line at 0.15 kW.
 */
function thresholdOf(evidence: readonly EvidenceNumber[], meter: Pick<Meter, 'medium'>): number | null {
  const line = evidence.find(({ name }) => name === 'threshold');
  if (!line) return null;
  return toRate(line, meter.medium);
}

function toRate({ value, unit }: EvidenceNumber, medium: Medium): number | null {
  const facts = MEDIUM_FACTS[medium];
  if (unit === facts.rateUnit) return value;
  return unit === facts.unit || unit === `${facts.unit}/h` ? round(value * facts.ratePerUnitHour) : null;
}
