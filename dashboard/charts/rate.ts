import type { RateAnswer } from '../../api/schemas/consumption.ts';
import { INTERVAL_MS, type Quality } from '../../domain/interval.ts';
import type { Medium } from '../../domain/medium.ts';
import type { ChartModel, ChartPoint, Shade } from './model.ts';

const COVERING: readonly Quality[] = ['measured', 'interpolated', 'manual'];

/** A quarter hour as a point of a line. */
export function toPoint({ at, value, quality }: { at: number; value: number | null; quality: Quality }): ChartPoint {
  return { at, value, coverage: COVERING.includes(quality) ? 1 : 0, estimated: quality === 'estimated' ? 1 : 0, quality };
}

/** Power or flow of one meter: the mean of each 15 min, with what the meter sent by itself beside it. */
export function toRateChart(answer: RateAnswer, medium: Medium, now: number, shades: Shade[]): ChartModel {
  return {
    medium,
    unit: answer.unit,
    shape: 'line',
    grain: 'instant',
    points: answer.intervals
      .filter(({ at }) => at <= now)
      .map((interval) => ({ ...toPoint(interval), running: interval.at + INTERVAL_MS > now })),
    telemetry: answer.telemetry.length > 0 ? answer.telemetry : undefined,
    shades,
    marks: [],
  };
}
