import { isTeachingDay } from './calendar.ts';
import { addDays } from './local-time.ts';
import type { DayType } from './site.ts';

/** What a span is held against: the same dates a month or a year before, or the usual of days of the same kind. */
export const COMPARISONS = ['month', 'year', 'day_types'] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** Days of one kind are used alike. */
export const DAY_KINDS = ['teaching', 'weekend', 'holiday', 'vacation', 'other'] as const;
export type DayKind = (typeof DAY_KINDS)[number];

export function kindOfDay(type: DayType): DayKind {
  if (isTeachingDay(type)) return 'teaching';
  if (type === 'weekend' || type === 'weekend_custody') return 'weekend';
  if (type === 'statutory_holiday') return 'holiday';
  return type === 'vacation' ? 'vacation' : 'other';
}

/** Eight weeks before a span say what is usual; fewer than five days of a kind say nothing. */
export const USUAL_DAYS = 56;
export const FEWEST_LIKE = 5;

/** The same date a month or a year before; null where there is none: 31 April, 29 February. */
export function sameDateBefore(day: string, by: 'month' | 'year'): string | null {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const before = by === 'year' ? monthOf(year - 1, month) : month === 1 ? monthOf(year - 1, 12) : monthOf(year, month - 1);
  const same = `${before}-${String(date).padStart(2, '0')}`;
  return new Date(`${same}T00:00:00Z`).getUTCDate() === date ? same : null;
}

const monthOf = (year: number, month: number) => `${year}-${String(month).padStart(2, '0')}`;

/**
 * The same dates a month or a year before, `to` excluded. Whole months stay whole months, so the lengths may differ by up to three
 * days: whoever shows both says how many days each has.
 */
export function spanBefore({ from, to }: { from: string; to: string }, by: 'month' | 'year'): { from: string; to: string } {
  const before = { from: sameDateOrEarlier(from, by), to: sameDateOrEarlier(to, by) };
  return before.from < before.to ? before : { from: before.from, to: addDays(before.from, 1) };
}

function sameDateOrEarlier(day: string, by: 'month' | 'year'): string {
  for (let candidate = day; ; candidate = addDays(candidate, -1)) {
    const same = sameDateBefore(candidate, by);
    if (same !== null) return same;
  }
}
