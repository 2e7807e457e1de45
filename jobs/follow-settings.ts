import type { School } from './catalog-cache.ts';
import { watchNight } from './night-watch.ts';
import { type JudgeDeps, withdrawUnwatched } from './series-alerts.ts';

/**
 * What people set and declare holds at once, not when its rule is due next: alerts that nobody looks at any more are closed,
 * and last night is judged anew.
 */
export function createFollowSettings(deps: JudgeDeps): (school: School) => Promise<void> {
  const followed = new Map<string, { school: School; said: string }>();
  return async (school) => {
    const id = school.plan.site.id;
    const before = followed.get(id);
    if (before?.school === school) return;
    const { ruleSettings = [], declarations = [], calendar } = school.plan;
    const said = JSON.stringify([ruleSettings, declarations, calendar]);
    await withdrawUnwatched(deps, school);
    // After a start nothing is new: each rule is judged when it is due.
    if (before && before.said !== said) await watchNight(deps, school, 'live', 'night', 'morning', 'evening', 'weekly');
    followed.set(id, { school, said });
  };
}
