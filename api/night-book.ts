import { eventsByAlert, type EventsByAlert } from '../alerts/digest/round-tally.ts';
import { isPrivate } from '../alerts/night/is-private.ts';
import type { Alert } from '../domain/alert.ts';
import type { Round } from '../domain/round.ts';
import type { Records } from '../store/ports.ts';
import { reachesAlert } from './reached.ts';
import type { SiteView } from '../consumption/site-view.ts';

/** Rounds of some nights with what was said of their alerts. */
export interface NightBook {
  /** Newest first. */
  rounds: Round[];
  /** Alerts that the visitor reaches: of these nights, and older ones that stand in a round (a burst, a tap that runs). */
  alerts: ReadonlyMap<string, Alert>;
  events: EventsByAlert;
}

type Sources = Pick<Records, 'rounds' | 'alerts' | 'alertEvents'>;

/** @param fromNight and `toNight`: both included */
export async function readNightBook(records: Sources, view: SiteView, fromNight: string, toNight: string): Promise<NightBook> {
  const [rounds, ofNights, events] = await Promise.all([
    records.rounds.list(view.id, fromNight, toNight),
    records.alerts.list(view.id, { fromNight, toNight }),
    records.alertEvents.list(view.id, { fromNight, toNight }),
  ]);
  const known = new Set(ofNights.map(({ id }) => id));
  const older = [...new Set(rounds.flatMap(({ stops }) => stops.flatMap((stop) => stop.alerts)))].filter((id) => !known.has(id));
  const olderAlerts = await Promise.all(older.map((id) => records.alerts.get(view.id, id)));
  const olderEvents = await Promise.all(older.map((id) => records.alertEvents.list(view.id, { alert: id })));
  const alerts = [...ofNights, ...olderAlerts.filter((alert) => alert !== undefined)].filter((alert) => isShown(view, alert));
  return {
    rounds: view.isWhole ? rounds : rounds.map((round) => reachedRound(view, round, new Set(alerts.map(({ id }) => id)))),
    alerts: new Map(alerts.map((alert) => [alert.id, alert])),
    events: eventsByAlert([...events, ...olderEvents.flat()]),
  };
}

/** A round as if nothing outside were on it. Stops keep their numbers: one of which nothing is reached stays, empty. */
function reachedRound(view: SiteView, round: Round, alerts: ReadonlySet<string>): Round {
  const inside = (ids: readonly string[]) => ids.filter((id) => alerts.has(id));
  return {
    ...round,
    stops: round.stops.map((stop) => ({ ...stop, alerts: inside(stop.alerts) })),
    leftOut: inside(round.leftOut),
    spotChecks: round.spotChecks.filter(({ space }) => view.spaces.has(space)),
    blind: round.blind.filter((meter) => view.meters.has(meter)),
  };
}

/** Reached, and nobody's home: what the list must not have is not shown either, should it ever stand on it. */
function isShown(view: SiteView, alert: Alert): boolean {
  const placed = view.rulebook.placed.get(alert.meter);
  return placed !== undefined && !isPrivate(placed) && reachesAlert(view, alert);
}
