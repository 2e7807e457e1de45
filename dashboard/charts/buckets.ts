import type { ConsumptionSeries } from '../../api/schemas/consumption.ts';
import type { ChartModel, ChartPoint, Grain, Mark, Shade } from './model.ts';

interface Frame {
  grain: Exclude<Grain, 'instant'>;
  now: number;
  shades?: Shade[] | undefined;
  marks?: Mark[] | undefined;
}

/** Consumption per hour, day or month as bars. */
export function toBucketChart(series: ConsumptionSeries, { grain, now, shades = [], marks = [] }: Frame): ChartModel {
  return { medium: series.medium, unit: series.unit, shape: 'bars', grain, points: toPoints(series, now), shades, marks };
}

/** Buckets as points. The last one begun, and those to come, are still running. */
export function toPoints({ buckets }: ConsumptionSeries, now: number): ChartPoint[] {
  return buckets.map(({ at, value, coverage, estimated }, index) => {
    const next = buckets[index + 1]?.at;
    return { at, value, coverage, estimated, running: next === undefined ? at <= now && isOpen(buckets, now) : next > now };
  });
}

/** Whether the last bucket ends after now; its length is taken from the one before. */
function isOpen(buckets: ConsumptionSeries['buckets'], now: number): boolean {
  const last = buckets.at(-1)!;
  const before = buckets.at(-2);
  return before === undefined || last.at + (last.at - before.at) > now;
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
    lastYear: lastYear.some((value) => value !== null) ? lastYear : undefined,
    shades: [],
    marks: [],
  };
}
