import { creditOf } from '../alerts/night/credit.ts';
import { nightOf, openingAt, pricesOf } from '../alerts/night/ground.ts';
import { watchedParts } from '../analysis/ac-parts.ts';
import { type OffLevel, offLevelOf, offWatch, ranAgain } from '../analysis/off-watch.ts';
import type { IntervalSeries } from '../analysis/series.ts';
import { withoutParts } from '../analysis/without-parts.ts';
import type { Alert } from '../domain/alert.ts';
import { groupBy } from '../domain/group-by.ts';
import { type AlertEvent, inOrder } from '../domain/handling.ts';
import { addDays } from '../domain/local-time.ts';
import type { NewMessage } from '../domain/message.ts';
import type { School } from './catalog-cache.ts';
import { loadMeters } from './look-sources.ts';
import type { RoundDeps } from './round-sources.ts';

/** A cause that began long ago may be ended tonight. */
const NIGHTS_BACK = 30;
/** Readings may come late, and then still confirm; older words stay as they are. */
const WATCHED_MS = 24 * 3_600_000;

/** What somebody said is off (or what the meter confirmed), and has to be held against the meter. */
export interface Watched {
  alert: Alert;
  /** `off` or `confirmed`: the last word about it. */
  last: AlertEvent;
}

/** The alerts of which the last word is `off`, and those that are confirmed and not yet over the night. */
export async function findWatched({ records, now }: RoundDeps, { plan, local }: School): Promise<Watched[]> {
  const at = now();
  const site = plan.site.id;
  const night = nightOf(local, at);
  const events = await records.alertEvents.list(site, { fromNight: addDays(night, -NIGHTS_BACK), toNight: night });
  const watched: Watched[] = [];
  for (const [id, ofAlert] of groupBy(events, (event) => event.alert)) {
    const last = inOrder(ofAlert).at(-1)!;
    if ((last.word !== 'off' && last.word !== 'confirmed') || at - last.at >= WATCHED_MS) continue;
    const alert = await records.alerts.get(site, id);
    if (alert) watched.push({ alert, last });
  }
  return watched;
}

/**
 * Asks the meters about what is watched, and writes their word down: `confirmed` with what it avoids, or `still_on`, which is
 * told to the guard at once.
 *
 * @returns words written
 */
export async function askMeters(deps: RoundDeps, school: School, watched: readonly Watched[]): Promise<number> {
  let said = 0;
  for (const one of watched) {
    const off = offLevelOf(one.alert.finding);
    const series = off && (await loadSeries(deps, school, one));
    const event = series && meterWord(one, { off, series, now: deps.now() }, school);
    if (!event) continue;
    const messages = event.word === 'still_on' ? [stillOnMessage(one.alert, event)] : [];
    if (await deps.records.alertEvents.add(event, messages)) said++;
  }
  return said;
}

function meterWord(
  { alert, last }: Watched,
  { off, series, now }: { off: OffLevel; series: IntervalSeries; now: number },
  school: School,
): AlertEvent | undefined {
  const { finding, site } = alert;
  const perHourUnit = finding.rate?.unit === 'L/h' ? 1000 : 1;
  const opensAt = openingAt(school, finding, nightOf(school.local, last.at));
  const said = { site, alert: alert.id, recordedAt: now, by: 'meter', byName: '', reason: null, note: '', photo: null } as const;
  if (last.word === 'confirmed') {
    const again = ranAgain(series, { fromAt: last.at, off, perHourUnit }, Math.min(now, opensAt));
    return again && { ...said, id: `${last.id}:again`, word: 'still_on', at: again.at, rate: again.rate, avoided: null };
  }
  const watch = offWatch(series, { saidAt: last.at, off, perHourUnit }, now);
  if (watch.kind !== 'confirmed' && watch.kind !== 'still_on') return undefined;
  const avoided =
    watch.kind === 'confirmed' ? creditOf(finding, { series, off, offAt: last.at, openingAt: opensAt }, pricesOf(school)) : null;
  return { ...said, id: `${last.id}:${watch.kind}`, word: watch.kind, at: watch.at, rate: watch.rate, avoided };
}

function stillOnMessage(alert: Alert, event: AlertEvent): NewMessage {
  return {
    site: alert.site,
    kind: 'still_on',
    key: `still_on:${event.id}`,
    createdAt: event.recordedAt,
    urgency: 'tonight',
    audience: 'guard',
    alert,
    text: null,
    link: '/tonight',
  };
}

/** Of a whole building what is left when the circuits with rules of their own are taken away. */
async function loadSeries(deps: RoundDeps, school: School, { alert, last }: Watched): Promise<IntervalSeries | undefined> {
  const { meters, local, plan } = school;
  const meter = meters.get(alert.meter);
  if (!meter) return undefined;
  const parts = alert.rule === 'night_excess_building' ? watchedParts(meter, plan.meters).map(({ id }) => id) : [];
  const from = Math.max(alert.finding.startAt, last.at - WATCHED_MS);
  const range = { firstDay: local.dayOf(from), endDay: addDays(local.dayOf(Math.max(deps.now(), last.at)), 1) };
  const loaded = await loadMeters(deps, school, new Map([alert.meter, ...parts].map((id) => [id, range])));
  const own = loaded.series(alert.meter, range);
  if (!own || parts.length === 0) return own;
  return withoutParts(
    own,
    parts.flatMap((id) => loaded.series(id, range) ?? []),
  );
}
