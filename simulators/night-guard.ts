import type { Clock } from '../domain/clock.ts';
import type { NightWord, Stage, UseReason } from '../domain/handling.ts';

/** What he reads of `GET /api/sites/:site/tonight`. */
export interface GuardsList {
  stops: readonly {
    id: string;
    subject: string;
    needsSomebody: boolean;
    addedAt: number;
    rooms: readonly { alert: string; stage: Stage }[];
  }[];
  spotChecks: readonly { space: string; result: string | null }[];
}

export interface GuardsAnswer {
  stop: string;
  alerts: readonly string[];
  word: NightWord;
  reason: UseReason | null;
}

export type GuardsDeed = { answer: GuardsAnswer } | { spotCheck: string };

/** Somebody who plays the guard on the phone page is first: the simulated one waits so long before he takes a stop. */
const LEAVES_TO_OTHERS_MS = 8 * 60_000;
/** From one stop to the next. */
const WALK_MS = 4 * 60_000;
/** He begins his spot checks when the list is done, and not before. */
const SPOTS_FROM_CLOCK_MS = 40 * 60_000;

/**
 * A guard as one would wish for: he takes the stops in their order, switches off what is on, asks for nothing, and comes back when
 * the meter says that it is still on. The lamps of the laboratory belong to a running experiment: normal use.
 *
 * @param firstListAt when the list was frozen
 */
export function createNightGuard(now: Clock, experiment: string) {
  let freeAt = Number.NEGATIVE_INFINITY;

  return {
    /** What he does now; undefined: he walks, or has nothing to do. */
    next(list: GuardsList, firstListAt: number): GuardsDeed | undefined {
      const at = now();
      if (at < freeAt) return undefined;
      const deed = deedOf(list, at, firstListAt);
      if (deed) freeAt = at + WALK_MS;
      return deed;
    },
  };

  function deedOf({ stops, spotChecks }: GuardsList, at: number, firstListAt: number): GuardsDeed | undefined {
    const stop = stops.find(({ needsSomebody, addedAt }) => needsSomebody && at - addedAt >= LEAVES_TO_OTHERS_MS);
    if (stop) {
      const alerts = stop.rooms
        .filter(({ stage }) => ['unanswered', 'claimed', 'still_on', 'refused'].includes(stage))
        .map(({ alert }) => alert);
      const isExperiment = stop.id.startsWith(`${experiment}:`) && stop.subject === 'lights';
      return {
        answer: isExperiment
          ? { stop: stop.id, alerts, word: 'in_use', reason: 'equipment' }
          : { stop: stop.id, alerts, word: 'off', reason: null },
      };
    }
    const spot = spotChecks.find(({ result }) => result === null);
    return spot && at - firstListAt >= SPOTS_FROM_CLOCK_MS ? { spotCheck: spot.space } : undefined;
  }
}
