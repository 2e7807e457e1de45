import type { DriftDay, DriftWeek } from './baseline-drift-days.ts';
import { type DriftLimits, judgeWeek, type WeekVerdict } from './baseline-drift-week.ts';

/** Weeks before a week that it is compared with: long enough to find eight of term behind a summer vacation. */
const LEARN_WEEKS = 16;

/** Weeks that took too much, without a usual one between them. */
export interface DriftEpisode {
  reportedOn: string;
  startAt: number;
  /** End of the last week or day that was too high. */
  lastAt: number;
  weeks: { week: DriftWeek; verdict: WeekVerdict }[];
  /** The base load was too high when it was last judged: only the base load ends that. */
  isBase: boolean;
  closedOn?: string;
  endAt?: number;
}

/** What was found in weeks that follow each other. */
export interface DriftCourse {
  episodes: DriftEpisode[];
  /** Of the first week that could be judged. */
  first: 'drift' | 'clear' | undefined;
  /** Of the newest week. */
  last: WeekVerdict | undefined;
}

/**
 * Judges week by week, each by those before it. Weeks and days that were too high are not learned from, nor what lies before a
 * change; a change ends what was found.
 *
 * @param changedAt ascending
 * @param highDays  days of three that have to be too high
 */
export function driftEpisodes(
  weeks: readonly DriftWeek[],
  changedAt: readonly number[],
  limitsAt: (at: number) => DriftLimits,
  highDays: number,
): DriftCourse {
  const episodes: DriftEpisode[] = [];
  const flaggedWeeks = new Set<DriftWeek>();
  const flaggedDays = new Set<DriftDay>();
  let open: DriftEpisode | undefined;
  let last: WeekVerdict | undefined;
  let first: 'drift' | 'clear' | undefined;
  weeks.forEach((week, index) => {
    const change = changedAt.findLast((at) => at < week.toAt);
    if (open && change !== undefined && change > open.startAt) open = close(open, week.sunday, Math.min(open.lastAt, change));
    const learned = weeks
      .slice(Math.max(0, index - LEARN_WEEKS), index)
      .filter((one) => !flaggedWeeks.has(one) && one.fromAt >= (change ?? Number.NEGATIVE_INFINITY));
    last = judgeWeek(week, learned, flaggedDays, limitsAt(week.fromAt));
    if (open?.isBase && last.base === undefined && isBackToUsual(week, open)) last = { ...last, base: 'usual' };
    const drift = driftOf(week, last, weeks[index - 1], flaggedDays, highDays);
    for (const { day } of last.high) flaggedDays.add(day);
    if (last.base !== undefined || last.judgedDays > 0) first ??= drift ? 'drift' : 'clear';
    if (drift) {
      if (!open)
        episodes.push((open = { reportedOn: week.sunday, startAt: drift.startAt, lastAt: drift.lastAt, weeks: [], isBase: false }));
      open.lastAt = drift.lastAt;
      open.weeks.push({ week, verdict: last });
    }
    if (!open) return;
    if (last.base !== undefined) open.isBase = last.base !== 'usual';
    // Neither what was too high is learned from, nor what could not be judged while it went on: a hot spell would hide it.
    if (open.isBase ? last.base !== 'usual' : last.judgedDays === 0) flaggedWeeks.add(week);
    const isOver = drift ? drift.isOver : last.base === 'usual' || last.judgedDays > 0;
    if (isOver && !open.isBase) open = close(open, week.sunday, open.lastAt);
  });
  return { episodes, last, first };
}

function close(episode: DriftEpisode, sunday: string, endAt: number): undefined {
  episode.closedOn = sunday;
  episode.endAt = endAt;
}

/** When too little is left to compare with: what was usual when it was found still holds. */
function isBackToUsual({ kind, base }: DriftWeek, { weeks }: DriftEpisode): boolean {
  const high = weeks.findLast(({ verdict }) => typeof verdict.base === 'object');
  const limit = high && typeof high.verdict.base === 'object' ? high.verdict.base.limit : Number.NEGATIVE_INFINITY;
  return base !== undefined && kind === high?.week.kind && base <= limit;
}

/** Since when and until when a week shows too much; undefined when it does not. */
function driftOf(
  week: DriftWeek,
  { base, high }: WeekVerdict,
  before: DriftWeek | undefined,
  flagged: ReadonlySet<DriftDay>,
  highDays: number,
): { startAt: number; lastAt: number; isOver: boolean } | undefined {
  const days = [...(before?.days.slice(-2) ?? []), ...week.days];
  const isHigh = days.map((day) => flagged.has(day) || high.some((one) => one.day === day));
  const raised = days.flatMap((_, index) => {
    const three = isHigh.slice(Math.max(0, index - 2), index + 1);
    return isHigh[index] && three.filter((one) => one).length >= highDays ? [index] : [];
  });
  if (typeof base === 'object') return { startAt: week.fromAt, lastAt: week.toAt, isOver: false };
  const latest = raised.at(-1);
  // The last two days of the week before were told with it.
  if (latest === undefined || days[latest]!.fromAt < week.fromAt) return undefined;
  const start = isHigh.indexOf(true, Math.max(0, raised[0]! - 2));
  return { startAt: days[start]!.fromAt, lastAt: days[latest]!.toAt, isOver: latest < days.length - 3 };
}
