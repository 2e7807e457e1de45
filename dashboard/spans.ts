import { addDays } from '../domain/local-time.ts';

/** A span that a page can be set to; `to` is excluded and always tomorrow, so that today is seen. */
export interface DaySpan {
  from: string;
  to: string;
}

/** First day of the month `months` before the month of a day. */
export function monthsBack(day: string, months: number): string {
  const date = new Date(`${day.slice(0, 7)}-01T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() - months);
  return date.toISOString().slice(0, 10);
}

export const BUCKETS = ['hour', 'day', 'month'] as const;
export type BucketName = (typeof BUCKETS)[number];

/** Choices of span per bucket: so many days, or so many months, back from today. The first is the default. */
export const SPAN_CHOICES = {
  hour: ['3d', '1d', '7d', '14d'],
  day: ['30d', '90d', '365d'],
  month: ['13m', '25m'],
} as const satisfies Record<BucketName, readonly string[]>;
export type SpanName = (typeof SPAN_CHOICES)[BucketName][number];

/** Longest span that a bucket can show, in days: more bars than that are thinner than a pixel on a phone. */
export const LONGEST_DAYS: Record<BucketName, number> = { hour: 14, day: 400, month: 1200 };

export function toSpan(name: string, today: string): DaySpan {
  const count = Number.parseInt(name, 10);
  const to = addDays(today, 1);
  return name.endsWith('m') ? { from: monthsBack(today, count - 1), to } : { from: addDays(to, -count), to };
}

/**
 * The span asked for in an address: a named one, or `from..to` (both included). Anything else, and what the bucket
 * cannot show, is the default.
 */
export function parseSpan(text: unknown, bucket: BucketName, today: string): { name: SpanName | 'own'; span: DaySpan } {
  const names: readonly string[] = SPAN_CHOICES[bucket];
  if (typeof text === 'string') {
    if (names.includes(text)) return { name: text as SpanName, span: toSpan(text, today) };
    const own = /^(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)$/.exec(text);
    if (own && own[1]! <= own[2]!) return { name: 'own', span: { from: earliest(own[1]!, own[2]!, bucket), to: addDays(own[2]!, 1) } };
  }
  const first = SPAN_CHOICES[bucket][0];
  return { name: first, span: toSpan(first, today) };
}

const earliest = (from: string, last: string, bucket: BucketName) => {
  const limit = addDays(last, 1 - LONGEST_DAYS[bucket]);
  return from < limit ? limit : from;
};
