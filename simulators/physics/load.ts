import type { SchoolDay, SchoolDays } from './school-day.ts';

/**
 * One consumer behind a meter. Adds its mean rate in each minute of a local day: kW for electricity, L/h for water.
 * A pure function of its seed and the day; `days` gives the days around, for what runs over midnight.
 */
export type Load = (day: SchoolDay, into: Float64Array, days: SchoolDays) => void;

/** A load and the innermost meter through which it flows. */
export interface MeteredLoad {
  meter: string;
  load: Load;
}
