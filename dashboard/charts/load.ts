import type { DayLoadAnswer, LoadAnswer } from '../../api/schemas/use.ts';
import { INTERVAL_MS } from '../../domain/interval.ts';
import type { LocalTime } from '../../domain/local-time.ts';
import type { ChartModel, Shade } from './model.ts';

/** One day by quarter hours over the middle half of the days like it. Quarter hours to come are absent. */
export function toDayLoadChart({ medium, rateUnit, quarters, usualDays }: DayLoadAnswer, now: number): ChartModel {
  return {
    medium,
    unit: rateUnit,
    shape: 'line',
    grain: 'instant',
    points: quarters.map(({ at, rate, isEstimated }) => ({
      at,
      value: rate,
      coverage: rate === null || isEstimated ? 0 : 1,
      estimated: isEstimated ? 1 : 0,
      quality: rate === null ? 'absent' : isEstimated ? 'estimated' : 'measured',
      running: at + INTERVAL_MS > now,
    })),
    usual: usualDays > 0 ? { low: column(quarters, 'low'), middle: column(quarters, 'middle'), high: column(quarters, 'high') } : undefined,
    shades: [],
    marks: [],
  };
}

const column = (quarters: DayLoadAnswer['quarters'], name: 'low' | 'middle' | 'high') => quarters.map((quarter) => quarter[name]);

/** Days of one kind by the clock: their mean, and their middle half around it. */
export function toProfileChart(load: LoadAnswer, kind: LoadAnswer['byKind'][number]['kind'], local: LocalTime): ChartModel | undefined {
  const profile = load.byKind.find((one) => one.kind === kind)?.profile;
  if (!profile) return undefined;
  const { mean, low, high } = profile;
  const startAt = local.startOfDay(load.from);
  return {
    medium: load.medium,
    unit: load.rateUnit,
    shape: 'line',
    grain: 'instant',
    isClock: true,
    points: mean.map((value, quarter) => ({ at: startAt + quarter * INTERVAL_MS, value, coverage: value === null ? 0 : 1, estimated: 0 })),
    usual: { low, middle: mean, high },
    shades: [],
    marks: [],
  };
}

/** The largest quarter hour of each day. */
export function toDemandChart({ medium, rateUnit, days }: LoadAnswer, local: LocalTime, now: number, shades: Shade[]): ChartModel {
  return {
    medium,
    unit: rateUnit,
    shape: 'bars',
    grain: 'day',
    points: days.map(({ day, peak, coverage }, index) => {
      const at = local.startOfDay(day);
      return { at, value: peak?.rate ?? null, coverage, estimated: 0, running: index === days.length - 1 && local.dayOf(now) <= day };
    }),
    shades,
    marks: [],
  };
}

/** The largest quarter hour of each month, with its time; months without any are not there. */
export function monthPeaks(days: LoadAnswer['days']): { month: string; rate: number; at: number; coverage: number }[] {
  const months = new Map<string, LoadAnswer['days']>();
  for (const day of days) months.set(day.day.slice(0, 7), [...(months.get(day.day.slice(0, 7)) ?? []), day]);
  return [...months].flatMap(([month, same]) => {
    const peaks = same.flatMap(({ peak }) => peak ?? []);
    const [highest] = peaks.toSorted((one, other) => other.rate - one.rate);
    return highest ? [{ month, ...highest, coverage: same.reduce((sum, { coverage }) => sum + coverage, 0) / same.length }] : [];
  });
}
