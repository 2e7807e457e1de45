import type { BlindReason } from '../domain/finding.ts';
import { INTERVAL_MS, isCovering } from '../domain/interval.ts';
import { addDays, daysBetween, type LocalTime } from '../domain/local-time.ts';
import { type DrySpell, indexAt, knownCount, longestDry } from './dry-spells.ts';
import type { SeriesQuestion } from './series-detector.ts';
import type { IntervalSeries } from './series.ts';
import { HOUR_MS, isSingleHome } from './water-night.ts';

/** Days from which the place's own habits are learned, at most and at least. */
const LEARNED_DAYS = 14;
const MIN_LEARNED_DAYS = 10;
const DAY_INTERVALS = (24 * HOUR_MS) / INTERVAL_MS;
/** A day counts with 90 % of it known. */
const KNOWN_INTERVALS = 0.9 * DAY_INTERVALS;
/** Only a place that usually rests for so long can be told from one that drips: below it a party would look the same. */
const LEAST_USUAL_DRY = (4 * HOUR_MS) / INTERVAL_MS;
/** People sleep for so long; days of nobody at home are not what their return is measured by. */
const MOST_USUAL_DRY = (8 * HOUR_MS) / INTERVAL_MS;

/** A day from noon to noon, so that each instant belongs to the night in it. */
export interface Day {
  night: string;
  from: number;
  to: number;
  isKnown: boolean;
  /** Longest dry spell, intervals. */
  dry: number;
}

export interface RunOptions {
  /** Hours without a dry one. */
  hours: number;
  /** Least share of earlier days that had a dry hour. */
  dryDays: number;
  /** Of the usual dry spell; below it two days are short of rest. */
  shortDryShare: number;
}

/** A cause, as far as its intervals show it. */
export interface Episode {
  kind: 'continuous' | 'short_dry';
  startAt: number;
  reportedAt: number;
  endAt?: number | undefined;
}

export function noonToNoon(local: LocalTime, night: string): { fromAt: number; toAt: number } {
  return { fromAt: local.at(night, '12:00'), toAt: local.at(addDays(night, 1), '12:00') };
}

export const nightAt = (local: LocalTime, at: number) => local.dayOf(at - 12 * HOUR_MS);

/** Intervals that make a dry hour. A reading once an hour shows an hour without flow as three whole quarters at least. */
export const leastDryOf = ({ meter }: SeriesQuestion) => (meter.readingIntervalS > 900 ? 3 : 4);

export function daysOf({ series, local, toNight }: SeriesQuestion, spells: readonly DrySpell[], until: number, ignored: Uint8Array): Day[] {
  const days: Day[] = [];
  for (const night of daysBetween(local.dayOf(series.startAt), addDays(toNight, 1))) {
    const { fromAt, toAt } = noonToNoon(local, night);
    const [from, to] = [indexAt(series, fromAt), indexAt(series, toAt)];
    if (to > until) break;
    const isKnown = knownCount(series, from, to, ignored) >= KNOWN_INTERVALS;
    days.push({ night, from, to, isKnown, dry: longestDry(spells, from, to) });
  }
  return days;
}

/** What the days before an instant say about the place; days inside a run that was reported are passed over. */
function learnedDays({ changedAt, series }: SeriesQuestion, days: readonly Day[], before: number, reported: readonly DrySpell[]): Day[] {
  const changed = changedAt.findLast((at) => indexAt(series, at) <= before);
  const since = changed === undefined ? 0 : indexAt(series, changed);
  const isReported = (day: Day) => reported.some(({ from, to }) => from <= day.from && day.to <= to);
  return days.filter((day) => day.isKnown && day.from >= since && day.to <= before && !isReported(day)).slice(-LEARNED_DAYS);
}

/** Runs without a dry hour, reported once they are long enough. */
export function continuousRuns(
  question: SeriesQuestion,
  days: readonly Day[],
  spells: readonly DrySpell[],
  until: number,
  ignored: Uint8Array,
  options: RunOptions,
): { episodes: Episode[]; why: BlindReason | undefined; cutOff: boolean } {
  const { series } = question;
  const needed = (options.hours * HOUR_MS) / INTERVAL_MS;
  const least = leastDryOf(question);
  const episodes: Episode[] = [];
  const reported: DrySpell[] = [];
  let why: BlindReason | undefined;
  let cutOff = false;
  let from = 0;
  // What stands still now may become a dry hour: only flow makes a run longer.
  const last = spells.at(-1);
  const flowUntil = last?.to === until ? last.from : until;
  for (const spell of [...spells.filter((one) => one.to - one.from >= least), { from: flowUntil, to: flowUntil }]) {
    const isOver = spell.to > spell.from;
    const reached = reachedAt(series, from, spell.from, needed, ignored);
    why = undefined;
    if (reached) {
      if (reached.from === 0) cutOff = true;
      // Whatever its own past says: a leak that is older than the meter's first reading shows, too.
      why = isSingleHome(question, question.meters)
        ? undefined
        : whyNot(learnedDays(question, days, reached.from, reported), options, least);
      if (why === undefined) {
        reported.push({ from: reached.from, to: spell.from });
        const instant = (index: number) => series.startAt + index * INTERVAL_MS;
        episodes.push({
          kind: 'continuous',
          startAt: instant(reached.from),
          reportedAt: instant(reached.at),
          endAt: isOver ? instant(spell.from) : undefined,
        });
      }
    }
    from = spell.to;
  }
  return { episodes, why, cutOff };
}

function whyNot(learned: readonly Day[], options: RunOptions, least: number): BlindReason | undefined {
  if (learned.length < MIN_LEARNED_DAYS) return 'not_enough_history';
  const share = learned.filter(({ dry }) => dry >= least).length / learned.length;
  return share < options.dryDays ? 'below_detection_limit' : undefined;
}

/**
 * Where so many intervals are known since the run began. Flow that says nothing begins it anew: a dry hour may hide in a frost
 * night's trickle or in an event. What is merely not known does not.
 */
function reachedAt(
  series: IntervalSeries,
  begin: number,
  to: number,
  needed: number,
  ignored: Uint8Array,
): { from: number; at: number } | undefined {
  let from = begin;
  let known = 0;
  for (let index = from; index < to; index++) {
    if (ignored[index] === 1) {
      from = index + 1;
      known = 0;
    } else if (isCovering(series.qualities[index]!) && ++known >= needed) return { from, at: index + 1 };
  }
  return undefined;
}

/** Two days whose longest dry spell is short against all of the fourteen days before. */
export function dripRuns(series: IntervalSeries, days: readonly Day[], spells: readonly DrySpell[], options: RunOptions): Episode[] {
  const episodes: Episode[] = [];
  const flagged = new Set<Day>();
  const instant = (index: number) => series.startAt + index * INTERVAL_MS;
  let open: { episode: Episode; limit: number } | undefined;
  days.forEach((day, index) => {
    if (open) {
      const { limit } = open;
      const end = spells.find((spell) => longestDry([spell], day.from, day.to) > limit);
      if (!end) {
        flagged.add(day);
        return;
      }
      open.episode.endAt = instant(Math.max(end.from, day.from));
      open = undefined;
      return;
    }
    const before = days[index - 1];
    if (!before?.isKnown || !day.isKnown) return;
    const learned = days
      .slice(0, index - 1)
      .filter((one) => one.isKnown && !flagged.has(one))
      .slice(-LEARNED_DAYS);
    if (learned.length < MIN_LEARNED_DAYS) return;
    const usual = Math.min(MOST_USUAL_DRY, ...learned.map(({ dry }) => dry));
    const limit = usual * options.shortDryShare;
    if (usual < LEAST_USUAL_DRY || Math.max(before.dry, day.dry) > limit) return;
    flagged.add(day).add(before);
    open = { episode: { kind: 'short_dry', startAt: instant(before.from), reportedAt: instant(day.to) }, limit };
    episodes.push(open.episode);
  });
  return episodes;
}

/** One finding a cause: what overlaps is the same, and the first report counts. */
export function firstOfEach(episodes: readonly Episode[]): Episode[] {
  const kept: Episode[] = [];
  for (const episode of episodes.toSorted((a, b) => a.reportedAt - b.reportedAt)) {
    if (!kept.some((other) => other.endAt === undefined || episode.startAt < other.endAt)) kept.push(episode);
  }
  return kept;
}
