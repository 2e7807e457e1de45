import { weekdayOf } from '../../domain/local-time.ts';
import type { DayType } from '../../domain/site.ts';

/**
 * Days that are alike enough to have one level of use: finer, and a year has too few of each; coarser, and a summer holiday
 * passes for a saving.
 */
export const KINDS_OF_DAY = ['school', 'weekend', 'holiday', 'vacation', 'vacation_weekend'] as const;
export type KindOfDay = (typeof KINDS_OF_DAY)[number];

/** One local day of whatever is looked at. */
export interface DayPoint {
  /** `YYYY-MM-DD` */
  day: string;
  /** kWh or m³; null where the day is not known whole: part of a day is no day. */
  amount: number | null;
  /** Mean outdoor temperature; null where it is not known. */
  meanC: number | null;
  kind: KindOfDay;
}

const KINDS: Record<DayType, KindOfDay> = {
  teaching: 'school',
  makeup_teaching: 'school',
  exam: 'school',
  event: 'school',
  military_training: 'school',
  pre_term_week: 'school',
  weekend: 'weekend',
  weekend_custody: 'weekend',
  statutory_holiday: 'holiday',
  vacation: 'vacation',
  renovation: 'vacation',
};

/** Who works in the vacation works on weekdays. */
export function kindOfDay(type: DayType, day: string): KindOfDay {
  const kind = KINDS[type];
  return kind === 'vacation' && [0, 6].includes(weekdayOf(day)) ? 'vacation_weekend' : kind;
}
