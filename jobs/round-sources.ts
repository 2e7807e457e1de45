import type { CandidateQuestion } from '../alerts/night/candidates.ts';
import { type Candidates, findCandidates } from '../alerts/night/candidates.ts';
import { labelsOf } from '../alerts/night/labels.ts';
import type { StopSources } from '../alerts/night/stop-facts.ts';
import { type Trust, trustOf, TRUST_NIGHTS } from '../alerts/night/trust.ts';
import { groupBy } from '../domain/group-by.ts';
import { type AlertEvent, needsSomebody, type Stage, stageOf } from '../domain/handling.ts';
import { addDays } from '../domain/local-time.ts';
import type { Alert } from '../domain/alert.ts';
import type { RoundTimes } from '../domain/round.ts';
import type { Records } from '../store/ports.ts';
import type { School } from './catalog-cache.ts';
import type { JudgeDeps } from './series-alerts.ts';

export interface RoundDeps extends JudgeDeps {
  records: JudgeDeps['records'] & Pick<Records, 'alertEvents' | 'rounds' | 'outbox' | 'intake'>;
  times: RoundTimes;
}

/** Settled by people: nobody is sent there again for the same matter. */
const SETTLED: readonly Stage[] = ['false_alarm', 'permitted', 'asked', 'confirmed', 'accepted'];

/** Everything that a list is made of, as of now. */
export interface Tonight {
  candidates: Candidates;
  /** Open alerts, and those of the nights since the evening before. */
  alerts: ReadonlyMap<string, Alert>;
  events: ReadonlyMap<string, readonly AlertEvent[]>;
}

/** @param isAgain a second list: only what still needs somebody */
export async function loadTonight(
  { records, now }: RoundDeps,
  school: School,
  question: Pick<CandidateQuestion, 'night' | 'isDemoted'>,
  isAgain = false,
): Promise<Tonight> {
  const site = school.plan.site.id;
  const running = [...(await records.alerts.list(site, { state: 'open' })), ...(await records.alerts.list(site, { state: 'no_data' }))];
  const lately = await records.alerts.list(site, { fromNight: question.night, toNight: question.night });
  const alerts = new Map([...running, ...lately].map((alert) => [alert.id, alert]));
  const events = await eventsOf(records, site, [...alerts.values()]);
  const isWanted = (alert: Alert) => {
    const stage = stageOf(events.get(alert.id) ?? []);
    return !SETTLED.includes(stage) && (!isAgain || needsSomebody(alert, stage));
  };
  const candidates = findCandidates([...alerts.values()].filter(isWanted), { ...question, ground: school, now: now() });
  return { candidates, alerts, events };
}

/** Events by alert. */
export async function eventsOf(
  { alertEvents }: Pick<Records, 'alertEvents'>,
  site: string,
  alerts: readonly Alert[],
): Promise<Map<string, AlertEvent[]>> {
  const nights = [...new Set(alerts.map(({ night }) => night))].toSorted();
  if (nights.length === 0) return new Map();
  return groupBy(await alertEvents.list(site, { fromNight: nights[0]!, toNight: nights.at(-1)! }), ({ alert }) => alert);
}

/** How far each rule is trusted before a night. */
export async function loadTrust(
  { records }: { records: Pick<Records, 'alerts' | 'alertEvents'> },
  school: School,
  night: string,
): Promise<Trust> {
  const site = school.plan.site.id;
  const nights = { fromNight: addDays(night, -TRUST_NIGHTS), toNight: addDays(night, -1) };
  const alerts = await records.alerts.list(site, nights);
  return trustOf(labelsOf(alerts, await records.alertEvents.list(site, nights)), night);
}

/** Instant of the newest reading of each meter. */
export async function newestReadings({ records }: { records: Pick<Records, 'intake'> }, school: School): Promise<Map<string, number>> {
  return new Map((await records.intake.latest(school.plan.site.id)).map(({ meter, at }) => [meter, at]));
}

export async function stopSources(
  deps: RoundDeps,
  school: School,
  night: string,
  { alerts, events }: Pick<Tonight, 'alerts' | 'events'>,
): Promise<StopSources> {
  return { ground: school, night, alerts, events, newestAt: await newestReadings(deps, school), now: deps.now() };
}
