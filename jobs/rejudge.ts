import type { NightDetector } from '../analysis/night-detector.ts';
import { addDays } from '../domain/local-time.ts';
import type { Records } from '../store/ports.ts';
import type { KnownSite } from './catalog-cache.ts';
import type { Health } from './health.ts';
import { type JudgeDeps, judgeNights, latestNight } from './judge-night.ts';

/** Nights that are judged at once, newest first: people ask for last night before last year. */
const NIGHTS_AT_ONCE = 28;
/** Today changes with every reading; last night is looked at again this often. */
const TODAY_EVERY_MS = 10 * 60_000;

interface RejudgeDeps extends JudgeDeps {
  records: Pick<Records, 'intervals' | 'alerts'>;
}

/**
 * Judge again the nights whose days changed since: readings that came late, history that was loaded. A day is part of the
 * night before it and of its own, and of what later nights call usual; so the alerts in the end do not depend on the order
 * in which the days came. What is said about meters follows as well.
 */
export function createRejudge(deps: RejudgeDeps, detectors: readonly NightDetector[], health: Pick<Health, 'changed'>) {
  const todayJudgedAt = new Map<string, number>();

  /** @returns nights judged */
  return async (site: KnownSite): Promise<number> => {
    const id = site.plan.site.id;
    const changed = await deps.records.intervals.changedDays(id);
    if (changed.length === 0) return 0;
    const now = deps.now();
    const today = site.local.dayOf(now);
    const waits = now - (todayJudgedAt.get(id) ?? Number.NEGATIVE_INFINITY) < TODAY_EVERY_MS;
    if (waits && changed.every(({ day }) => day >= today)) return 0;
    const nights = new Set<string>();
    for (const detector of detectors) {
      for (const night of await rejudgeBy(deps, site, detector, changed)) nights.add(night);
    }
    await health.changed(site, changed[0]!.day);
    await deps.records.intervals.clearChangedDays(id, changed);
    todayJudgedAt.set(id, now);
    return nights.size;
  };
}

async function rejudgeBy(
  deps: JudgeDeps,
  site: KnownSite,
  detector: NightDetector,
  changed: readonly { day: string }[],
): Promise<string[]> {
  const last = latestNight(detector, site.local, deps.now());
  const first = addDays(changed[0]!.day, -1);
  if (first > last) return [];
  if (detector.scope === 'cause') {
    await judgeNights(deps, site, detector, { fromNight: first, toNight: last });
    return [last];
  }
  const nights = affectedNights(changed, detector.lookBackNights, last);
  for (const block of blocksOf(nights)) await judgeNights(deps, site, detector, block);
  return nights;
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
function* blocksOf(nights: readonly string[]): Generator<{ fromNight: string; toNight: string }> {
  for (let index = 0; index < nights.length; ) {
    const toNight = nights[index]!;
    let fromNight = toNight;
    for (let size = 1; size < NIGHTS_AT_ONCE && nights[index + 1] === addDays(fromNight, -1); size++) fromNight = nights[++index]!;
    index++;
    yield { fromNight, toNight };
  }
}
