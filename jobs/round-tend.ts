import { nightOf } from '../alerts/night/ground.ts';
import { roundClock } from '../alerts/night/round-clock.ts';
import type { School } from './catalog-cache.ts';
import { askMeters, findWatched } from './off-watches.ts';
import { freezeRound, LATE_MS } from './round-freeze.ts';
import { refreshRound } from './round-refresh.ts';
import type { RoundDeps } from './round-sources.ts';

/** Nothing changed: intervals may have, and they make no alert of what somebody has switched off. */
const EVERY_MS = 30_000;

/**
 * Looks after the night between its fixed times: what is found comes on to the list, what is said to be off is held against the
 * meter. Called every few seconds; does nothing while nothing changed.
 */
export function createRoundTend(deps: RoundDeps): (school: School) => Promise<void> {
  const last = new Map<string, { change: number; at: number }>();
  return async (school) => {
    const site = school.plan.site.id;
    const at = deps.now();
    const change = await deps.records.alerts.lastChange(site);
    const before = last.get(site);
    // The clock may have been set back.
    if (before && before.change === change && Math.abs(at - before.at) < EVERY_MS) return;
    last.set(site, { change, at });
    await makeUp(deps, school);
    await refreshRound(deps, school);
    await askMeters(deps, school, await findWatched(deps, school));
  };
}

/**
 * A list that is not there though its time has passed: its slot was spent while the clock stood hours ahead, when the night
 * seemed to be over.
 */
async function makeUp(deps: RoundDeps, school: School): Promise<void> {
  const at = deps.now();
  const night = nightOf(school.local, at);
  const { freezeAt, endsAt } = roundClock(deps.times, school.local, night);
  if (at < freezeAt + LATE_MS || at >= endsAt) return;
  if (!(await deps.records.rounds.get(school.plan.site.id, night, 1))) await freezeRound(deps, school, 1);
}
