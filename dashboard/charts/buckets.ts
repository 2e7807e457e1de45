import type { ConsumptionSeries } from '../../api/schemas/consumption.ts';
import type { ChartModel, ChartPoint, Grain, Mark, Shade } from './model.ts';

interface Frame {
  grain: Exclude<Grain, 'instant'>;
  now: number;
  shades?: Shade[] | undefined;
  marks?: Mark[] | undefined;
  compared?: ChartModel['compared'];
}

/** Consumption per hour, day or month as bars. */
export function toBucketChart(series: ConsumptionSeries, { grain, now, shades = [], marks = [], compared }: Frame): ChartModel {
  const points = toPoints(series, now);
  const inSight = marks.filter(({ at }) => at >= (points[0]?.at ?? Number.POSITIVE_INFINITY) && at <= now);
  return { medium: series.medium, unit: series.unit, shape: 'bars', grain, points, compared, shades, marks: inSight };
}

/** Buckets as points. Those that end after now are still running. */
export function toPoints({ buckets }: ConsumptionSeries, now: number): ChartPoint[] {
  return buckets.map((bucket, index) => ({ ...bucket, running: endOf(buckets, index) > now }));
}

/** A bucket ends where the next begins; the last is taken to be as long as the one before. */
function endOf(buckets: ConsumptionSeries['buckets'], index: number): number {
  const { at } = buckets[index]!;
  const next = buckets[index + 1]?.at;
  const before = buckets[index - 1]?.at;
  return next ?? (before === undefined ? Number.POSITIVE_INFINITY : at + (at - before));
}

/** Below this share a month is nothing to compare with. */
const COMPARABLE = 0.9;

/**
 * Months of this year with the same months of last year behind them.
 *
 * @param series monthly buckets, the wanted months and up to 12 before them
 * @param months how many of the last ones to show
 * @param knownFromAt first instant with data: a month that began before is not whole, whatever its coverage since
 */
export function toMonthsChart(series: ConsumptionSeries, months: number, now: number, knownFromAt: number): ChartModel {
  const points = toPoints(series, now);
  const start = Math.max(0, points.length - months);
  const wholeMonth = (point: ChartPoint | undefined) =>
    point && point.at >= knownFromAt && point.coverage + point.estimated >= COMPARABLE ? point.value : null;
  const lastYear = points.slice(start).map((_, index) => wholeMonth(points[start + index - 12]));
  return {
    medium: series.medium,
    unit: series.unit,
    shape: 'bars',
    grain: 'month',
    points: points.slice(start),
    compared: lastYear.some((value) => value !== null) ? { by: 'year', values: lastYear } : undefined,
    shades: [],
    marks: [],
  };
}
