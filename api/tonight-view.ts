import { tallyRound } from '../alerts/digest/round-tally.ts';
import { blindRooms } from '../alerts/night/blind-rooms.ts';
import { nightOf } from '../alerts/night/ground.ts';
import { roundClock } from '../alerts/night/round-clock.ts';
import { type StopFacts, stopFacts, type StopSources } from '../alerts/night/stop-facts.ts';
import { RULES } from '../analysis/registry.ts';
import type { LocalTime } from '../domain/local-time.ts';
import { onDuty } from '../domain/roster.ts';
import type { Round, RoundTimes, SpotCheck, Stop } from '../domain/round.ts';
import { nameEn, type Sentence } from '../domain/words.ts';
import type { Records } from '../store/ports.ts';
import { type NightBook, readNightBook } from './night-book.ts';
import { permittedTonight } from './permitted-tonight.ts';
import { placeOfSpace } from './place-words.ts';
import type { TonightAnswer, TonightStop } from './schemas/tonight.ts';
import type { SiteView } from '../consumption/site-view.ts';

type Sources = Pick<Records, 'rounds' | 'alerts' | 'alertEvents' | 'intake' | 'rosters' | 'people'>;

interface TonightQuestion {
  records: Sources;
  view: SiteView;
  times: RoundTimes;
  /** Names of the rules that demoted themselves, of a night. */
  demoted: (view: SiteView, night: string) => Promise<Sentence[]>;
  now: number;
}

/** Amounts move with every second; within a minute the answer stays the same, so that a phone that asks again gets nothing. */
const STEP_MS = 60_000;
/** The rules that the list is made of. */
const LISTED_RULES = [RULES.ac_left_on, RULES.lights_left_on, RULES.night_excess_building, RULES.breaker_not_opened] as const;

/** The list of this night, or of the last one until noon, as far as the view reaches. */
export async function readTonight({ records, view, times, demoted, now }: TonightQuestion): Promise<TonightAnswer> {
  const { local, plan } = view;
  const night = nightOf(local, now);
  const [book, latest, roster, people, demotedRules] = await Promise.all([
    readNightBook(records, view, night, night),
    records.intake.latest(view.id),
    records.rosters.get(view.id),
    records.people.list(),
    demoted(view, night),
  ]);
  const newestAt = new Map(latest.map(({ meter, at }) => [meter, at]));
  const at = Math.floor(now / STEP_MS) * STEP_MS;
  const round = book.rounds.at(0);
  const sources: StopSources = { ground: view, night, alerts: book.alerts, events: book.events, newestAt, now: at };
  const stops = (round?.stops ?? []).flatMap((stop, index) => toStop(stop, index + 1, round!, sources) ?? []);
  return {
    now,
    timeZone: plan.site.timeZone,
    site: { zh: plan.site.name, en: nameEn(plan.site) },
    night,
    ...timesOf(round, times, local, night, now),
    dataUntil: newestOf(view, newestAt),
    stops,
    spotChecks: (round?.spotChecks ?? []).map((check) => toCheck(check, view)),
    expected: view.isWhole ? [...(round?.expected ?? [])] : [],
    permitted: permittedTonight(view, night, now),
    blind: blindRooms(round?.blind ?? [], view),
    leftOut: round?.leftOut.length ?? 0,
    demoted: demotedRules,
    credit: creditOf(stops, round, book, now),
    onDuty: onDuty(roster, 'guard', night).flatMap(
      (id) => people.find((person) => person.id === id && person.disabledAt === null)?.name ?? [],
    ),
  };
}

function timesOf(
  round: Round | undefined,
  times: RoundTimes,
  local: LocalTime,
  night: string,
  now: number,
): Pick<TonightAnswer, 'state' | 'freezeAt' | 'recheckAt' | 'recheckedAt' | 'endsAt' | 'number'> {
  const clock = roundClock(times, local, night);
  const endsAt = round?.endsAt ?? clock.endsAt;
  return {
    state: now >= endsAt ? 'ended' : round ? 'running' : 'before',
    freezeAt: round?.frozenAt ?? clock.freezeAt,
    recheckAt: clock.recheckAt,
    recheckedAt: round?.recheckedAt ?? null,
    endsAt,
    number: round?.number ?? 1,
  };
}

function newestOf(view: SiteView, newestAt: ReadonlyMap<string, number>): number | null {
  const meters = LISTED_RULES.flatMap(({ rule }) => view.rulebook.watched(rule).map(({ meter }) => meter.id));
  const newest = meters.flatMap((meter) => newestAt.get(meter) ?? []);
  return newest.length === 0 ? null : Math.max(...newest);
}

/** What stood on a round, and how it is now; readings behind it are not looked up. */
export function stopsOf(round: Round, book: NightBook, view: SiteView, now: number): TonightStop[] {
  const sources: StopSources = { ground: view, night: round.night, alerts: book.alerts, events: book.events, newestAt: new Map(), now };
  return round.stops.flatMap((stop, index) => toStop(stop, index + 1, round, sources) ?? []);
}

export const toCheck = ({ space, result, at }: SpotCheck, view: SiteView): TonightAnswer['spotChecks'][number] => ({
  space,
  place: placeOfSpace(view, space),
  result,
  at,
});

function toStop(stop: Stop, number: number, round: Round, sources: StopSources): TonightStop | undefined {
  const facts = stopFacts(stop, sources);
  if (!facts) return undefined;
  const { fenUntilMorning, rooms, ...shown } = facts;
  return {
    id: stop.id,
    number,
    addedAt: stop.addedAt,
    isLate: stop.addedAt > round.frozenAt,
    subject: stop.subject,
    ...shown,
    yuanUntilMorning: fenUntilMorning === null ? null : fenUntilMorning / 100,
    rooms: rooms.map(toRoom),
  };
}

function toRoom({
  alert,
  name,
  stage,
  isOver,
  sinceAt,
  kw,
  meterWord,
  watchUntil,
}: StopFacts['rooms'][number]): TonightStop['rooms'][number] {
  return { alert, name, stage, isOver, sinceAt, kw, meterWord, watchUntil };
}

/** In stops: one is answered, or confirmed, when all of its rooms are. */
function creditOf(stops: readonly TonightStop[], round: Round | undefined, book: NightBook, now: number): TonightAnswer['credit'] {
  const tally = round && tallyRound(round, book.events, now);
  const isAnswered = ({ stage }: { stage: string }) => stage !== 'unanswered' && stage !== 'claimed';
  return {
    stops: stops.length,
    answered: stops.filter(({ rooms }) => rooms.every(isAnswered)).length,
    confirmed: stops.filter(({ rooms }) => rooms.every(({ stage }) => stage === 'confirmed')).length,
    avoidedKwh: tally?.avoidedKwh ?? 0,
    avoidedYuan: (tally?.avoidedFen ?? 0) / 100,
  };
}
