import type { NightType } from '../domain/calendar.ts';
import { nightsLike } from './baseline/night-level.ts';
import { meanKw, type NightPower } from './baseline/night-power.ts';
import { usualMean } from './night-excess.ts';
import type { SeriesQuestion } from './series-detector.ts';
import { median } from './standby.ts';

/** Nine weeks hold the 10 weekend nights that are needed, and are one season. */
export const LEARN_NIGHTS = 63;
/** Nights that say where the level of the building stands now. */
export const SHIFT_NIGHTS = 7;
const MIN_SHIFT_NIGHTS = 3;
/**
 * From the emptiest to the fullest. A night whose own type is too young is compared with those that are at least as full: what
 * exceeds even a school night is no Saturday's base load. The other way round every first week of a term would be an alarm.
 */
const EMPTIEST_FIRST: readonly NightType[] = ['holiday', 'vacation', 'weekend', 'teaching'];

/** All nights that one question is about, with those before. */
export interface Nights {
  list: readonly NightPower[];
  /** Of a night, the nights that are like it. */
  alike(index: number): Alike;
  /** Mean of a whole night above its usual one, kW; undefined where one of them is not known. */
  aboveKw(index: number): number | undefined;
}

export interface Alike {
  nights: readonly NightPower[];
  /** Too few are of its own type, so fuller ones are among them: they show a large excess, and say nothing about a small one. */
  isBorrowed: boolean;
}

export function createNights(
  list: readonly NightPower[],
  { calendar, changedAt }: SeriesQuestion,
  options: { nights: number; minNights: number },
): Nights {
  const types = new Map<string, NightType>();
  const typeOf = (night: string) => types.get(night) ?? types.set(night, calendar.nightType(night)).get(night)!;
  const above = new Map<number, number | undefined>();
  const alike = (index: number): Alike => {
    const earlier = list.slice(Math.max(0, index - LEARN_NIGHTS), index);
    const judged = list[index]!;
    const learning = { typeOf, most: options.nights, changedAt };
    const own = nightsLike(earlier, judged, learning);
    if (own.length >= options.minNights) return { nights: own, isBorrowed: false };
    const type = typeOf(judged.night);
    const isAsFull = (night: string) => EMPTIEST_FIRST.indexOf(typeOf(night)) >= EMPTIEST_FIRST.indexOf(type);
    const nights = nightsLike(earlier, judged, { ...learning, typeOf: (night) => (isAsFull(night) ? type : typeOf(night)) });
    return { nights, isBorrowed: true };
  };
  return {
    list,
    alike,
    aboveKw(index) {
      if (!above.has(index)) {
        const others = alike(index).nights;
        const usualKw = others.length < options.minNights ? undefined : usualMean(others, 0, list[index]!.length);
        const mean = meanKw(list[index]!, 0, list[index]!.length);
        above.set(index, usualKw === undefined || Number.isNaN(mean) ? undefined : mean - usualKw);
      }
      return above.get(index);
    },
  };
}

/** How much higher than usual the last nights of any type were: a season that comes, a machine that stays. Never below 0. */
export function shiftOf(nights: Nights, index: number, changedAt: readonly number[]): number {
  const since = changedAt.findLast((at) => at <= nights.list[index]!.fromAt) ?? Number.NEGATIVE_INFINITY;
  const above: number[] = [];
  for (let back = 1; back <= SHIFT_NIGHTS && index >= back; back++) {
    if (nights.list[index - back]!.fromAt < since) break;
    const one = nights.aboveKw(index - back);
    if (one !== undefined) above.push(one);
  }
  return above.length < MIN_SHIFT_NIGHTS ? 0 : Math.max(0, median(above)!);
}
