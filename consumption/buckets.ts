import { addDays, daysBetween, type LocalTime } from '../domain/local-time.ts';

export const BUCKETS = ['hour', 'day', 'month'] as const;
export type BucketKind = (typeof BUCKETS)[number];

/** A stretch of site time, [at, endAt). */
export interface BucketSpan {
  at: number;
  endAt: number;
  /** Local day in which it begins. */
  day: string;
}

const HOUR_MS = 3_600_000;

/**
 * Local hours, days or months of the days [from, to). Hours run from the start of their day, so a day of a clock change
 * has 23 or 25 of them; a month that the span cuts is only the part inside.
 */
export function bucketsOf(kind: BucketKind, local: LocalTime, from: string, to: string): BucketSpan[] {
  if (kind === 'month') return monthsOf(local, from, to);
  const days = daysBetween(from, to).map((day) => spanOfDay(local, day));
  return kind === 'day' ? days : days.flatMap(hoursOf);
}

export function spanOfDay(local: LocalTime, day: string): BucketSpan {
  return { day, at: local.startOfDay(day), endAt: local.startOfDay(addDays(day, 1)) };
}

export function hoursOf(day: BucketSpan): BucketSpan[] {
  const hours: BucketSpan[] = [];
  for (let at = day.at; at < day.endAt; at += HOUR_MS) hours.push({ day: day.day, at, endAt: Math.min(at + HOUR_MS, day.endAt) });
  return hours;
}

function monthsOf(local: LocalTime, from: string, to: string): BucketSpan[] {
  const months: BucketSpan[] = [];
  for (let day = from; day < to; ) {
    const next = nextMonth(day);
    const end = next < to ? next : to;
    months.push({ day, at: local.startOfDay(day), endAt: local.startOfDay(end) });
    day = end;
  }
  return months;
}

/** First day of the month after that of a day. */
function nextMonth(day: string): string {
  return `${addDays(`${day.slice(0, 7)}-28`, 4).slice(0, 7)}-01`;
}

/** How many buckets a span has, without laying them out; a day of 25 hours does not matter here. */
export function countBuckets(kind: BucketKind, from: string, to: string): number {
  const days = (Date.parse(to) - Date.parse(from)) / (24 * HOUR_MS);
  if (kind === 'month') return Math.ceil(days / 28);
  return kind === 'day' ? days : days * 24;
}
