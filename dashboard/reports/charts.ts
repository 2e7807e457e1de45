import type { MonthReport } from '../../api/schemas/reports.ts';
import type { LocalTime } from '../../domain/local-time.ts';
import type { ChartModel, ChartPoint } from '../charts/model.ts';

type Medium = 'electricity' | 'water';
const UNITS = { electricity: 'kWh', water: 'm³' } as const;

/** Frozen values: what is said about coverage stands in the report, not in its charts. */
const base = (medium: Medium): Pick<ChartModel, 'medium' | 'unit' | 'shape' | 'shades' | 'marks' | 'isCount'> => ({
  medium,
  unit: UNITS[medium],
  shape: 'bars',
  shades: [],
  marks: [],
  isCount: true,
});

/** What is missing is told by the report, not counted here again. */
const toPoint = (at: number, value: number | null, isEstimated: boolean): ChartPoint => ({
  at,
  value,
  coverage: 1,
  estimated: isEstimated ? 1 : 0,
});

/** The days of the month, the same days of last year behind them. */
export function toDaysChart({ charts }: MonthReport, medium: Medium, local: LocalTime): ChartModel {
  const { days, values, estimated, lastYear } = charts[medium];
  const points = days.map((day, index) => toPoint(local.startOfDay(day), values[index] ?? null, estimated[index] ?? false));
  const before = days.map((_, index) => lastYear[index] ?? null);
  return {
    ...base(medium),
    grain: 'day',
    points,
    compared: before.some((value) => value !== null) ? { by: 'year', values: before } : undefined,
  };
}

/** Thirteen months, this one last. */
export function toMonthsChart({ charts }: MonthReport, medium: Medium, local: LocalTime): ChartModel {
  const points = charts.months.map(({ month, isEstimated, ...values }) =>
    toPoint(local.startOfDay(`${month}-01`), values[medium], isEstimated),
  );
  return { ...base(medium), grain: 'month', points };
}
