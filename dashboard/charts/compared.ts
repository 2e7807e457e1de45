import type { ConsumptionSeries } from '../../api/schemas/consumption.ts';
import type { CalendarAnswer } from '../../api/schemas/sites.ts';
import { type Comparison, FEWEST_LIKE, kindOfDay, sameDateBefore, spanBefore, USUAL_DAYS } from '../../domain/compared-span.ts';
import { addDays, type LocalTime } from '../../domain/local-time.ts';
import type { DaySpan } from '../spans.ts';
import type { ChartModel } from './model.ts';

type Buckets = ConsumptionSeries['buckets'];
type Days = readonly Pick<CalendarAnswer['days'][number], 'day' | 'type'>[];

/** Less of an hour or day than this known is nothing to compare with. */
const WELL_KNOWN = 0.9;

/** The days that a span of hours or days is held against. */
export function referenceSpan(span: DaySpan, by: Comparison): DaySpan {
  return by === 'day_types' ? { from: addDays(span.from, -USUAL_DAYS), to: span.from } : spanBefore(span, by);
}

/**
 * What each hour or day is held against: the same date and clock time a month or year before, or the mean of the days of its
 * kind in the weeks before. Null where that date does not exist or too little is known.
 *
 * @param calendar days of both spans
 */
export function toCompared(buckets: Buckets, reference: Buckets, by: Comparison, calendar: Days, local: LocalTime): ChartModel['compared'] {
  const values = by === 'day_types' ? usualOf(buckets, reference, calendar, local) : sameDates(buckets, reference, by, local);
  return values.some((value) => value !== null) ? { by, values } : undefined;
}

function sameDates(buckets: Buckets, reference: Buckets, by: 'month' | 'year', local: LocalTime): (number | null)[] {
  const keyOf = (day: string | null, at: number) => `${day} ${local.clockOf(at)}`;
  const known = new Map(reference.filter(isKnown).map(({ at, value }) => [keyOf(local.dayOf(at), at), value]));
  return buckets.map(({ at }) => known.get(keyOf(sameDateBefore(local.dayOf(at), by), at)) ?? null);
}

function usualOf(buckets: Buckets, reference: Buckets, calendar: Days, local: LocalTime): (number | null)[] {
  const kinds = new Map(calendar.map(({ day, type }) => [day, kindOfDay(type)]));
  const keyOf = (at: number) => `${kinds.get(local.dayOf(at))} ${local.clockOf(at)}`;
  const samples = new Map<string, number[]>();
  for (const bucket of reference) {
    if (!isKnown(bucket)) continue;
    const same = samples.get(keyOf(bucket.at)) ?? [];
    same.push(bucket.value!);
    samples.set(keyOf(bucket.at), same);
  }
  return buckets.map(({ at }) => {
    const same = samples.get(keyOf(at)) ?? [];
    return same.length < FEWEST_LIKE ? null : same.reduce((sum, value) => sum + value, 0) / same.length;
  });
}

const isKnown = ({ value, coverage, estimated }: Buckets[number]) => value !== null && coverage + estimated >= WELL_KNOWN;
