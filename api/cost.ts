import { ruleOf } from '../analysis/registry.ts';
import { costOfWaiting, DEFAULT_PRICES } from '../domain/cost.ts';
import type { Finding } from '../domain/finding.ts';
import type { AlertView } from './schemas/alerts.ts';
import type { SiteView } from '../consumption/site-view.ts';

/**
 * When the place is in use again, for what ends with the night: the end of the rule's window in the night of a finding.
 * Undefined: the cause goes on day after day, or nobody knows the rule any more.
 *
 * @param options of the rule at the meter; absent: those in force
 */
export function nightEndOf(view: SiteView, { rule: name, meter, night }: Finding, options?: Record<string, unknown>): number | undefined {
  const rule = ruleOf(name);
  if (rule?.kind !== 'series') return undefined;
  const detector = rule.create(options ?? view.rulebook.optionsOf(name, view.rulebook.placed.get(meter)));
  return detector.scope === 'night' ? detector.window(view.local, night).toAt : undefined;
}

/** In yuan; null when the finding is not about consumption. */
export function toCost(view: SiteView, finding: Finding, now: number, nightEndAt: number | undefined): AlertView['cost'] {
  const cost = costOfWaiting(finding, view.plan.prices ?? DEFAULT_PRICES, now, nightEndAt);
  if (!cost) return null;
  return {
    soFar: toYuan(cost.soFarFen),
    untilMorning: toYuan(cost.untilMorningFen),
    perDay: toYuan(cost.perDayFen),
    amountPerDay: cost.amountPerDay,
  };
}

const toYuan = (fen: number | null) => fen && fen / 100;
