import type { Cadence, SeriesRule } from '../analysis/rule.ts';
import type { SeriesDetector } from '../analysis/series-detector.ts';
import { addDays } from '../domain/local-time.ts';
import { latestNight } from './cadence.ts';
import type { School } from './catalog-cache.ts';
import type { NightSpan } from './judge-night.ts';
import { type JudgeDeps, judgeRules, rulesOf } from './series-alerts.ts';
import type { Tally } from './tally.ts';

/**
 * A round of the rules of some cadences: the night that they can say something about last, and earlier ones whose alerts
 * nobody closed because the program was away when they ended.
 */
export async function watchNight(deps: JudgeDeps, school: School, ...cadences: readonly Cadence[]): Promise<Tally> {
  return watchRules(deps, school, rulesOf(...cadences));
}

/** @param only these meters; absent: all that the rules watch */
export async function watchRules(
  deps: JudgeDeps,
  school: School,
  rules: readonly SeriesRule[],
  only?: ReadonlySet<string>,
): Promise<Tally> {
  const open = new Map<string, string[]>();
  for (const { rule } of rules) {
    const alerts = await deps.records.alerts.list(school.plan.site.id, { rule, state: 'open' });
    open.set(rule, [...new Set(alerts.map(({ night }) => night))]);
  }
  const at = deps.now();
  const spansOf = (detector: SeriesDetector, { rule, cadence }: SeriesRule): NightSpan[] => {
    const toNight = latestNight(detector, cadence, school.local, at);
    // What ended in the last minutes of the night before is told with its end.
    if (detector.scope === 'cause') return [{ fromNight: addDays(toNight, -1), toNight }];
    const before = open.get(rule)!.filter((night) => night < toNight);
    return [...before, toNight].map((night) => ({ fromNight: night, toNight: night }));
  };
  return judgeRules(deps, school, rules, spansOf, only);
}
