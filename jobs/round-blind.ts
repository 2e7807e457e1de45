import { blindMeters } from '../alerts/night/blind-rooms.ts';
import type { SeriesRule } from '../analysis/rule.ts';
import { SERIES_RULES } from '../analysis/registry.ts';
import type { School } from './catalog-cache.ts';
import { judgeTasks, tasksOf } from './judge-night.ts';
import { newestReadings, type RoundDeps } from './round-sources.ts';

const isForTonight = ({ audience, urgency }: SeriesRule) => audience === 'guard' && urgency === 'tonight';

/** Meters of tonight's rules. */
export function metersOfTonight({ rulebook }: School): Set<string> {
  const rules = SERIES_RULES.filter(isForTonight);
  return new Set(rules.flatMap(({ rule }) => rulebook.watched(rule).map(({ meter }) => meter.id)));
}

/** Those of them that cannot be judged now: the rules are asked, and the newest readings looked at. */
export async function loadBlind(deps: RoundDeps, school: School, night: string): Promise<string[]> {
  const rules = SERIES_RULES.filter(isForTonight);
  const span = [{ fromNight: night, toNight: night }];
  const judged = await judgeTasks(
    deps,
    school,
    tasksOf(school, rules, () => span),
  );
  const blind = judged.flatMap((task) => task.blind);
  return blindMeters(metersOfTonight(school), blind, await newestReadings(deps, school), school, deps.now());
}
