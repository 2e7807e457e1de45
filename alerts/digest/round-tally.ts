import type { Alert } from '../../domain/alert.ts';
import { groupBy } from '../../domain/group-by.ts';
import { type AlertEvent, NIGHT_WORDS, stageOf } from '../../domain/handling.ts';
import type { Round } from '../../domain/round.ts';

/** What came of one round. Rooms are alerts: two units of one room with meters of their own are two. */
export interface RoundTally {
  stops: number;
  rooms: number;
  /** Somebody said more than that he goes there. */
  answered: number;
  confirmed: number;
  /** Said to be off, and the meter says no. */
  stillOn: number;
  /** Said to be off, and the meter has not spoken yet. */
  verifying: number;
  /** Nothing was heard of anybody, and the round is over. */
  isMissed: boolean;
  firstAnswerAt: number | null;
  lastAnswerAt: number | null;
  /** Names, in the order of their first word. */
  by: string[];
  leftOut: number;
  blind: number;
  spotChecks: { done: number; foundOn: number };
  avoidedKwh: number;
  avoidedFen: number;
}

export type EventsByAlert = ReadonlyMap<Alert['id'], readonly AlertEvent[]>;

const WORDS_OF_GUARDS: ReadonlySet<string> = new Set(NIGHT_WORDS);

/** @param events of the alerts of the round, by alert */
export function tallyRound(round: Round, events: EventsByAlert, now: number): RoundTally {
  const alerts = [...new Set(round.stops.flatMap((stop) => stop.alerts))];
  const stops = round.stops.filter((stop) => stop.alerts.length > 0).length;
  const ofRound = alerts.map((alert) => events.get(alert) ?? []);
  const stages = ofRound.map(stageOf);
  const said = ofRound
    .flat()
    .filter(({ word, at }) => WORDS_OF_GUARDS.has(word) && at >= round.frozenAt)
    .toSorted((a, b) => a.at - b.at);
  const looked = round.spotChecks.filter(({ result }) => result !== null);
  const heardAt = [...said.map(({ at }) => at), ...looked.flatMap(({ at }) => at ?? [])].toSorted((a, b) => a - b);
  const avoided = ofRound.flatMap((list) => latestAvoided(list));
  const count = (...wanted: string[]) => stages.filter((stage) => wanted.includes(stage)).length;
  return {
    stops,
    rooms: alerts.length,
    answered: alerts.length - count('unanswered', 'claimed'),
    confirmed: count('confirmed'),
    stillOn: count('still_on'),
    verifying: count('verifying'),
    isMissed: stops > 0 && heardAt.length === 0 && now >= round.endsAt,
    firstAnswerAt: heardAt.at(0) ?? null,
    lastAnswerAt: heardAt.at(-1) ?? null,
    by: [...new Set([...said, ...looked].map(({ byName }) => byName))],
    leftOut: round.leftOut.length,
    blind: round.blind.length,
    spotChecks: { done: looked.length, foundOn: looked.filter(({ result }) => result === 'ac_on' || result === 'lights_on').length },
    avoidedKwh: avoided.reduce((sum, { kwh }) => sum + kwh, 0),
    avoidedFen: avoided.reduce((sum, { fen }) => sum + fen, 0),
  };
}

/** What the meter's last word credits: nothing when it denied it afterwards. */
function latestAvoided(events: readonly AlertEvent[]): NonNullable<AlertEvent['avoided']>[] {
  const last = events
    .filter(({ word }) => word === 'confirmed' || word === 'still_on')
    .toSorted((a, b) => a.at - b.at || a.recordedAt - b.recordedAt)
    .at(-1);
  return last?.word === 'confirmed' && last.avoided ? [last.avoided] : [];
}

export const eventsByAlert = (events: readonly AlertEvent[]): EventsByAlert => groupBy(events, ({ alert }) => alert);

/** Both lists of a night as one; undefined where none was made. @param rounds of one night, in any order */
export function wholeNight(rounds: readonly Round[]): Round | undefined {
  const inOrder = rounds.toSorted((a, b) => a.number - b.number);
  const [first, ...others] = inOrder;
  if (!first || others.length === 0) return first;
  const stops = new Map<string, Round['stops'][number]>();
  for (const stop of inOrder.flatMap((round) => round.stops)) {
    const known = stops.get(stop.id);
    stops.set(stop.id, known ? { ...known, alerts: [...new Set([...known.alerts, ...stop.alerts])] } : stop);
  }
  const listed = new Set([...stops.values()].flatMap(({ alerts }) => alerts));
  return {
    ...first,
    endsAt: Math.max(...inOrder.map(({ endsAt }) => endsAt)),
    stops: [...stops.values()],
    leftOut: [...new Set(inOrder.flatMap(({ leftOut }) => leftOut))].filter((alert) => !listed.has(alert)),
    spotChecks: inOrder.flatMap(({ spotChecks }) => spotChecks),
    blind: inOrder.at(-1)!.blind,
  };
}
