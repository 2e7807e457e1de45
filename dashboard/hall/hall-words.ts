import type { HallAnswer } from '../../api/schemas/hall-screen.ts';
import { changeOf } from '../format.ts';

type Media = HallAnswer['media'][number];

/** Heights of the bars of the last days, as shares of the highest; null: nothing is known. */
export function barsOf({ days }: Media): (number | null)[] {
  const highest = Math.max(0, ...days.flatMap(({ value }) => value ?? []));
  return days.map(({ value }) => (value === null ? null : highest === 0 ? 0 : value / highest));
}

/** Buildings that used less than the week before, those that fell most first. */
export function fallen({ buildings }: HallAnswer, most: number): { building: HallAnswer['buildings'][number]; change: number }[] {
  return buildings
    .flatMap((building) => {
      const change = changeOf(building.week, building.before);
      return change !== null && change < 0 ? [{ building, change }] : [];
    })
    .slice(0, most);
}
