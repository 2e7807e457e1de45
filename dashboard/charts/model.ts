import type { Comparison } from '../../domain/compared-span.ts';
import type { Medium } from '../../domain/medium.ts';
import type { Quality } from '../../domain/interval.ts';

/**
 * What a chart shows, in the field's words and without a drawing library: made by plain functions, drawn by
 * time-chart.vue, listed by its table view, written by csv.ts.
 */
export interface ChartModel {
  medium: Medium;
  unit: string;
  /** Bars are amounts per span, from zero. Lines are power, flow, level. */
  shape: 'bars' | 'line';
  grain: Grain;
  points: ChartPoint[];
  /** What the points are held against, drawn as an outline or a thin line; same length as `points`. */
  compared?: { by: Comparison; values: (number | null)[] } | undefined;
  /** The middle half of comparable days; same length as `points`. */
  usual?: { low: (number | null)[]; middle: (number | null)[]; high: (number | null)[] } | undefined;
  /** Momentary values as the meter sent them, beside what the register proves. */
  telemetry?: { at: number; value: number }[] | undefined;
  /** A line of register readings: every reading a point, the axis not from zero, the step between both instants stands out. */
  register?: { fromAt: number; toAt: number; decimals: number } | undefined;
  /** What the values are held against: the line that was crossed, and what was usual. */
  against?: { threshold: Level; baseline: Level } | undefined;
  /** The points are clock times of many days, not of one: no date is said. */
  isClock?: boolean | undefined;
  /** What the values are, where they are not simply consumption; for the table and the file. */
  valueName?: string | undefined;
  /** Whole things are counted: no halves on the axis, and nothing to say about coverage. */
  isCount?: boolean | undefined;
  /** The same span judged another way: bars beside the bars, outlined. */
  beside?: { values: (number | null)[]; names: readonly [value: string, beside: string] } | undefined;
  /** The value axis ends here although some values are higher: what matters is far below them. */
  clipAt?: number | undefined;
  shades: Shade[];
  marks: Mark[];
}

/** One height for the whole chart, or one a point; null: there is none. */
export type Level = number | readonly (number | null)[] | null;

/** The height at a point. */
export const levelAt = (level: Level, index: number): number | null =>
  typeof level === 'number' || level === null ? level : (level[index] ?? null);

/** Width of one point: an instant (15-min mean), or a local hour, night, day or month. */
export type Grain = 'instant' | 'hour' | 'day' | 'month';

export interface ChartPoint {
  at: number;
  value: number | null;
  /** Shares from 0 to 1. */
  coverage: number;
  estimated: number;
  /** Lines only. */
  quality?: Quality | undefined;
  /** The span goes on: its value is not final and coverage is not judged. */
  running?: boolean | undefined;
}

/** Days without lessons behind the chart, or the span of an alert or of a register step. */
export interface Shade {
  fromAt: number;
  toAt: number;
  kind: 'weekend' | 'holiday' | 'alert' | 'step';
}

/** A small mark on the time axis that opens an alert. */
export interface Mark {
  at: number;
  alertId: string;
  label: string;
}

/** Below this share something is said under the chart. */
export const FULL_COVERAGE = 0.98;

/** Hatched: more than this share of the value is an estimate. */
export const HATCH_FROM = 1 - FULL_COVERAGE;

export const isHatched = (point: ChartPoint) =>
  point.quality === 'estimated' || (point.quality === undefined && point.value !== null && point.estimated > HATCH_FROM);

/** Index of the point whose span holds an instant; -1 before the first. Points ascend. */
export function indexAt(points: readonly { at: number }[], at: number): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle]!.at <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
