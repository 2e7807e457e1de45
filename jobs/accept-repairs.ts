import { acceptanceOf, NIGHTS_NEEDED } from '../alerts/night/acceptance.ts';
import { knownNightEnds } from '../alerts/night/known-nights.ts';
import { ruleOf } from '../analysis/registry.ts';
import { type AlertEvent, inOrder } from '../domain/handling.ts';
import { addDays } from '../domain/local-time.ts';
import type { Alert } from '../domain/alert.ts';
import type { School } from './catalog-cache.ts';
import { eventsOf, type RoundDeps } from './round-sources.ts';

/** An alert that was repaired this long after its night is accepted by a person. */
const NIGHTS_BACK = 120;
/** @returns one line for the ledger */
export async function acceptRepairs(deps: RoundDeps, school: School): Promise<string> {
  const { records, now } = deps;
  const site = school.plan.site.id;
  const today = school.local.dayOf(now());
  const alerts = await records.alerts.list(site, { fromNight: addDays(today, -NIGHTS_BACK), toNight: today });
  const events = await eventsOf(records, site, alerts);
  let accepted = 0;
  for (const alert of alerts) {
    const last = inOrder(events.get(alert.id) ?? []).at(-1);
    if (last?.word !== 'repaired') continue;
    const at = await acceptedAt(deps, school, alert, last, alerts);
    if (at === undefined) continue;
    if (await records.alertEvents.add(acceptance(alert, last, at, now()))) accepted++;
  }
  return `accepted=${accepted}`;
}

async function acceptedAt(
  deps: RoundDeps,
  school: School,
  alert: Alert,
  repaired: AlertEvent,
  alerts: readonly Alert[],
): Promise<number | undefined> {
  if (alert.state !== 'recovered') return undefined;
  const later = alerts.filter(({ id, rule, meter, openedAt }) => {
    return id !== alert.id && rule === alert.rule && meter === alert.meter && openedAt > repaired.at;
  });
  // A meter that reports again is mended; water may stand still for an evening.
  const needed = ruleOf(alert.rule)?.about === 'meter' ? 0 : NIGHTS_NEEDED;
  const nights = needed === 0 ? [] : await knownNights(deps, school, alert.meter, repaired.at);
  return acceptanceOf(repaired.at, alert, later, nights, needed).acceptedAt;
}

/** Ends of the dead hours since an instant in which the meter is known. */
export async function knownNights(
  { records, now }: Pick<RoundDeps, 'now'> & { records: Pick<RoundDeps['records'], 'intervals'> },
  { plan, local }: School,
  meter: string,
  sinceAt: number,
): Promise<number[]> {
  const at = now();
  const days = await records.intervals.days(plan.site.id, [meter], local.dayOf(sinceAt), addDays(local.dayOf(at), 1));
  return knownNightEnds(days, local, sinceAt, at);
}

function acceptance(alert: Alert, repaired: AlertEvent, at: number, now: number): AlertEvent {
  return {
    id: `${repaired.id}:accepted`,
    site: alert.site,
    alert: alert.id,
    word: 'accepted',
    at: Math.max(at, repaired.at),
    recordedAt: now,
    by: 'meter',
    byName: '',
    reason: null,
    note: '',
    photo: null,
    avoided: null,
    rate: null,
  };
}
