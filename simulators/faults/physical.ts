import type { CampusModel } from '../campus/model.ts';
import type { ForgottenRun } from '../physics/air-conditioner.ts';
import { dayIndexAt, DAY_MINUTES, MINUTE_MS } from '../physics/china-day.ts';
import type { Load, MeteredLoad } from '../physics/load.ts';
import type { SchoolDay } from '../physics/school-day.ts';
import { endOf, type Fault } from './fault.ts';

/** How fast a physical fault comes up, minutes. */
const RAMP_MINUTES: Partial<Record<Fault['fault'], number>> = { tap_drip: 1440, burst: 4, slow_leak: 14 * DAY_MINUTES };

const ADDING: ReadonlySet<Fault['fault']> = new Set<Fault['fault']>([
  'lights_left_on',
  'tap_drip',
  'running_toilet',
  'burst',
  'slow_leak',
  'base_load_rise',
  'hot_water_on',
]);

/** Loads that faults add: lamps left on, what runs without need, and every kind of leak. */
export function faultLoads(faults: readonly Fault[]): MeteredLoad[] {
  return faults.flatMap((fault) => {
    const { fault: kind, rampDays } = fault;
    const rampMinutes = rampDays === undefined ? (RAMP_MINUTES[kind] ?? 0) : rampDays * DAY_MINUTES;
    return ADDING.has(kind) ? [{ meter: fault.meters[0]!, load: constantWhile(fault, rampMinutes) }] : [];
  });
}

/** The nights on which each unit was forgotten. */
export function forgottenRuns(faults: readonly Fault[]): Map<string, ForgottenRun[]> {
  const runs = new Map<string, ForgottenRun[]>();
  for (const { fault, unit, startAt, endAt } of faults) {
    if (fault !== 'forgotten_ac' || unit === undefined || endAt === null) continue;
    const dayIndex = dayIndexAt(startAt);
    const toMinute = DAY_MINUTES * (dayIndexAt(endAt) - dayIndex) + minuteOfDay(endAt);
    runs.set(unit, [...(runs.get(unit) ?? []), { dayIndex, toMinute }]);
  }
  return runs;
}

/** Minutes in which no water flows through a meter: from a frozen main up to everything behind it. */
export type Gates = (meter: string, day: SchoolDay) => { fromMinute: number; toMinute: number }[];

export function createGates(model: CampusModel, faults: readonly Fault[]): Gates {
  const frozen = faults.filter(({ fault }) => fault === 'frozen_main');
  const closed = new Map<string, Fault[]>();
  const parents = new Map(model.plan.meters.map(({ id, parent }) => [id, parent]));
  for (const { id, medium } of model.plan.meters) {
    if (medium !== 'water') continue;
    for (let at: string | undefined = id; at !== undefined; at = parents.get(at)) {
      const here = frozen.filter(({ meters }) => meters[0] === at);
      if (here.length > 0) closed.set(id, [...(closed.get(id) ?? []), ...here]);
    }
  }
  return (meter, day) =>
    (closed.get(meter) ?? [])
      .map(({ startAt, endAt }) => minutesOn(day, startAt, endAt))
      .filter(({ fromMinute, toMinute }) => fromMinute < toMinute);
}

function constantWhile(fault: Fault, rampMinutes: number): Load {
  return (day, into) => {
    const { fromMinute, toMinute } = minutesOn(day, fault.startAt, fault.endAt);
    for (let minute = fromMinute; minute < toMinute; minute++) {
      const age = (day.startAt - fault.startAt) / MINUTE_MS + minute + 1;
      into[minute] = into[minute]! + fault.magnitude.value * (rampMinutes === 0 ? 1 : Math.min(1, age / rampMinutes));
    }
  };
}

function minutesOn(day: SchoolDay, startAt: number, endAt: number | null): { fromMinute: number; toMinute: number } {
  const toMinute = (at: number) => Math.round((at - day.startAt) / MINUTE_MS);
  return {
    fromMinute: Math.max(0, toMinute(startAt)),
    toMinute: Math.min(DAY_MINUTES, toMinute(Math.min(endOf({ endAt }), day.startAt + 2 * DAY_MINUTES * MINUTE_MS))),
  };
}

const minuteOfDay = (at: number) => Math.round((at + 8 * 3_600_000) / MINUTE_MS) % DAY_MINUTES;
