import type { RoundView } from '../../api/schemas/tonight.ts';
import type { LocalTime } from '../../domain/local-time.ts';
import { daysBetween } from '../../domain/local-time.ts';
import type { ChartModel, Shade } from '../charts/model.ts';

/**
 * What the rounds brought, night by night, kWh; two lists of a night count together. A night without a round is a gap.
 *
 * @returns undefined while nothing was avoided: an empty chart says nothing
 */
export function toAvoidedChart(
  rounds: readonly Pick<RoundView, 'night' | 'avoidedKwh'>[],
  { fromNight, toNight }: { fromNight: string; toNight: string },
  local: LocalTime,
  shades: Shade[],
): ChartModel | undefined {
  const byNight = new Map<string, number>();
  for (const { night, avoidedKwh } of rounds) byNight.set(night, (byNight.get(night) ?? 0) + avoidedKwh);
  if (![...byNight.values()].some((kwh) => kwh > 0)) return undefined;
  const nights = [...daysBetween(fromNight, toNight), toNight];
  return {
    medium: 'electricity',
    unit: 'kWh',
    shape: 'bars',
    grain: 'day',
    // How long it would have run nobody knows: all of it is an estimate.
    points: nights.map((night) => ({ at: local.startOfDay(night), value: byNight.get(night) ?? null, coverage: 1, estimated: 1 })),
    shades,
    marks: [],
  };
}

/** Sums of some rounds. */
export function sumRounds(rounds: readonly RoundView[]) {
  const sum = (of: (round: RoundView) => number) => rounds.reduce((total, round) => total + of(round), 0);
  return {
    rounds: rounds.length,
    missed: rounds.filter(({ isMissed }) => isMissed).length,
    stops: sum(({ stops }) => stops),
    rooms: sum(({ rooms }) => rooms),
    answered: sum(({ answered }) => answered),
    confirmed: sum(({ confirmed }) => confirmed),
    avoidedKwh: sum(({ avoidedKwh }) => avoidedKwh),
    avoidedYuan: sum(({ avoidedYuan }) => avoidedYuan),
  };
}
