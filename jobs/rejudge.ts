import { SERIES_RULES } from '../analysis/registry.ts';
import type { SeriesDetector } from '../analysis/series-detector.ts';
import type { SeriesRule } from '../analysis/rule.ts';
import { addDays } from '../domain/local-time.ts';
import { latestNight } from './cadence.ts';
import type { School } from './catalog-cache.ts';
import type { Health } from './health.ts';
import type { NightSpan } from './judge-night.ts';
import { type JudgeDeps, judgeRules } from './series-alerts.ts';

/** Nights that are judged at once, newest first: people ask for last night before last year. */
const NIGHTS_AT_ONCE = 28;
/** Today changes with every reading; last night is looked at again this often. */
const TODAY_EVERY_MS = 10 * 60_000;

/**
 * Judge again the nights whose days changed since: readings that came late, history that was loaded. A day is part of the
 * night before it and of its own, and of what later nights call usual; so the alerts in the end do not depend on the order
 * in which the days came. Nights that their rule has not come to yet are left to it. What is said about meters follows as well.
 */
export function createRejudge(deps: JudgeDeps, health: Pick<Health, 'changed'>) {
  const todayJudgedAt = new Map<string, number>();

  /** @returns nights judged */
  return async (school: School): Promise<number> => {
    const id = school.plan.site.id;
    const changed = await deps.records.intervals.changedDays(id);
    if (changed.length === 0) return 0;
    const now = deps.now();
    const today = school.local.dayOf(now);
    const waits = now - (todayJudgedAt.get(id) ?? Number.NEGATIVE_INFINITY) < TODAY_EVERY_MS;
    if (waits && changed.every(({ day }) => day >= today)) return 0;
    const nights = await rejudgeNights(deps, school, changed);
    await health.changed(school, changed[0]!.day);
    await deps.records.intervals.clearChangedDays(id, changed);
    todayJudgedAt.set(id, now);
    return nights;
  };
}

async function rejudgeNights(deps: JudgeDeps, school: School, changed: readonly { day: string }[]): Promise<number> {
  const at = deps.now();
  const blocks = new Map<SeriesDetector, NightSpan[]>();
  const judged = new Set<string>();
  const blocksOf = (detector: SeriesDetector, { cadence }: SeriesRule): NightSpan[] => {
    const known = blocks.get(detector) ?? [...affectedBlocks(detector, changed, latestNight(detector, cadence, school.local, at))];
    blocks.set(detector, known);
    return known;
  };
  // The newest block of every rule, then the one before it.
  for (let round = 0; ; round++) {
    let isLast = true;
    await judgeRules(deps, school, SERIES_RULES, (detector, rule) => {
      const block = blocksOf(detector, rule)[round];
      if (!block) return [];
      isLast = false;
      for (let night = block.fromNight; night <= block.toNight; night = addDays(night, 1)) judged.add(night);
      return [block];
    });
    if (isLast) return judged.size;
  }
}

function affectedBlocks(detector: SeriesDetector, changed: readonly { day: string }[], last: string): Iterable<NightSpan> {
  const first = addDays(changed[0]!.day, -1);
  if (first > last) return [];
  if (detector.scope === 'cause') return [{ fromNight: first, toNight: last }];
  return blocksOfNights(affectedNights(changed, detector.lookBackNights, last));
}

/** Newest first. */
function affectedNights(changed: readonly { day: string }[], lookBack: number, last: string): string[] {
  const nights = new Set<string>();
  for (const { day } of changed) {
    for (let ahead = -1; ahead <= lookBack; ahead++) {
      const night = addDays(day, ahead);
      if (night > last) break;
      nights.add(night);
    }
  }
  return [...nights].toSorted().toReversed();
}

/** Runs of successive nights, cut into blocks. */
function* blocksOfNights(nights: readonly string[]): Generator<NightSpan> {
  for (let index = 0; index < nights.length; ) {
    const toNight = nights[index]!;
    let fromNight = toNight;
    for (let size = 1; size < NIGHTS_AT_ONCE && nights[index + 1] === addDays(fromNight, -1); size++) fromNight = nights[++index]!;
    index++;
    yield { fromNight, toNight };
  }
}
