import { coverageOf } from '../alerts/digest/coverage.ts';
import { ruleOf } from '../analysis/registry.ts';
import type { Trust } from '../alerts/night/trust.ts';
import type { Alert } from '../domain/alert.ts';
import type { Clock } from '../domain/clock.ts';
import type { AlertEvent } from '../domain/handling.ts';
import { addDays, type ClockWindow, windowOn } from '../domain/local-time.ts';
import { MEDIUM_FACTS } from '../domain/medium.ts';
import type { Sentence } from '../domain/words.ts';
import type { Records } from '../store/ports.ts';
import type { KnownSite } from './catalog-cache.ts';

/** Local clock times. */
export interface DigestTimes {
  morning: string;
  friday: string;
}
export const DEFAULT_DIGEST_TIMES: DigestTimes = { morning: '07:30', friday: '16:00' };

export interface DigestDeps {
  records: Pick<Records, 'alerts' | 'alertEvents' | 'rounds' | 'digests' | 'outbox' | 'intervals'>;
  times: DigestTimes;
  now: Clock;
}

/** The hours in which a school sleeps. */
const NIGHT: ClockWindow = { start: '22:00', end: '06:00' };
/** As in accept-repairs.ts: what was said about older alerts is over. */
const NIGHTS_BACK = 120;

/** Alerts of the nights, open ones and those that somebody spoke about; each once, with what was said. */
export async function readAlertBook(
  { alerts, alertEvents }: Pick<Records, 'alerts' | 'alertEvents'>,
  site: string,
  fromNight: string,
  toNight: string,
): Promise<{ alerts: Alert[]; events: AlertEvent[] }> {
  const lists = [
    await alerts.list(site, { fromNight, toNight }),
    await alerts.list(site, { state: 'open' }),
    await alerts.list(site, { state: 'no_data', fromNight: addDays(toNight, -NIGHTS_BACK) }),
  ];
  const known = new Map(lists.flat().map((alert) => [alert.id, alert]));
  const oldest = [...known.values()].reduce((night, alert) => (alert.night < night ? alert.night : night), addDays(toNight, -NIGHTS_BACK));
  const events = await alertEvents.list(site, { fromNight: oldest, toNight: addDays(toNight, 1) });
  for (const id of new Set(events.map(({ alert }) => alert))) {
    const alert = known.has(id) ? undefined : await alerts.get(site, id);
    if (alert) known.set(id, alert);
  }
  return { alerts: [...known.values()], events };
}

/** Share of a night that is known, over the meters that ever reported. Null: there are none. */
export async function nightCoverage(
  { intervals }: Pick<Records, 'intervals'>,
  { plan, local }: KnownSite,
  night: string,
): Promise<number | null> {
  const reporting = await intervals.firstDays(plan.site.id);
  const meters = plan.meters.filter(({ id, medium }) => MEDIUM_FACTS[medium].register !== undefined && (reporting.get(id) ?? '9') <= night);
  const days = await intervals.days(
    plan.site.id,
    meters.map(({ id }) => id),
    night,
    addDays(night, 2),
  );
  const { fromAt, toAt } = windowOn(local, night, NIGHT);
  return coverageOf(days, meters.length, fromAt, toAt);
}

/** Names of the rules that only speak in the digest. */
export function demotedNames({ rules }: Trust): Sentence[] {
  return [...rules].flatMap(([rule, { isDemoted }]) => (isDemoted ? [ruleOf(rule)?.name ?? { zh: rule, en: rule }] : []));
}
