import type { TonightAnswer } from '../../api/schemas/tonight.ts';

type Round = Pick<TonightAnswer, 'state' | 'stops' | 'freezeAt' | 'recheckAt' | 'recheckedAt' | 'endsAt'>;

/** What the page says of the list itself: a key of `tonight.state`, and the times it names. */
export function roundState(round: Round): {
  key: 'before' | 'toCheck' | 'running' | 'calm' | 'ended' | 'nothing';
  times: Record<string, number>;
} {
  const { state, stops, freezeAt, recheckAt, recheckedAt, endsAt } = round;
  const times = { freeze: freezeAt, recheck: recheckedAt ?? recheckAt, end: endsAt };
  if (state === 'before') return { key: 'before', times };
  if (state === 'ended') return { key: stops.length > 0 ? 'ended' : 'nothing', times };
  if (recheckedAt === null) return { key: 'toCheck', times };
  return { key: stops.length > 0 ? 'running' : 'calm', times };
}

/** How many stops still need somebody. */
export const waitingStops = (stops: TonightAnswer['stops']): number => stops.filter(({ needsSomebody }) => needsSomebody).length;
