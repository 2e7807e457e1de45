import { reconcile } from '../alerts/reconcile.ts';
import type { NightDetector, NightJudgement, WatchedMeter } from '../analysis/night-detector.ts';
import { toSeries } from '../analysis/series.ts';
import { type Alert, alertId, type AlertChange } from '../domain/alert.ts';
import type { Clock } from '../domain/clock.ts';
import type { Blind, Finding } from '../domain/finding.ts';
import type { IntervalDay } from '../domain/interval.ts';
import { addDays, type LocalTime } from '../domain/local-time.ts';
import type { Records } from '../store/ports.ts';
import type { KnownSite } from './catalog-cache.ts';
import { breathe } from './loop.ts';

/** Meters whose days are in memory at once. */
const METERS_AT_ONCE = 16;
/** How much further back a leak is followed that was there already where the series begins. */
const FURTHER_BACK_DAYS = 90;

/** What one judgement did; `judged` counts meters. */
export interface Tally {
  judged: number;
  findings: number;
  blind: number;
  opened: number;
  recovered: number;
}

export interface JudgeDeps {
  records: Pick<Records, 'intervals' | 'alerts'>;
  now: Clock;
}

/**
 * Judge nights of a site by one detector and bring its alerts in step.
 *
 * @param nights both included; nights that have not begun are passed over
 */
export async function judgeNights(
  { records, now }: JudgeDeps,
  site: KnownSite,
  detector: NightDetector,
  nights: { fromNight: string; toNight: string },
): Promise<Tally> {
  const { fromNight } = nights;
  const at = now();
  const toNight = earlier(nights.toNight, latestNight(detector, site.local, at));
  const watched = watchedMeters(site, detector);
  const tally: Tally = { judged: watched.length, findings: 0, blind: 0, opened: 0, recovered: 0 };
  if (watched.length === 0 || toNight < fromNight) return tally;
  const findings: Finding[] = [];
  const blind: Blind[] = [];
  for (let first = 0; first < watched.length; first += METERS_AT_ONCE) {
    for (const judgement of await judgeMeters(
      records,
      site,
      detector,
      watched.slice(first, first + METERS_AT_ONCE),
      { fromNight, toNight },
      at,
    )) {
      findings.push(...judgement.findings);
      blind.push(...judgement.blind);
    }
    await breathe();
  }
  const window = (night: string) => detector.window(site.local, night);
  const asOf = (night: string) => Math.min(at, window(detector.scope === 'cause' ? toNight : night).toAt);
  const judged = {
    site: site.plan.site.id,
    rule: detector.rule,
    scope: detector.scope,
    meters: new Set(watched.map(({ meter }) => meter.id)),
    fromNight,
    toNight,
    findings,
    blind,
    asOf,
    isOver: (night: string) => window(night).toAt <= at,
  };
  const changes = reconcile(judged, await existingAlerts(records, judged), at);
  await records.alerts.apply(changes, at);
  return { ...tally, findings: findings.length, blind: blind.length, ...countNotices(changes) };
}

/** The last night that a detector can say something about: one that has begun, or that is over when causes are looked at. */
export function latestNight(detector: NightDetector, local: LocalTime, at: number): string {
  let night = local.dayOf(at);
  const readyAt = (candidate: string) => {
    const { fromAt, toAt } = detector.window(local, candidate);
    return detector.scope === 'cause' ? toAt : fromAt;
  };
  while (readyAt(night) > at) night = addDays(night, -1);
  return night;
}

function watchedMeters({ plan }: KnownSite, detector: NightDetector): WatchedMeter[] {
  const buildings = new Map(plan.buildings.map((building) => [building.id, building]));
  const spaces = new Map(plan.spaces.map((space) => [space.id, space]));
  return plan.meters.flatMap((meter) => {
    const building = buildings.get(meter.building);
    const watched = building && { meter, building, space: meter.space === undefined ? undefined : spaces.get(meter.space) };
    return watched && detector.watches(watched) ? [watched] : [];
  });
}

async function judgeMeters(
  records: JudgeDeps['records'],
  site: KnownSite,
  detector: NightDetector,
  watched: readonly WatchedMeter[],
  nights: { fromNight: string; toNight: string },
  at: number,
): Promise<NightJudgement[]> {
  const firstDay = addDays(nights.fromNight, -detector.lookBackNights);
  const days = await daysByMeter(records, site, watched, firstDay, nights.toNight);
  const judgements: NightJudgement[] = [];
  for (const one of watched) {
    const judgement = judgeOne(site, detector, one, days.get(one.meter.id) ?? [], firstDay, nights, at);
    judgements.push(judgement.cutOff ? await judgeFurtherBack(records, site, detector, one, firstDay, nights, at) : judgement);
  }
  return judgements;
}

/** A leak may be older than the days at hand; its start and its key lie where it began. */
async function judgeFurtherBack(
  records: JudgeDeps['records'],
  site: KnownSite,
  detector: NightDetector,
  watched: WatchedMeter,
  knownFrom: string,
  nights: { fromNight: string; toNight: string },
  at: number,
): Promise<NightJudgement> {
  const span = await records.intervals.span(site.plan.site.id);
  for (let firstDay = knownFrom; ; ) {
    firstDay = addDays(firstDay, -FURTHER_BACK_DAYS);
    const days = await daysByMeter(records, site, [watched], firstDay, nights.toNight);
    const judgement = judgeOne(site, detector, watched, days.get(watched.meter.id) ?? [], firstDay, nights, at);
    if (!judgement.cutOff || !span || firstDay <= span.firstDay) return judgement;
  }
}

async function daysByMeter(
  { intervals }: JudgeDeps['records'],
  site: KnownSite,
  watched: readonly WatchedMeter[],
  firstDay: string,
  toNight: string,
): Promise<Map<string, IntervalDay[]>> {
  const meters = watched.map(({ meter }) => meter.id);
  const byMeter = new Map<string, IntervalDay[]>();
  // A night reaches into the day after it.
  for (const day of await intervals.days(site.plan.site.id, meters, firstDay, addDays(toNight, 2))) {
    const days = byMeter.get(day.meter);
    if (days) days.push(day);
    else byMeter.set(day.meter, [day]);
  }
  return byMeter;
}

function judgeOne(
  { local }: KnownSite,
  detector: NightDetector,
  watched: WatchedMeter,
  days: readonly IntervalDay[],
  firstDay: string,
  nights: { fromNight: string; toNight: string },
  now: number,
): NightJudgement {
  const series = toSeries(days, local.startOfDay(firstDay), local.startOfDay(addDays(nights.toNight, 2)));
  return detector.judge({ ...watched, ...nights, series, local, now });
}

/** Alerts of the nights, those that are not closed yet, and those that the findings belong to. */
async function existingAlerts(
  { alerts }: JudgeDeps['records'],
  judged: { site: string; rule: NightDetector['rule']; scope: string; fromNight: string; toNight: string; findings: readonly Finding[] },
): Promise<Alert[]> {
  const { site, rule, fromNight, toNight } = judged;
  const lists = [await alerts.list(site, { rule, fromNight, toNight })];
  if (judged.scope === 'cause') {
    lists.push(await alerts.list(site, { rule, state: 'open' }), await alerts.list(site, { rule, state: 'no_data' }));
    for (const finding of judged.findings) {
      const alert = finding.night < fromNight ? await alerts.get(site, alertId(site, finding)) : undefined;
      if (alert) lists.push([alert]);
    }
  }
  return lists.flat();
}

export function countNotices(changes: readonly AlertChange[]): Pick<Tally, 'opened' | 'recovered'> {
  const count = (...kinds: AlertChange['notice'][]) => changes.filter(({ notice }) => kinds.includes(notice)).length;
  return { opened: count('opened', 'reopened'), recovered: count('recovered') };
}

export async function sumOf(parts: readonly (() => Promise<Tally>)[]): Promise<Tally> {
  const sum: Tally = { judged: 0, findings: 0, blind: 0, opened: 0, recovered: 0 };
  for (const part of parts) {
    const tally = await part();
    for (const key of Object.keys(sum) as (keyof Tally)[]) sum[key] += tally[key];
  }
  return sum;
}

const earlier = (a: string, b: string) => (a < b ? a : b);
