import { nightOf } from '../alerts/night/ground.ts';
import { type Label, labelsOf } from '../alerts/night/labels.ts';
import { recallOf } from '../alerts/night/recall.ts';
import { unlistedRooms } from '../alerts/night/spot-rooms.ts';
import { TRUST_NIGHTS, type Trust, trustOf, type TrustTally } from '../alerts/night/trust.ts';
import type { Alert } from '../domain/alert.ts';
import type { Clock } from '../domain/clock.ts';
import { addDays } from '../domain/local-time.ts';
import type { Round } from '../domain/round.ts';
import type { Sentence } from '../domain/words.ts';
import type { Records } from '../store/ports.ts';
import { placeOfMeter } from './place-words.ts';
import { reachesAlert } from './reached.ts';
import { ruleWords } from './rule-words.ts';
import type { TrustAnswer } from './schemas/tonight.ts';
import type { SiteView } from '../consumption/site-view.ts';

type Sources = Pick<Records, 'alerts' | 'alertEvents'>;

/** What answers of the 30 nights before one say about the rules; of the alerts that count. */
async function readLabels(records: Sources, site: string, night: string, counts: (alert: Alert) => boolean = () => true): Promise<Label[]> {
  const nights = { fromNight: addDays(night, -TRUST_NIGHTS), toNight: addDays(night, -1) };
  const events = await records.alertEvents.list(site, nights);
  // Nobody said anything: the alerts, with all their evidence, need not be read.
  if (events.length === 0) return [];
  return labelsOf((await records.alerts.list(site, nights)).filter(counts), events);
}

/** How often the rules were right, as far as the view reaches. */
export async function readTrust(records: Sources & Pick<Records, 'rounds'>, view: SiteView, now: number): Promise<TrustAnswer> {
  const night = nightOf(view.local, now);
  const labels = await readLabels(records, view.id, night, (alert) => reachesAlert(view, alert));
  const trust = trustOf(labels, night);
  const rounds = await records.rounds.list(view.id, trust.fromNight, trust.toNight);
  return {
    fromNight: trust.fromNight,
    toNight: trust.toNight,
    rules: [...trust.rules].map(([rule, tally]) => ({ rule, ruleName: ruleWords(rule).name, ...toTally(tally) })).toSorted(mostAnswered),
    rooms: trust.rooms
      .map(({ rule, meter, ...tally }) => ({
        rule,
        ruleName: ruleWords(rule).name,
        meter,
        place: placeOfMeter(view, meter),
        ...toTally(tally),
      }))
      .toSorted(mostAnswered),
    recall: recallIn(view, rounds, labels),
  };
}

const toTally = ({ answers, right, precision, isDemoted }: TrustTally) => ({ answers, right, precision, isDemoted });
const mostAnswered = (a: TrustTally & { rule: string }, b: TrustTally & { rule: string }) =>
  b.answers - a.answers || (a.rule < b.rule ? -1 : 1);

function recallIn(view: SiteView, rounds: readonly Round[], labels: readonly Label[]): TrustAnswer['recall'] {
  const first = rounds.filter(({ number }) => number === 1);
  const listed = new Set(rounds.flatMap(({ stops }) => stops.flatMap((stop) => stop.alerts)));
  const checks = rounds.flatMap(({ spotChecks }) => spotChecks).filter(({ space }) => view.spaces.has(space));
  const metersOf = new Map(labels.map(({ alert, meter }) => [alert, meter]));
  const unlisted = first.reduce((sum, round) => sum + unlistedRooms(view, metersOn(round, metersOf)).length, 0);
  return recallOf(checks, labels.filter(({ alert, isRight }) => isRight && listed.has(alert)).length, unlisted);
}

const metersOn = ({ stops }: Round, metersOf: ReadonlyMap<string, string>) =>
  stops.flatMap((stop) => stop.alerts.flatMap((alert) => metersOf.get(alert) ?? []));

/** Answers to older nights come in for two days; more often than this nobody has to know. */
const KEPT_MS = 10 * 60_000;

/** Names of the rules that demoted themselves, of a night; kept for a while, because phones ask every few seconds. */
export function createDemotedRules(records: Sources, now: Clock): (view: Pick<SiteView, 'id'>, night: string) => Promise<Sentence[]> {
  const known = new Map<string, { night: string; at: number; names: Promise<Sentence[]> }>();
  return ({ id }, night) => {
    const kept = known.get(id);
    if (kept?.night === night && Math.abs(now() - kept.at) < KEPT_MS) return kept.names;
    const names = readLabels(records, id, night).then((labels) => demotedNames(trustOf(labels, night)));
    known.set(id, { night, at: now(), names });
    names.catch(() => known.delete(id));
    return names;
  };
}

function demotedNames({ rules }: Trust): Sentence[] {
  return [...rules].filter(([, { isDemoted }]) => isDemoted).map(([rule]) => ruleWords(rule).name);
}
