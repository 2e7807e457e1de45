import type { TodayAnswer } from '../../api/schemas/consumption.ts';
import type { ChartModel } from './model.ts';

const HOUR_MS = 3_600_000;

/** The hours of today as bars over the pale band of the usual. Hours to come are absent. */
export function toTodayChart(today: TodayAnswer): ChartModel {
  const { hours } = today;
  return {
    medium: today.medium,
    unit: today.unit,
    shape: 'bars',
    grain: 'hour',
    points: hours.map(({ at, value, coverage }) => ({
      at,
      value: at > today.now ? null : value,
      coverage,
      estimated: 0,
      running: at + HOUR_MS > today.now,
    })),
    usual: hours.some(({ usualHigh }) => usualHigh !== null)
      ? {
          low: hours.map(({ usualLow }) => usualLow),
          middle: hours.map(({ usualMiddle }) => usualMiddle),
          high: hours.map(({ usualHigh }) => usualHigh),
        }
      : undefined,
    shades: [],
    marks: [],
  };
}
