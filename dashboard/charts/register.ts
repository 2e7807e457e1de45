import type { StepDetail } from '../../api/schemas/corrections.ts';
import { INTERVAL_MS } from '../../domain/interval.ts';
import { registerDecimals } from '../parts/register-text.ts';
import type { ChartModel } from './model.ts';
import { toPoint } from './rate.ts';

/** The register around a step, as the display showed it. */
export function toRegisterChart({ step, readings }: StepDetail): ChartModel {
  const { medium, unit } = step.meter;
  return {
    medium,
    unit,
    shape: 'line',
    grain: 'instant',
    points: readings.map(({ at, register }) => ({ at, value: register, coverage: 1, estimated: 0 })),
    register: { fromAt: step.fromAt, toAt: step.toAt, decimals: registerDecimals(medium) },
    shades: [],
    marks: [],
  };
}

/** Consumption around a step, with the time in question shaded: what is usual here, whatever the step says. */
export function toAroundChart({ step, intervals }: StepDetail, now: number): ChartModel {
  const { medium, unit } = step.meter;
  return {
    medium,
    unit,
    shape: 'line',
    grain: 'instant',
    points: intervals.filter(({ at }) => at <= now).map((interval) => ({ ...toPoint(interval), running: interval.at + INTERVAL_MS > now })),
    shades: [{ fromAt: step.fromAt, toAt: step.toAt, kind: 'step' }],
    marks: [],
  };
}
