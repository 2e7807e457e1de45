import { MEDIUM_FACTS } from '../domain/medium.ts';
import type { SiteView } from '../consumption/site-view.ts';
import type { Records } from '../store/ports.ts';
import { toAlertView, toEventView } from './alert-views.ts';
import { reachesAlert } from './reached.ts';
import type { DoneAnswer } from './schemas/use.ts';

/** More alerts of a building in the nights asked for are looked at elsewhere. */
const MOST_ALERTS = 1000;
const MOST_EVENTS = 50;

/**
 * What people and meters said about the alerts of a building, newest first: what was done.
 *
 * @throws NotFound for a building that is not there
 */
export async function readDone(
  records: Pick<Records, 'alerts' | 'alertEvents'>,
  view: SiteView,
  query: { building: string; fromNight: string; toNight: string },
  now: number,
): Promise<DoneAnswer> {
  const { fromNight, toNight } = query;
  const building = view.building(query.building);
  const nights = { fromNight, toNight };
  const [alerts, events] = await Promise.all([
    records.alerts.list(view.id, { ...nights, limit: MOST_ALERTS }),
    records.alertEvents.list(view.id, nights),
  ]);
  const answered = new Set(events.map((event) => event.alert));
  const own = new Map(
    alerts
      .filter((alert) => answered.has(alert.id) && reachesAlert(view, alert))
      .map((alert) => toAlertView(view, alert, now))
      .filter((alert) => alert.building.id === building.id)
      .map((alert) => [alert.id, alert]),
  );
  const done = events.flatMap((event) => {
    const alert = own.get(event.alert);
    return alert
      ? [{ alert: alert.id, sentence: alert.sentence, event: toEventView(event, MEDIUM_FACTS[alert.meter.medium].rateUnit) }]
      : [];
  });
  return { done: done.toReversed().slice(0, MOST_EVENTS), all: done.length };
}
