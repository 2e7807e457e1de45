import type { Calendar } from '../domain/calendar.ts';
import { addDays, daysBetween } from '../domain/local-time.ts';
import type { DayType } from '../domain/site.ts';

/** What a place used on a local day, kWh or m³; undefined where not known. */
export type UseOfDay = (day: string) => number | undefined;

/** How the use of a span is expected to be spread over its days. */
export interface UseShape {
  /** Each day of the span, ascending. */
  days: readonly string[];
  /** Share of the span's use that falls on each; they sum to 1. */
  shares: readonly number[];
  from: 'last_year' | 'day_types';
}

/** `2026` → its days. */
export const daysOfYear = (year: number) => daysBetween(`${year}-01-01`, `${year + 1}-01-01`);

/** The same date a year before. 29 February has none in most years. */
export const yearBefore = (day: string) => `${Number(day.slice(0, 4)) - 1}${day.slice(4).replace('-02-29', '-02-28')}`;

/**
 * As last year, day by day; where less than `knownShare` of last year is known, by the mean use of each day type so far: that
 * knows vacations and weekends, but no seasons.
 *
 * @param days      of the span, ascending
 * @param lastDay   nothing later is looked at
 * @returns         undefined when nothing was used yet
 */
export function useShape(
  days: readonly string[],
  useOf: UseOfDay,
  calendar: Calendar,
  lastDay: string,
  knownShare: number,
): UseShape | undefined {
  return (
    toShape(days, asLastYear(days, useOf, knownShare), 'last_year') ?? toShape(days, byDayType(days, useOf, calendar, lastDay), 'day_types')
  );
}

function toShape(days: readonly string[], weights: readonly number[] | undefined, from: UseShape['from']): UseShape | undefined {
  const sum = weights?.reduce((total, weight) => total + weight, 0) ?? 0;
  return weights && sum > 0 ? { days, shares: weights.map((weight) => weight / sum), from } : undefined;
}

/** The same date a year before; one that is not known takes the mean of its month. */
function asLastYear(days: readonly string[], useOf: UseOfDay, knownShare: number): number[] | undefined {
  const before = new Map(daysBefore(days).map((day) => [day, useOf(day)]));
  const known = [...before.values()].filter((use) => use !== undefined);
  if (known.length < knownShare * before.size) return undefined;
  const months = meansBy([...before], (day) => day.slice(0, 7));
  const usual = meanOf(known);
  return days.map((day) => {
    const same = yearBefore(day);
    return before.get(same) ?? months.get(same.slice(0, 7)) ?? usual;
  });
}

/** The span a year before. */
const daysBefore = (days: readonly string[]) => daysBetween(yearBefore(days[0]!), addDays(yearBefore(days.at(-1)!), 1));

/** All of the year before the span tells what a day type uses. */
function byDayType(days: readonly string[], useOf: UseOfDay, calendar: Calendar, lastDay: string): number[] | undefined {
  const past = [...daysBetween(yearBefore(days[0]!), days[0]!), ...days]
    .filter((day) => day <= lastDay)
    .map((day) => [day, useOf(day)] as const);
  const known = past.flatMap(([, use]) => use ?? []);
  if (known.length === 0) return undefined;
  const types = meansBy<DayType>(past, (day) => calendar.dayType(day));
  const usual = meanOf(known);
  return days.map((day) => types.get(calendar.dayType(day)) ?? usual);
}

function meansBy<K>(uses: readonly (readonly [string, number | undefined])[], keyOf: (day: string) => K): Map<K, number> {
  const groups = new Map<K, number[]>();
  for (const [day, use] of uses) {
    if (use === undefined) continue;
    const key = keyOf(day);
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(use);
  }
  return new Map([...groups].map(([key, group]) => [key, meanOf(group)]));
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
