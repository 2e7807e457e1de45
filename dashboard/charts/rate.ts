import type { AlertDetail } from '../../api/schemas/alerts.ts';
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

/** The stretch that proves an alert, with the line that it crossed and the span of the cause shaded. */
export function toProofChart({ alert, series, unit, threshold }: AlertDetail): ChartModel {
  const lastAt = series.at(-1)?.at ?? alert.startAt;
  return {
    medium: alert.meter.medium,
    unit,
    shape: 'line',
    grain: 'instant',
    points: series.map(toPoint),
    threshold: threshold ?? undefined,
    clipAt: clipOf(series, Math.max(threshold ?? 0, alert.rate?.value ?? 0)),
    shades: [{ fromAt: alert.startAt, toAt: alert.endAt ?? lastAt + INTERVAL_MS, kind: 'alert' }],
    marks: [],
  };
}

/** How many times the height of what matters the axis goes up. */
const CLIP_FACTOR = 4;

/** A leak of 30 L/h drowns beside taps of 6,000 L/h: the axis is cut when the peaks are far above what matters. */
function clipOf(series: readonly { value: number | null }[], matters: number): number | undefined {
  const highest = Math.max(0, ...series.map(({ value }) => value ?? 0));
  return matters > 0 && highest > 2 * CLIP_FACTOR * matters ? roundUp(CLIP_FACTOR * matters) : undefined;
}

/** The next number of one figure: 130 → 200, 0.37 → 0.4. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return Number((Math.ceil(value / power) * power).toPrecision(2));
}
