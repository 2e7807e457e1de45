import { eventsByAlert } from '../alerts/digest/round-tally.ts';
import { nightOf } from '../alerts/night/ground.ts';
import type { Alert } from '../domain/alert.ts';
import { type AlertEvent, inOrder, stageOf } from '../domain/handling.ts';
import { addDays } from '../domain/local-time.ts';
import type { Records } from '../store/ports.ts';
import { toAlertView } from './alert-views.ts';
import { placeOfMeter } from './place-words.ts';
import { reachesAlert } from './reached.ts';
import type { PermitRequestView } from './schemas/tonight.ts';
import type { SiteView } from '../consumption/site-view.ts';

/** So many nights back an answer can still be decided; as in desk/permit-decision.ts. */
const NIGHTS_BACK = 60;

type Sources = Pick<Records, 'alerts' | 'alertEvents'>;

/** Answers `in_use` that the office has not settled, newest first: of an alert the last one. */
export async function readPermitRequests(records: Sources, view: SiteView, now: number): Promise<PermitRequestView[]> {
  const toNight = addDays(nightOf(view.local, now), 1);
  const events = await records.alertEvents.list(view.id, { fromNight: addDays(toNight, -NIGHTS_BACK), toNight });
  const asked = [...eventsByAlert(events).values()].flatMap((ofAlert) =>
    stageOf(ofAlert) === 'asked' ? (inOrder(ofAlert).findLast(({ word }) => word === 'in_use') ?? []) : [],
  );
  const requests: PermitRequestView[] = [];
  for (const event of asked.toSorted((a, b) => b.at - a.at)) {
    const alert = await records.alerts.get(view.id, event.alert);
    if (alert && reachesAlert(view, alert) && view.meters.has(alert.meter)) requests.push(toRequest(view, event, alert, now));
  }
  return requests;
}

function toRequest(view: SiteView, event: AlertEvent, alert: Alert, now: number): PermitRequestView {
  return {
    event: event.id,
    alert: alert.id,
    place: placeOfMeter(view, alert.meter),
    sentence: toAlertView(view, alert, now).sentence,
    at: event.at,
    byName: event.byName,
    reason: event.reason,
    photo: event.photo,
  };
}
