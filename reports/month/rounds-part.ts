import { classRows, isClassRoom } from '../../alerts/digest/class-rows.ts';
import { roomIn } from '../../alerts/digest/friday-facts.ts';
import { tallyRound, wholeNight } from '../../alerts/digest/round-tally.ts';
import { labelsOf } from '../../alerts/night/labels.ts';
import type { SiteView } from '../../consumption/site-view.ts';
import { round } from '../../consumption/tally.ts';
import { DEFAULT_PRICES } from '../../domain/cost.ts';
import { groupBy } from '../../domain/group-by.ts';
import { nameEn, type Sentence } from '../../domain/words.ts';
import { exact, toDecimal, toMoney } from '../../tariffs/exact.ts';
import { type AlertBook, stageIn } from './alert-book.ts';
import type { MonthReport } from './schema.ts';

const MOST_CLASSES = 5;
const AVOIDED_HOW: Sentence = {
  zh: '关闭前高于平时的功率 × 到开门时间的小时数，只算表已确认关闭的，按综合单价估算',
  en: 'the power above the usual before it was switched off × the hours until opening; only what a meter confirmed, by the mean price of a unit',
};

type Parts = Pick<MonthReport, 'rounds' | 'airConditioners' | 'avoided'>;

/** What came of the night rounds. */
export function roundsPart(view: SiteView, book: AlertBook, now: number): Parts {
  const nights = [...groupBy(book.rounds, ({ night }) => night)].flatMap(([night, ofNight]) => {
    const whole = wholeNight(ofNight);
    return whole ? [{ night, round: whole, tally: tallyRound(whole, book.events, now) }] : [];
  });
  const due = nights.filter(({ tally }) => tally.stops > 0);
  const sum = (of: (night: (typeof nights)[number]) => number) => nights.reduce((total, night) => total + of(night), 0);
  const rooms = sum(({ tally }) => tally.rooms);
  const labels = labelsOf(book.found, [...book.events.values()].flat());
  const wrong = labels.filter(({ alert }) => stageIn(book.events, { id: alert }) === 'false_alarm').length;
  const confirmed = sum(({ tally }) => tally.confirmed);
  return {
    rounds: {
      due: due.length,
      done: due.filter(({ tally }) => tally.firstAnswerAt !== null).length,
      missed: due.flatMap(({ night, tally }) => (tally.isMissed ? [night] : [])).toSorted(),
      answeredShare: rooms === 0 ? null : round(sum(({ tally }) => tally.answered) / rooms),
      falseShare: labels.length === 0 ? null : round(wrong / labels.length),
      // Without a round nobody was looked at: no class did well.
      classes: due.length === 0 ? { best: [], worst: [] } : classesOf(view, book),
    },
    airConditioners: airConditioners(
      book,
      nights.map((night) => night.round),
    ),
    avoided:
      confirmed === 0
        ? null
        : {
            kwh: toDecimal(exact(exact(sum(({ tally }) => tally.avoidedKwh)).toFixed(2))),
            yuan: toMoney(exact(sum(({ tally }) => tally.avoidedFen)).div(100)),
            rooms: confirmed,
            how: AVOIDED_HOW,
          },
  };
}

/** Rooms with an air-conditioner on the lists of the nights; null: there was no list. */
function airConditioners(book: AlertBook, rounds: AlertBook['rounds']): MonthReport['airConditioners'] {
  if (rounds.length === 0) return null;
  const listed = new Set(rounds.flatMap(({ stops }) => stops.flatMap(({ subject, alerts }) => (subject === 'ac' ? alerts : []))));
  const alerts = book.found.filter(({ id }) => listed.has(id));
  const stages = alerts.map((alert) => stageIn(book.events, alert));
  const count = (...wanted: (typeof stages)[number][]) => stages.filter((stage) => wanted.includes(stage)).length;
  const said = alerts.filter(({ id }) => (book.events.get(id) ?? []).some(({ word }) => word === 'off' || word === 'confirmed'));
  const isEnded = (index: number) => alerts[index]!.state === 'recovered';
  return {
    found: alerts.length,
    off: said.filter((alert) => ['verifying', 'confirmed'].includes(stageIn(book.events, alert))).length,
    confirmedOff: count('confirmed'),
    inUse: count('asked', 'permitted', 'refused'),
    falseAlarms: count('false_alarm'),
    open: stages.filter((stage, index) => ['unanswered', 'claimed', 'still_on', 'no_access'].includes(stage) && !isEnded(index)).length,
  };
}

/** Rooms with a meter of their own by how often they were left on. */
function classesOf({ plan, spaces, buildings }: SiteView, { found, events }: AlertBook): MonthReport['rounds']['classes'] {
  const rows = classRows(found, events, roomIn(plan), plan.prices ?? DEFAULT_PRICES).filter(({ end }) => end !== 'permitted');
  const times = new Map<string, number>();
  for (const { space } of plan.meters) {
    const room = space === undefined ? undefined : spaces.get(space);
    const building = room && buildings.get(room.building);
    if (room?.function === 'classroom' && building && isClassRoom(building, room)) times.set(room.id, 0);
  }
  for (const { space } of rows) if (times.has(space)) times.set(space, times.get(space)! + 1);
  const ranked = [...times].map(([space, count]) => ({ place: roomWords({ spaces, buildings }, space), times: count }));
  return {
    best: ranked.toSorted((a, b) => a.times - b.times).slice(0, MOST_CLASSES),
    worst: ranked
      .filter((row) => row.times > 0)
      .toSorted((a, b) => b.times - a.times)
      .slice(0, MOST_CLASSES),
  };
}

function roomWords({ spaces, buildings }: Pick<SiteView, 'spaces' | 'buildings'>, id: string): Sentence {
  const space = spaces.get(id)!;
  const building = buildings.get(space.building);
  return {
    zh: [building?.name, space.name].filter(Boolean).join(' '),
    en: [building && nameEn(building), nameEn(space)].filter(Boolean).join(', '),
  };
}
