import { ruleOf } from '../../analysis/registry.ts';
import type { Alert } from '../../domain/alert.ts';
import type { Certainty } from '../../domain/finding.ts';
import { type AlertEvent, needsSomebody, type Stage, stageOf } from '../../domain/handling.ts';
import type { Stop, StopSubject } from '../../domain/round.ts';
import type { Sentence } from '../../domain/words.ts';
import type { Ground } from './ground.ts';
import { type RoomFacts, roomFacts } from './room-facts.ts';
import { costWords, placeWords, whatWords } from './stop-words.ts';

/** What a stop is made of, as of now. */
export interface StopSources {
  ground: Ground;
  /** Local day of the evening of the round. */
  night: string;
  /** Alerts by id; a stop's alert that is not there is passed over. */
  alerts: ReadonlyMap<string, Alert>;
  /** Events by alert, in any order. */
  events: ReadonlyMap<string, readonly AlertEvent[]>;
  /** Instant of the newest reading by meter. */
  newestAt: ReadonlyMap<string, number>;
  now: number;
}

/** A stop as the guard sees it. Amounts are of what still runs; null where nobody knows. */
export interface StopFacts {
  /** `教学楼B 三楼` */
  place: Sentence;
  /** `301/303/306 空调未关 3 间` */
  what: Sentence;
  /** `约 2.1 kW，到早上约 14 度/7.6 元`; empty when nothing runs any more. */
  cost: Sentence;
  sinceAt: number;
  kw: number | null;
  kwhUntilMorning: number | null;
  fenUntilMorning: number | null;
  /** The weakest of its alerts. */
  certainty: Certainty;
  reasons: Sentence[];
  /** Age of the oldest of the newest readings behind it. */
  readingAgeMs: number | null;
  /** `unanswered` while a room still is, else the one that needs most. */
  stage: Stage;
  needsSomebody: boolean;
  /** In walking order. */
  rooms: RoomFacts[];
}

const CERTAINTIES: readonly Certainty[] = ['measured', 'inferred', 'estimated'];
/** What is said of these names the rate. */
const RATE_SAID: readonly StopSubject[] = ['building', 'water'];
/** What needs most comes first. */
const URGENT_FIRST: readonly Stage[] = [
  'unanswered',
  'still_on',
  'refused',
  'claimed',
  'no_access',
  'asked',
  'verifying',
  'reported',
  'handling',
  'repaired',
  'false_alarm',
  'permitted',
  'confirmed',
  'accepted',
];

/** @returns undefined when none of its alerts is known any more */
export function stopFacts(stop: Stop, sources: StopSources): StopFacts | undefined {
  const alerts = stop.alerts.flatMap((id) => sources.alerts.get(id) ?? []);
  if (alerts.length === 0) return undefined;
  const rooms = alerts.map((alert) => roomFacts(alert, sources));
  const running = rooms.filter(({ isOver }) => !isOver);
  const kw = sumKnown(running.map((room) => room.kw));
  const kwhUntilMorning = sumKnown(running.map((room) => room.kwhUntilMorning));
  const fenUntilMorning = sumKnown(running.map((room) => room.fenUntilMorning));
  const lph = sumKnown(running.map((room) => room.lph));
  return {
    place: placeWords(stop, sources.ground),
    what: whatWords(stop.subject, alerts, sources),
    cost: costWords({ kw, lph, kwhUntilMorning, fenUntilMorning, isRateSaid: RATE_SAID.includes(stop.subject) }),
    sinceAt: Math.min(...alerts.map(({ finding }) => finding.startAt)),
    kw,
    kwhUntilMorning,
    fenUntilMorning,
    certainty: CERTAINTIES[Math.max(...alerts.map(({ finding }) => CERTAINTIES.indexOf(finding.certainty)))]!,
    reasons: reasonsOf(alerts),
    readingAgeMs: ageOf(alerts, sources),
    stage: stageOfRooms(rooms),
    needsSomebody: alerts.some((alert) => needsSomebody(alert, stageOf(sources.events.get(alert.id) ?? []))),
    rooms,
  };
}

function reasonsOf(alerts: readonly Alert[]): Sentence[] {
  const words = alerts.flatMap(({ rule, finding }) =>
    (finding.reasons ?? []).flatMap(({ name, weight }) => (weight === 0 ? [] : (ruleOf(rule)?.words[name] ?? []))),
  );
  return [...new Map(words.map((word) => [word.zh, word])).values()];
}

function ageOf(alerts: readonly Alert[], { newestAt, now }: StopSources): number | null {
  const newest = alerts.flatMap(({ meter }) => newestAt.get(meter) ?? []);
  return newest.length === 0 ? null : Math.max(0, now - Math.min(...newest));
}

function stageOfRooms(rooms: readonly RoomFacts[]): Stage {
  const running = rooms.filter(({ isOver }) => !isOver);
  const stages = (running.length > 0 ? running : rooms).map(({ stage }) => URGENT_FIRST.indexOf(stage));
  return URGENT_FIRST[Math.min(...stages)] ?? 'unanswered';
}

/** Null when none is known: absent is never 0. */
function sumKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}
