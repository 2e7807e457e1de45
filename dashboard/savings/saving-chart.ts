import type { SavingDay } from '../../api/schemas/measures.ts';
import type { Medium } from '../../domain/medium.ts';
import type { ChartModel } from '../charts/model.ts';

/** Each day of the reporting period, and what the model expects of it as a dashed line. */
export function toSavingChart(days: readonly SavingDay[], medium: Medium, unit: string): ChartModel {
  return {
    medium,
    unit,
    shape: 'bars',
    grain: 'day',
    points: days.map(({ at, actual }) => ({ at, value: actual, coverage: actual === null ? 0 : 1, estimated: 0 })),
    against: { threshold: null, baseline: days.map(({ expected }) => expected) },
    shades: [],
    marks: [],
  };
}
