import { type EventsByAlert, eventsByAlert } from '../../alerts/digest/round-tally.ts';
import type { SiteView } from '../../consumption/site-view.ts';
import type { Alert } from '../../domain/alert.ts';
import { stageOf } from '../../domain/handling.ts';
import { addDays } from '../../domain/local-time.ts';
import type { Round } from '../../domain/round.ts';
import type { MonthDeps } from './deps.ts';
import { type DaySpan, lastDayOf } from './spans.ts';

/** What was found in a month, and what people and meters said about it. */
export interface AlertBook {
  /** Of the nights of the month; without what was withdrawn, and without what was not sure enough to send anybody. */
  found: readonly Alert[];
  /** Found earlier and not done when the month began: open, or spoken about in it. */
  earlier: readonly Alert[];
  events: EventsByAlert;
  rounds: readonly Round[];
  span: { fromAt: number; toAt: number };
}

/** What was said about older alerts is over. */
const NIGHTS_BACK = 120;

export async function loadAlerts({ records }: Pick<MonthDeps, 'records'>, view: SiteView, month: DaySpan): Promise<AlertBook> {
  const [fromNight, toNight] = [month.from, lastDayOf(month)];
  const span = { fromAt: view.local.startOfDay(month.from), toAt: view.local.startOfDay(month.to) };
  const all = await records.alerts.list(view.id, { fromNight, toNight });
  const known = new Map(all.map((alert) => [alert.id, alert]));
  const said = await records.alertEvents.list(view.id, { fromNight: addDays(fromNight, -NIGHTS_BACK), toNight });
  const earlier = (await records.alerts.list(view.id, { state: 'open' })).filter(({ night }) => night < fromNight);
  const spokenOf = new Set(said.filter(({ alert, at }) => at >= span.fromAt && !known.has(alert)).map(({ alert }) => alert));
  for (const { id } of earlier) spokenOf.delete(id);
  for (const id of spokenOf) {
    const alert = await records.alerts.get(view.id, id);
    if (alert && alert.night < fromNight) earlier.push(alert);
  }
  return {
    found: all.filter(isFirm),
    earlier: earlier.filter(isFirm),
    events: eventsByAlert(said),
    rounds: await records.rounds.list(view.id, fromNight, toNight),
    span,
  };
}

const isFirm = ({ state, finding }: Alert) => state !== 'withdrawn' && finding.isFirm !== false;

export const stageIn = (events: EventsByAlert, { id }: Pick<Alert, 'id'>) => stageOf(events.get(id) ?? []);
