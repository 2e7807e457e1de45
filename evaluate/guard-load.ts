import { ruleOf } from '../analysis/registry.ts';
import type { LocalTime } from '../domain/local-time.ts';
import { addDays } from '../domain/local-time.ts';
import type { SitePlan } from '../domain/site.ts';
import type { JudgedSaid } from './score.ts';

/** What the guard has to do, and how often somebody is disturbed for nothing. */
export interface GuardLoad {
  nights: number;
  /** Stops of the guard's list: rooms of one floor with the same trouble are one. Median and nine nights of ten. */
  medianStops: number;
  p90Stops: number;
  mostStops: number;
  /** Findings at once or tonight without a cause. */
  needlessPushes: number;
  needlessPushesPerWeek: number;
}

/** @param said of one school over [fromNight, toNight] */
export function guardLoad(
  said: readonly JudgedSaid[],
  plan: SitePlan,
  local: LocalTime,
  span: { fromNight: string; toNight: string },
): GuardLoad {
  const stops = new Map<string, Set<string>>();
  for (let night = span.fromNight; night <= span.toNight; night = addDays(night, 1)) stops.set(night, new Set());
  const places = new Map(plan.meters.map(({ id, building, space }) => [id, { building, space }]));
  const floors = new Map(plan.spaces.map(({ id, floor }) => [id, floor]));
  let needlessPushes = 0;
  for (const one of said) {
    const facts = ruleOf(one.rule);
    if (!facts || !one.isFirm || (facts.urgency !== 'now' && facts.urgency !== 'tonight')) continue;
    if (one.verdict === 'false') needlessPushes++;
    if (facts.audience !== 'guard') continue;
    const { building, space } = places.get(one.meter)!;
    stops.get(local.dayOf(one.reportedAt - 12 * 3_600_000))?.add(`${one.rule} ${building} ${space === undefined ? '' : floors.get(space)}`);
  }
  const counts = [...stops.values()].map(({ size }) => size).toSorted((a, b) => a - b);
  const at = (share: number) => counts[Math.min(counts.length - 1, Math.floor(counts.length * share))] ?? 0;
  return {
    nights: counts.length,
    medianStops: at(0.5),
    p90Stops: at(0.9),
    mostStops: counts.at(-1) ?? 0,
    needlessPushes,
    needlessPushesPerWeek: (needlessPushes / Math.max(1, counts.length)) * 7,
  };
}
