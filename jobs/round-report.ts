import { nightOf } from '../alerts/night/ground.ts';
import { missedMessage, reminderMessage } from '../alerts/night/night-messages.ts';
import { roundClock } from '../alerts/night/round-clock.ts';
import { type AlertEvent, needsSomebody, NIGHT_WORDS, stageOf } from '../domain/handling.ts';
import type { Round } from '../domain/round.ts';
import { runningRound } from './round-refresh.ts';
import type { School } from './catalog-cache.ts';
import type { RoundDeps } from './round-sources.ts';

/** Nobody answered anything by half past twelve: the guard is reminded, once. */
export async function remindRound(deps: RoundDeps, school: School): Promise<string> {
  const { records, now, times } = deps;
  const at = now();
  const round = await runningRound(deps, school);
  if (!round || at < roundClock(times, school.local, round.night).remindAt) return 'over=1';
  const { site, night, number } = round;
  if (round.remindedAt !== null || round.stops.length === 0 || (await isAnswered(deps, round))) return 'reminded=0';
  const waiting = await waitingStops(deps, round);
  if (waiting === 0) return 'reminded=0';
  await records.rounds.change(site, night, number, (known) =>
    known.remindedAt === null ? { round: { ...known, remindedAt: at }, messages: [reminderMessage(known, waiting, at)] } : undefined,
  );
  return 'reminded=1';
}

/** In the morning the logistics head hears of a round that nobody walked: no stop was answered, no spot check made. */
export async function reportRound({ records, now, times }: RoundDeps, school: School): Promise<string> {
  const at = now();
  const site = school.plan.site.id;
  // Before noon, so this is the night that has just ended.
  const night = nightOf(school.local, at);
  const rounds = await records.rounds.list(site, night, night);
  if (rounds.length === 0 || at < roundClock(times, school.local, night).reportAt) return 'over=1';
  const stops = rounds.reduce((count, round) => count + round.stops.length, 0);
  const answered = await Promise.all(rounds.map((round) => isAnswered({ records }, round)));
  const isMissed = stops > 0 && !answered.includes(true);
  for (const round of rounds) {
    await records.rounds.change(site, night, round.number, (known) =>
      known.reportedAt === null
        ? { round: { ...known, reportedAt: at }, messages: isMissed ? [missedMessage(known, stops, at)] : [] }
        : undefined,
    );
  }
  return `missed=${isMissed ? 1 : 0}`;
}

/** Whether anybody said anything about it since the list was made. */
async function isAnswered({ records }: Pick<RoundDeps, 'records'>, round: Round): Promise<boolean> {
  if (round.spotChecks.some(({ result }) => result !== null)) return true;
  for (const alert of round.stops.flatMap(({ alerts }) => alerts)) {
    const events = await records.alertEvents.list(round.site, { alert });
    if (events.some((event) => isAnswer(event) && event.at >= round.frozenAt)) return true;
  }
  return false;
}

const isAnswer = ({ word }: AlertEvent) => NIGHT_WORDS.some((answer) => answer === word);

/** Stops to which somebody still has to go: what ended by itself waits for nobody. */
async function waitingStops({ records }: Pick<RoundDeps, 'records'>, { site, stops }: Round): Promise<number> {
  let count = 0;
  for (const { alerts } of stops) {
    for (const id of alerts) {
      const alert = await records.alerts.get(site, id);
      if (!alert || !needsSomebody(alert, stageOf(await records.alertEvents.list(site, { alert: id })))) continue;
      count++;
      break;
    }
  }
  return count;
}
