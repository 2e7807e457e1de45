import { INTERVAL_MS, type IntervalDay, QUALITIES, qualityOf } from '../domain/interval.ts';
import { daysBetween } from '../domain/local-time.ts';
import { MEDIUM_FACTS, type Medium } from '../domain/medium.ts';
import type { Meter } from '../domain/site.ts';
import type { IntervalStore, ReadingStore } from '../store/ports.ts';
import { checkSpan } from './consumption.ts';
import type { RateAnswer } from './schemas/consumption.ts';
import type { SiteView } from '../consumption/site-view.ts';
import { round } from '../consumption/tally.ts';

const MAX_DAYS = 40;
const MAX_POINTS = 2000;
const PARTIAL = QUALITIES.indexOf('partial');

export type RatePoint = RateAnswer['intervals'][number];

/**
 * Power or flow of a meter in the local days [from, to): what it sent, beside what its register proves.
 *
 * @throws BadQuery when the span is longer than 40 days; StoreUnavailable
 */
export async function readRate(
  stores: { readings: Pick<ReadingStore, 'range'>; intervals: Pick<IntervalStore, 'days'> },
  view: SiteView,
  meter: Meter,
  span: { from: string; to: string },
): Promise<RateAnswer> {
  checkSpan(span.from, span.to, MAX_DAYS);
  const { rate: field, rateUnit } = MEDIUM_FACTS[meter.medium];
  const ref = { site: view.id, meter: meter.id, medium: meter.medium };
  const [readings, days] = await Promise.all([
    stores.readings.range(ref, view.local.startOfDay(span.from), view.local.startOfDay(span.to)),
    stores.intervals.days(view.id, [meter.id], span.from, span.to),
  ]);
  const sent = readings.flatMap(({ at, fields }) => {
    const value = fields[field];
    return value === undefined ? [] : [{ at, value }];
  });
  const rows = new Map(days.map((day) => [day.day, day]));
  const intervals = daysBetween(span.from, span.to).flatMap((day) => {
    const row = rows.get(day);
    // One empty point breaks the line over a day that nobody knows.
    return row ? toRatePoints(row, meter.medium) : [{ at: view.local.startOfDay(day), value: null, quality: 'absent' as const }];
  });
  return { unit: rateUnit, telemetry: thin(sent, MAX_POINTS), intervals };
}

/** Amounts per interval as the mean rate of each. */
export function toRatePoints(day: IntervalDay, medium: Medium): RatePoint[] {
  const perInterval = MEDIUM_FACTS[medium].ratePerUnitHour * (3_600_000 / INTERVAL_MS);
  return Array.from(day.values, (value, index) => ({
    at: day.startAt + index * INTERVAL_MS,
    // The known part of an interval is an amount; as a rate it would be a dip that was not there.
    value: Number.isNaN(value) || day.qualities[index] === PARTIAL ? null : round(value * perInterval),
    quality: qualityOf(day.qualities[index] ?? 0),
  }));
}

/** At most `most` points that keep every peak and every dip: the lowest and the highest of equal portions. */
export function thin<P extends { value: number }>(points: readonly P[], most: number): P[] {
  if (points.length <= most) return [...points];
  const portions = Math.floor(most / 2);
  return Array.from({ length: portions }, (_, index) => {
    const portion = points.slice(Math.floor((index * points.length) / portions), Math.floor(((index + 1) * points.length) / portions));
    let [low, high] = [0, 0];
    portion.forEach(({ value }, place) => {
      if (value < portion[low]!.value) low = place;
      if (value > portion[high]!.value) high = place;
    });
    return low === high ? [portion[low]!] : [portion[Math.min(low, high)]!, portion[Math.max(low, high)]!];
  }).flat();
}
