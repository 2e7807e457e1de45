import { addDays } from '../domain/local-time.ts';
import type { CampusModel } from './campus/model.ts';
import { createCampusModel } from './demo-campus.ts';
import type { Fault } from './faults/fault.ts';
import { createFaultPlan } from './faults/fault-plan.ts';
import { dayIndexAt, dayIndexOf, dayText } from './physics/china-day.ts';
import type { SimulatorState, TruthFiles } from './state-file.ts';

/** One school to simulate. */
export interface School {
  model: CampusModel;
  faults: readonly Fault[];
  /** Local day index at whose start its counters began. */
  firstDay: number;
}

export interface SchoolPlanOptions {
  seed: number;
  siteIds: readonly string[];
  meters?: number | undefined;
  months: number;
  demoFaults: boolean;
  faults?: ((model: CampusModel) => Fault[]) | undefined;
}

/** The demo's plan reaches this far past the day on which it is made. */
const PLANNED_DAYS = 400;

/**
 * Models and faults of all sites. What an earlier run promised is taken over; what is new is written down before any of it
 * happens.
 *
 * @param now epoch ms; the demo's faults of "last night" hang on it when they are first planned
 */
export function planSchools(
  options: SchoolPlanOptions,
  files: TruthFiles | undefined,
  now: number,
): { schools: School[]; state: SimulatorState } {
  const newFirstDay = () => monthsBefore(dayText(dayIndexAt(now)), options.months);
  const state = files?.state ?? { seed: options.seed, firstDay: newFirstDay(), historyFrom: {} };
  const firstDay = dayIndexOf(state.firstDay);
  const schools = options.siteIds.map((siteId) => {
    const model = createCampusModel({ seed: options.seed, siteId, meters: options.meters });
    const kept = files?.faults?.filter(({ site }) => site === siteId) ?? [];
    return { model, faults: kept.length > 0 ? kept : newFaults(options, model, firstDay, now), firstDay };
  });
  files?.writeTruth(schools.flatMap(({ faults }) => faults));
  files?.writeState(state);
  return { schools, state };
}

function newFaults(options: SchoolPlanOptions, model: CampusModel, firstDay: number, now: number): Fault[] {
  const asked = options.faults?.(model) ?? [];
  if (!options.demoFaults) return asked;
  return [...asked, ...createFaultPlan(model, { from: firstDay, until: dayIndexAt(now) + PLANNED_DAYS, now })];
}

/** The same day of the month, so many months ago; the last one where the month is shorter. */
export function monthsBefore(day: string, months: number): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const first = new Date(Date.UTC(year, month - 1 - months, 1));
  const longest = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  return addDays(first.toISOString().slice(0, 10), Math.min(date, longest) - 1);
}
