import type { Round, Stop } from '../../domain/round.ts';
import type { Candidate, Candidates } from './candidates.ts';
import { compareWay, type Ground } from './ground.ts';
import { type StopDraft, stopsOf, withinCap } from './stops.ts';

export interface Addition {
  round: Round;
  /** Ids of alerts that the guard has not seen yet. */
  added: string[];
}

/**
 * What was found after the list was made: a room joins its stop, or new stops stand behind the others, as one walks. Nothing is ever taken
 * away: a list that changes under the thumb is not trusted. Beyond the most stops only a burst comes on.
 */
export function addToRound(round: Round, { listed, demoted }: Candidates, ground: Ground, maxStops: number, now: number): Addition {
  const known = new Set([...round.stops.flatMap(({ alerts }) => alerts), ...round.leftOut]);
  const isNew = ({ alert }: Candidate) => !known.has(alert.id);
  const stops = [...round.stops];
  const leftOut = [...round.leftOut, ...demoted.filter(isNew).map(({ alert }) => alert.id)];
  const added: string[] = [];
  const drafts = stopsOf(listed.filter(isNew), ground, round.night, now);
  const indexOf = ({ stop }: StopDraft) => stops.findIndex(({ id }) => id === stop.id);
  // Those that join a stop need no room; of the others the dearest get it.
  const { beyond } = withinCap(
    drafts.filter((draft) => indexOf(draft) < 0),
    Math.max(0, maxStops - stops.length),
  );
  for (const draft of drafts) {
    const index = indexOf(draft);
    if (beyond.includes(draft)) {
      leftOut.push(...draft.stop.alerts);
      continue;
    }
    if (index < 0) stops.push(draft.stop);
    else stops[index] = joined(stops[index]!, draft, ground);
    added.push(...draft.stop.alerts);
  }
  return { round: { ...round, stops, leftOut }, added };
}

function joined(stop: Stop, { candidates }: StopDraft, { rulebook, plan }: Ground): Stop {
  const places = new Map(candidates.map(({ alert, place }) => [alert.id, place]));
  const placeOf = (alert: string) => places.get(alert) ?? rulebook.placed.get(meterOf(alert, plan.site.id));
  const alerts = [...stop.alerts, ...places.keys()].toSorted((a, b) => compareWay(placeOf(a), placeOf(b)));
  return { ...stop, alerts };
}

/** The meter in an alert's id, `site:rule:meter:night`; a meter's own id may hold a colon. */
function meterOf(alert: string, site: string): string {
  return alert.slice(site.length + 1).replace(/^[^:]*:(.*):[^:]*$/, '$1');
}
