import { isLeak } from '../alerts/digest/leaks.ts';
import { eventsByAlert, type EventsByAlert } from '../alerts/digest/round-tally.ts';
import { waitingWords } from '../alerts/digest/waiting.ts';
import { doneSince, type Work, workOf } from '../alerts/digest/work-list.ts';
import { acceptanceOf, NIGHTS_NEEDED } from '../alerts/night/acceptance.ts';
import { knownNightEnds } from '../alerts/night/known-nights.ts';
import type { Alert } from '../domain/alert.ts';
import { DEFAULT_PRICES } from '../domain/cost.ts';
import { inOrder } from '../domain/handling.ts';
import { addDays } from '../domain/local-time.ts';
import { nameEn } from '../domain/words.ts';
import type { Records } from '../store/ports.ts';
import { toAlertView } from './alert-views.ts';
import { placeOfMeter } from './place-words.ts';
import { reachesAlert } from './reached.ts';
import type { WorkAnswer, WorkItem } from './schemas/work.ts';
import type { SiteView } from '../consumption/site-view.ts';

type Sources = Pick<Records, 'alerts' | 'alertEvents' | 'intervals'>;

/** What somebody said about an alert of an older night is not looked for any more; as in jobs/accept-repairs.ts. */
const NIGHTS_BACK = 120;
const DONE_MS = 7 * 86_400_000;

/** The electrician's page: what is not done yet, and what was done in the last week, as far as the view reaches. */
export async function readWork(records: Sources, view: SiteView, now: number): Promise<WorkAnswer> {
  const { local, plan } = view;
  const { alerts, events } = await readWorkBook(records, view, now);
  const items = async (list: readonly Work[]) => Promise.all(list.map((work) => toItem(records, view, work, { alerts, events, now })));
  const pending = await items(workOf(alerts, events));
  const kinds = new Map(workOf(alerts, events).map(({ alert, kind }) => [alert.id, kind]));
  const ofKind = (kind: Work['kind']) => pending.filter(({ alert }) => kinds.get(alert.id) === kind);
  return {
    now,
    day: local.dayOf(now),
    timeZone: plan.site.timeZone,
    site: { zh: plan.site.name, en: nameEn(plan.site) },
    leaks: ofKind('leak'),
    meters: ofKind('meter'),
    other: ofKind('other'),
    done: await items(doneSince(alerts, events, now - DONE_MS)),
  };
}

/** Open alerts, and those that somebody spoke about, with what was said. */
async function readWorkBook(records: Sources, view: SiteView, now: number): Promise<{ alerts: Alert[]; events: EventsByAlert }> {
  const today = view.local.dayOf(now);
  const lists = await Promise.all([
    records.alerts.list(view.id, { state: 'open' }),
    records.alerts.list(view.id, { state: 'no_data', fromNight: addDays(today, -NIGHTS_BACK) }),
  ]);
  const known = new Map(lists.flat().map((alert) => [alert.id, alert]));
  const nights = [...known.values()].map(({ night }) => night);
  const fromNight = [addDays(today, -NIGHTS_BACK), ...nights].toSorted()[0]!;
  const events = await records.alertEvents.list(view.id, { fromNight, toNight: addDays(today, 1) });
  const spokenOf = [...new Set(events.map(({ alert }) => alert))].filter((id) => !known.has(id));
  const more = await Promise.all(spokenOf.map((id) => records.alerts.get(view.id, id)));
  const alerts = [...known.values(), ...more.filter((alert) => alert !== undefined)];
  return {
    alerts: alerts.filter((alert) => view.meters.has(alert.meter) && reachesAlert(view, alert)),
    events: eventsByAlert(events),
  };
}

interface Around {
  alerts: readonly Alert[];
  events: EventsByAlert;
  now: number;
}

async function toItem(records: Sources, view: SiteView, work: Work, around: Around): Promise<WorkItem> {
  const { alert, stage } = work;
  const { finding } = alert;
  return {
    alert: toAlertView(view, alert, around.now),
    place: placeOfMeter(view, alert.meter),
    stage,
    steps: inOrder(around.events.get(alert.id) ?? []).map(({ word, at, byName, note, photo }) => ({ word, at, byName, note, photo })),
    waiting: isLeak(alert) ? waitingWords(finding, view.plan.prices ?? DEFAULT_PRICES, around.now, view.local) : null,
    acceptance: await acceptanceIn(records, view, work, around),
  };
}

/** How many nights hold already; of leaks that were repaired. */
async function acceptanceIn(
  { intervals }: Pick<Sources, 'intervals'>,
  { id: site, local }: SiteView,
  { kind, stage, alert, saidAt }: Work,
  { alerts, now }: Around,
): Promise<WorkItem['acceptance']> {
  if (kind !== 'leak' || saidAt === null) return null;
  if (stage === 'accepted') return { nights: NIGHTS_NEEDED, needed: NIGHTS_NEEDED };
  if (stage !== 'repaired') return null;
  const days = await intervals.days(site, [alert.meter], local.dayOf(saidAt), addDays(local.dayOf(now), 1));
  const later = alerts.filter(
    ({ id, rule, meter, openedAt }) => id !== alert.id && rule === alert.rule && meter === alert.meter && openedAt > saidAt,
  );
  const { nights, needed } = acceptanceOf(saidAt, alert, later, knownNightEnds(days, local, saidAt, now));
  return { nights, needed };
}
