import { ruleOf } from '../../analysis/registry.ts';
import type { Alert } from '../../domain/alert.ts';
import { createCalendar } from '../../domain/calendar.ts';
import { calendarWarnings } from '../../domain/calendar-warnings.ts';
import { DEFAULT_PRICES } from '../../domain/cost.ts';
import { type AlertEvent, type Stage, stageOf } from '../../domain/handling.ts';
import { addDays, type LocalTime, weekdayOf } from '../../domain/local-time.ts';
import type { Round } from '../../domain/round.ts';
import type { SitePlan } from '../../domain/site.ts';
import type { Sentence } from '../../domain/words.ts';
import { placeOf } from '../sentence.ts';
import { fenOf } from './amounts.ts';
import { leaksOf, leaksPerDayFen } from './leaks.ts';
import type { MorningFacts } from './morning-digest.ts';
import { innermost, insiders, outermost } from './nested.ts';
import { type EventsByAlert, eventsByAlert, tallyRound, wholeNight } from './round-tally.ts';

/** All that is known of a night on the morning after it. */
export interface NightBook {
  plan: SitePlan;
  local: LocalTime;
  now: number;
  /** Local day of its evening. */
  night: string;
  rounds: readonly Round[];
  /** Of the night, and whatever is open; each once. */
  alerts: readonly Alert[];
  events: readonly AlertEvent[];
  /** Share of the night that is known. */
  coverage: number | null;
  demoted: readonly Sentence[];
}

/** The day of the week on which what the calendar lacks is said. */
const MONDAY = 1;

export function morningFacts(book: NightBook): MorningFacts {
  const { plan, now, alerts, coverage, demoted } = book;
  // That of the morning; a late run speaks of its own night, too.
  const day = addDays(book.night, 1);
  const events = eventsByAlert(book.events);
  const round = wholeNight(book.rounds);
  const leaks = leaksOf(alerts);
  const placed = (list: readonly { meter: string }[]) => list.map(({ meter }) => placeOf(plan, meter));
  return {
    site: plan.site,
    day,
    round: round ? tallyRound(round, events, now) : null,
    asked: alerts.filter(({ id }) => stageIn(events, id) === 'asked').length,
    ...stillOn(book, events),
    notListed: notListed(book, round, events),
    leaks: leaks.map(({ meter, lph }) => ({ place: placeOf(plan, meter), lph })),
    leaksPerDayFen: leaksPerDayFen(leaks, plan.meters, plan.prices ?? DEFAULT_PRICES),
    silent: placed(alerts.filter(({ rule, state }) => rule === 'meter_silent' && state === 'open')),
    coverage,
    demoted,
    isProvisional: createCalendar(plan.calendar).isProvisional(day),
    calendar: weekdayOf(day) === MONDAY ? calendarWarnings(plan.calendar, day) : [],
  };
}

const stageIn = (events: EventsByAlert, alert: string): Stage => stageOf(events.get(alert) ?? []);

/** What the guard walks for; leaks have a line of their own. */
const isForGuard = ({ rule, finding }: Alert) => ruleOf(rule)?.audience === 'guard' && finding.rate?.unit !== 'L/h';
const EXCUSED: readonly Stage[] = ['permitted', 'asked', 'false_alarm'];

function stillOn({ plan, alerts, night }: NightBook, events: EventsByAlert): Pick<MorningFacts, 'leftOn' | 'probablyOn'> {
  const on = alerts.filter(
    (alert) =>
      isForGuard(alert) &&
      alert.night === night &&
      (alert.state === 'expired' || alert.state === 'open') &&
      alert.finding.isFirm !== false &&
      !EXCUSED.includes(stageIn(events, alert.id)),
  );
  const measured = on.filter(({ finding }) => finding.certainty === 'measured');
  const prices = plan.prices ?? DEFAULT_PRICES;
  const wasted = outermost(measured, plan.meters).flatMap(({ finding }) => (finding.wasted?.unit === 'kWh' ? [finding.wasted] : []));
  return {
    leftOn: {
      places: innermost(measured, plan.meters).map(({ meter }) => placeOf(plan, meter)),
      kwh: wasted.reduce((sum, { value }) => sum + value, 0),
      fen: wasted.reduce((sum, amount) => sum + (fenOf(amount, prices) ?? 0), 0),
    },
    probablyOn: on.filter(({ finding }) => finding.certainty !== 'measured').map(({ meter }) => placeOf(plan, meter)),
  };
}

/** Beyond the most stops, of rules that demoted themselves, not sure enough, or after the round was over. */
function notListed({ alerts, night, plan }: NightBook, round: Round | undefined, events: EventsByAlert): number {
  const listed = new Set(round?.stops.flatMap((stop) => stop.alerts));
  const ofNight = alerts.filter((alert) => isForGuard(alert) && alert.night === night && alert.state !== 'withdrawn');
  // Air-conditioners behind a feeder that is on the list are the same matter.
  const behind = insiders(
    ofNight.filter(({ id }) => listed.has(id)),
    plan.meters,
  );
  return ofNight.filter((alert) => !listed.has(alert.id) && !behind(alert.meter) && stageIn(events, alert.id) !== 'permitted').length;
}
