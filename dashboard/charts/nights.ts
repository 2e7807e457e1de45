import type { NightsAnswer } from '../../api/schemas/consumption.ts';
import type { LocalTime } from '../../domain/local-time.ts';
import type { Medium } from '../../domain/medium.ts';
import type { ChartModel, Shade } from './model.ts';

/** The level of each night, 02:00–05:00, as a line; a night without data is a gap. */
export function toNightsChart(answer: NightsAnswer, medium: Medium, local: LocalTime, shades: Shade[]): ChartModel {
  return {
    medium,
    unit: answer.unit,
    shape: 'line',
    grain: 'day',
    points: answer.nights.map(({ night, value, coverage }) => ({ at: local.startOfDay(night), value, coverage, estimated: 0 })),
    shades,
    marks: [],
  };
}
