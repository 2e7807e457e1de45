import { isTeachingDay, type Calendar } from '../../domain/calendar.ts';
import { daysBetween } from '../../domain/local-time.ts';
import { DAY_TYPES } from '../../domain/site.ts';
import type { MonthReport } from './schema.ts';
import type { DaySpan, MonthSpans } from './spans.ts';

export type Three = 'month' | 'lastMonth' | 'lastYear';

/** The same of three spans. */
export const threeOf = <T>(spans: Record<Three, DaySpan>, of: (span: DaySpan) => T): Record<Three, T> => ({
  month: of(spans.month),
  lastMonth: of(spans.lastMonth),
  lastYear: of(spans.lastYear),
});

/** Days by what the school did on them: without them no month can be held against another. */
export function dayCounts(calendar: Calendar, spans: MonthSpans): MonthReport['days'] {
  const count = (is: (day: string) => boolean) => threeOf(spans, ({ from, to }) => daysBetween(from, to).filter(is).length);
  const types = DAY_TYPES.map((type) => ({ type, ...count((day) => calendar.dayType(day) === type) }));
  return {
    teaching: count((day) => isTeachingDay(calendar.dayType(day))),
    types: types.filter(({ month, lastMonth, lastYear }) => month + lastMonth + lastYear > 0),
    isProvisional: Object.values(threeOf(spans, ({ from, to }) => daysBetween(from, to).some(calendar.isProvisional))).includes(true),
  };
}
