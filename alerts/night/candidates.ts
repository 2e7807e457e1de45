import { ruleOf } from '../../analysis/registry.ts';
import type { Alert } from '../../domain/alert.ts';
import type { Rule } from '../../domain/finding.ts';
import type { PlacedMeter } from '../../domain/placed-meter.ts';
import type { StopSubject } from '../../domain/round.ts';
import type { Space } from '../../domain/site.ts';
import { compareWay, type Ground } from './ground.ts';
import { isPrivate } from './is-private.ts';
import { subjectOf } from './subject.ts';

/** An alert that the guard is to look after tonight. */
export interface Candidate {
  alert: Alert;
  place: PlacedMeter;
  subject: StopSubject;
}

/** Which alerts are for tonight's list, and which would be, had their rule or room not been wrong too often. */
export interface Candidates {
  /** In walking order. */
  listed: Candidate[];
  demoted: Candidate[];
}

export interface CandidateQuestion {
  ground: Ground;
  /** Evening of the round. */
  night: string;
  isDemoted(rule: Rule, meter: string): boolean;
  now: number;
}

/** Rooms in which water that runs is seen from the door, or on the way. */
const TAPS: readonly Space['function'][] = ['toilet', 'outdoor'];
/** A whole building with less than this has nothing that a guard would see or hear: a cistern that runs takes 100 L/h and more. */
const VISIBLE_LPH = 100;
const BREAKER = 'breaker_not_opened';

/**
 * Open alerts that the guard can do something about tonight.
 *
 * - rules for the guard of urgency `tonight`, of this night, firm, where use is not permitted now;
 * - a `burst` at any hour, since whenever;
 * - water that does not stop only where it is on his way: behind a meter of a toilet or outdoors, or, when it is 100 L/h and
 *   more, in a building to which he goes anyway;
 * - never from anybody's home.
 *
 * An alert whose meter fell silent stays: nobody has seen it end. Where a feeder's breaker was not opened its air-conditioners
 * are the same matter.
 *
 * @param alerts of the site that are open or without data; others are passed over
 */
export function findCandidates(alerts: readonly Alert[], question: CandidateQuestion): Candidates {
  const { ground } = question;
  const known = alerts.flatMap((alert): Candidate[] => {
    const place = ground.rulebook.placed.get(alert.meter);
    if (!place || isPrivate(place) || (alert.state !== 'open' && alert.state !== 'no_data')) return [];
    return [{ alert, place, subject: subjectOf(alert.rule) }];
  });
  const own = known.filter((candidate) => isForTonight(candidate, question));
  const breakers = new Set(own.filter(({ alert }) => alert.rule === BREAKER).map(({ alert }) => alert.meter));
  const matters = own.filter(({ alert, subject }) => !(subject === 'ac' && isBehind(alert.meter, breakers, ground)));
  const isTrusted = ({ alert }: Candidate) => ruleOf(alert.rule)?.urgency === 'now' || !question.isDemoted(alert.rule, alert.meter);
  const listed = matters.filter(isTrusted);
  const buildings = new Set(listed.map(({ place }) => place.building.id));
  const water = onePerMeter(known.filter((candidate) => isOnTheWay(candidate, buildings) && !has(listed, candidate)));
  return {
    listed: [...listed, ...water.filter(isTrusted)].toSorted((a, b) => compareWay(a.place, b.place)),
    demoted: [...matters, ...water].filter((candidate) => !isTrusted(candidate)),
  };
}

function isForTonight({ alert, subject }: Candidate, { ground, night, now }: CandidateQuestion): boolean {
  if (subject === 'burst') return alert.state === 'open';
  const rule = ruleOf(alert.rule);
  if (rule?.audience !== 'guard' || rule.urgency !== 'tonight') return false;
  if (alert.night !== night || alert.finding.isFirm === false) return false;
  return !isPermitted(alert, ground, now);
}

function isPermitted({ rule, meter }: Alert, { rulebook }: Ground, now: number): boolean {
  return (
    rulebook
      .watched(rule)
      .find((watched) => watched.meter.id === meter)
      ?.permitted(now) ?? false
  );
}

/** Whether a meter is one of these, or hangs behind one. */
function isBehind(meter: string, feeders: ReadonlySet<string>, { rulebook }: Ground): boolean {
  const seen = new Set<string>();
  for (let id: string | undefined = meter; id !== undefined && !seen.has(id); id = rulebook.placed.get(id)?.meter.parent) {
    if (feeders.has(id)) return true;
    seen.add(id);
  }
  return false;
}

function isOnTheWay({ alert, place, subject }: Candidate, buildings: ReadonlySet<string>): boolean {
  if (subject !== 'water' || alert.state !== 'open' || alert.finding.isFirm === false) return false;
  if (place.space && TAPS.includes(place.space.function)) return true;
  return buildings.has(place.building.id) && (alert.finding.rate?.value ?? 0) >= VISIBLE_LPH;
}

/** Two rules about the same water are one thing to look at; a burst of it, too. */
const has = (listed: readonly Candidate[], { alert }: Candidate) => listed.some((other) => other.alert.meter === alert.meter);
const onePerMeter = (water: readonly Candidate[]) => [...new Map(water.map((candidate) => [candidate.alert.meter, candidate])).values()];
