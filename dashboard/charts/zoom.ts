import type { ChartModel } from './model.ts';

/** What of the time axis is in sight: instants, or indexes of points. */
export interface Bounds {
  min: number;
  max: number;
}

/** Nothing is gained by looking closer: five points, or two hours of quarter hours. */
const LEAST_POINTS = 4;
const LEAST_MS = 2 * 3_600_000;

export function wholeOf({ grain, points }: ChartModel): Bounds {
  if (grain !== 'instant') return { min: 0, max: Math.max(0, points.length - 1) };
  return { min: points[0]?.at ?? 0, max: points.at(-1)?.at ?? 0 };
}

/**
 * Closer (factor below 1) or wider around the middle of what is in sight.
 *
 * @returns null: all is in sight
 */
export function zoomBy(model: ChartModel, bounds: Bounds | null, factor: number): Bounds | null {
  const whole = wholeOf(model);
  const isInstant = model.grain === 'instant';
  const { min, max } = bounds ?? whole;
  const length = Math.max(isInstant ? LEAST_MS : LEAST_POINTS, (max - min) * factor);
  if (length >= whole.max - whole.min) return null;
  const start = Math.min(whole.max - length, Math.max(whole.min, (min + max) / 2 - length / 2));
  return isInstant ? { min: start, max: start + length } : { min: Math.round(start), max: Math.round(start + length) };
}

/** Moved just so far that a place is in sight. */
export function follow({ min, max }: Bounds, place: number): Bounds {
  const shift = place < min ? place - min : place > max ? place - max : 0;
  return { min: min + shift, max: max + shift };
}
