import { ruleOf } from '../../analysis/registry.ts';
import type { Alert } from '../../domain/alert.ts';
import { DEFAULT_PRICES } from '../../domain/cost.ts';
import type { AlertEvent } from '../../domain/handling.ts';
import type { LocalTime } from '../../domain/local-time.ts';
import type { Round } from '../../domain/round.ts';
import type { SitePlan } from '../../domain/site.ts';
import { placeOf, sentenceOf } from '../sentence.ts';
import { type ClassRow, classRows, isClassRoom } from './class-rows.ts';
import type { FridayFacts } from './friday-digest.ts';
import { type EventsByAlert, eventsByAlert, tallyRound, wholeNight } from './round-tally.ts';
import { doneSince, isWork, workOf } from './work-list.ts';

/** All that is known of a week. */
export interface WeekBook {
  plan: SitePlan;
  local: LocalTime;
  now: number;
  /** Nights, both included. */
  fromNight: string;
  toNight: string;
  rounds: readonly Round[];
  /** Of these nights, and whatever is open or being repaired; each once. */
  alerts: readonly Alert[];
  events: readonly AlertEvent[];
  trust: FridayFacts['trust'];
}

const DAY_MS = 86_400_000;
const MOST_ROOMS = 3;

export function fridayFacts(book: WeekBook): FridayFacts {
  const { plan, fromNight, toNight, alerts, trust } = book;
  const events = eventsByAlert(book.events);
  const ofWeek = alerts.filter(({ night }) => fromNight <= night && night <= toNight);
  const rows = classRows(ofWeek, events, roomIn(plan), plan.prices ?? DEFAULT_PRICES);
  return {
    site: plan.site,
    fromNight,
    toNight,
    ...roundsOf(book, events),
    allNight: rows.filter(({ end }) => end === 'all_night').length,
    trust,
    worst: worstRooms(rows, plan),
    repairs: repairsOf(book, events),
    others: ofWeek.filter(isQuiet).map(({ finding }) => sentenceOf(finding, placeOf(plan, finding.meter, finding.others), book.local)),
  };
}

/** Of an alert the room of its meter, where that may stand on a list. */
export function roomIn({ meters, spaces, buildings }: SitePlan) {
  const [meterOf, spaceOf, buildingOf] = [byId(meters), byId(spaces), byId(buildings)];
  return ({ meter: id }: Pick<Alert, 'meter'>) => {
    const meter = meterOf.get(id);
    const space = meter?.space === undefined ? undefined : spaceOf.get(meter.space);
    const building = space && buildingOf.get(space.building);
    return space && building && isClassRoom(building, space) ? space : undefined;
  };
}

function roundsOf({ rounds, now }: WeekBook, events: EventsByAlert) {
  const nights = [...new Set(rounds.map(({ night }) => night))].flatMap(
    (night) => wholeNight(rounds.filter((round) => round.night === night)) ?? [],
  );
  const tallies = nights.map((round) => tallyRound(round, events, now));
  const sum = (of: (tally: (typeof tallies)[number]) => number) => tallies.reduce((total, tally) => total + of(tally), 0);
  return {
    nights: {
      listed: tallies.filter(({ stops }) => stops > 0).length,
      answered: tallies.filter(({ stops, firstAnswerAt }) => stops > 0 && firstAnswerAt !== null).length,
      missed: tallies.filter(({ isMissed }) => isMissed).length,
    },
    stops: sum(({ stops }) => stops),
    rooms: sum(({ rooms }) => rooms),
    confirmed: sum(({ confirmed }) => confirmed),
    avoidedKwh: sum(({ avoidedKwh }) => avoidedKwh),
    avoidedFen: sum(({ avoidedFen }) => avoidedFen),
    spotChecks: { done: sum(({ spotChecks }) => spotChecks.done), foundOn: sum(({ spotChecks }) => spotChecks.foundOn) },
  };
}

function worstRooms(rows: readonly ClassRow[], plan: SitePlan): FridayFacts['worst'] {
  const rooms = new Map<string, { nights: Set<string>; kwh: number | null }>();
  for (const { space, night, kwh, end } of rows) {
    if (end === 'permitted') continue;
    const room = rooms.get(space) ?? { nights: new Set(), kwh: 0 };
    rooms.set(space, { nights: room.nights.add(night), kwh: room.kwh === null || kwh === null ? null : room.kwh + kwh });
  }
  const ranked = [...rooms].toSorted(([, a], [, b]) => b.nights.size - a.nights.size || (b.kwh ?? 0) - (a.kwh ?? 0));
  return ranked.slice(0, MOST_ROOMS).flatMap(([id, { nights, kwh }]) => {
    const space = plan.spaces.find((candidate) => candidate.id === id);
    if (!space) return [];
    const building = plan.buildings.find((candidate) => candidate.id === space.building);
    return [{ place: { meter: { name: space.name }, building, space }, nights: nights.size, kwh }];
  });
}

function repairsOf({ plan, local, now, fromNight, alerts }: WeekBook, events: EventsByAlert): FridayFacts['repairs'] {
  const fromAt = local.startOfDay(fromNight);
  const pending = workOf(alerts, events);
  const oldest = pending.toSorted((a, b) => a.alert.finding.startAt - b.alert.finding.startAt).at(0);
  return {
    found: alerts.filter((alert) => isWork(alert) && alert.openedAt >= fromAt && alert.state !== 'withdrawn').length,
    accepted: doneSince(alerts, events, fromAt).filter(({ stage }) => stage === 'accepted').length,
    open: pending.length,
    oldest: oldest ? { place: placeOf(plan, oldest.alert.meter), days: Math.floor((now - oldest.alert.finding.startAt) / DAY_MS) } : null,
  };
}

/** It called nobody: a rule of the digest, or one that was not sure. Rules of an earlier version have no words any more. */
function isQuiet({ rule, state, finding }: Alert): boolean {
  const known = ruleOf(rule);
  return known !== undefined && state !== 'withdrawn' && (known.urgency === 'digest' || finding.isFirm === false);
}

const byId = <T extends { id: string }>(list: readonly T[]) => new Map(list.map((entry) => [entry.id, entry]));
