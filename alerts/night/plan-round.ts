import type { Round } from '../../domain/round.ts';
import type { Candidates } from './candidates.ts';
import type { Ground } from './ground.ts';
import { stopsOf, withinCap } from './stops.ts';

export interface RoundPlan {
  site: string;
  night: string;
  number: number;
  endsAt: number;
  maxStops: number;
  /** Rooms of the spot check. */
  spaces: readonly string[];
  expected: Round['expected'];
  /** Meters that cannot be judged now. */
  blind: readonly string[];
}

/**
 * Tonight's list: the dearest stops, in walking order. What is beyond the most stops, and what rules found that were wrong too
 * often, is left to the morning digest.
 */
export function planRound({ listed, demoted }: Candidates, plan: RoundPlan, ground: Ground, now: number): Round {
  const { site, night, number, endsAt, maxStops, spaces, expected, blind } = plan;
  const { kept, beyond } = withinCap(stopsOf(listed, ground, night, now), maxStops);
  return {
    site,
    night,
    number,
    frozenAt: now,
    recheckedAt: null,
    endsAt,
    stops: kept.map(({ stop }) => stop),
    leftOut: [...beyond.flatMap(({ stop }) => stop.alerts), ...demoted.map(({ alert }) => alert.id)],
    spotChecks: spaces.map((space) => ({ space, result: null, at: null, by: '', byName: '' })),
    expected,
    blind: [...blind],
    remindedAt: null,
    reportedAt: null,
  };
}
