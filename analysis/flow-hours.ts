import type { Calendar } from '../domain/calendar.ts';
import type { PlacedMeter } from '../domain/placed-meter.ts';
import type { BuildingFunction, DayType } from '../domain/site.ts';
import type { DayKind } from './flow-history.ts';
import type { SeriesQuestion } from './series-detector.ts';
import type { DayUsual } from './watch-flow.ts';
import { morningOf } from './used-at-night.ts';
import { EMPTY_AT_NIGHT } from './water-night.ts';

const FREE_DAYS: readonly DayType[] = ['vacation', 'statutory_holiday', 'weekend'];
/** Irrigation and tanks: valves open for an hour or two, at hours that change. */
const IN_BLOCKS: readonly BuildingFunction[] = ['outdoor', 'plant_room'];

export function dayKindOf(calendar: Calendar, day: string): DayKind {
  if (!FREE_DAYS.includes(calendar.dayType(day))) return 'used';
  return calendar.nightType(day) === 'teaching' ? 'return' : 'free';
}

/** Whether an hour has its own usual behind a meter. Behind the campus main one block is no more than a part. */
export const isUsedByClock = ({ meter, building }: Pick<PlacedMeter, 'meter' | 'building'>) =>
  meter.role === 'campus_main' || !IN_BLOCKS.includes(building.function);

/**
 * When people sleep, and when nobody is there: at night, and from morning to evening where no school is. The campus main has
 * dormitories behind it, and taps that trickle in frost.
 */
export function hoursOf(
  { meter, building, local }: Pick<SeriesQuestion, 'meter' | 'building' | 'local'>,
  day: string,
  kind: DayKind,
  { emptyFrom, emptyTo }: { emptyFrom: string; emptyTo: string },
): Pick<DayUsual, 'isNight' | 'isEmptyNight' | 'isEmpty'> {
  const never = () => false;
  if (meter.role === 'campus_main') return { isNight: never, isEmptyNight: never, isEmpty: never };
  const untilAt = local.at(day, morningOf(building, emptyTo));
  const fromAt = local.at(day, emptyFrom);
  const isNight = (at: number) => at < untilAt || at >= fromAt;
  if (!EMPTY_AT_NIGHT.includes(building.function)) return { isNight, isEmptyNight: never, isEmpty: never };
  return { isNight, isEmptyNight: isNight, isEmpty: (at) => kind === 'free' || isNight(at) };
}
