import type { DayPoint, KindOfDay } from '../../../analysis/savings/day-point.ts';
import { addDays, daysBetween, weekdayOf } from '../../../domain/local-time.ts';

export const BASELINE = { from: '2025-01-01', to: '2026-01-01' };
export const REPORTING = { from: '2026-01-01', to: '2027-01-01' };

/** A building whose truth is known: kWh a day, by kind of day and temperature. */
export interface Truth {
  levels: Record<KindOfDay, number>;
  heatingPerK: number;
  heatingC: number;
  coolingPerK: number;
  coolingC: number;
}
export const BUILDING: Truth = {
  levels: { school: 600, weekend: 360, holiday: 300, vacation: 240, vacation_weekend: 210 },
  heatingPerK: 20,
  heatingC: 12,
  coolingPerK: 30,
  coolingC: 24,
};

/** Park & Miller (1988): the same numbers on every machine. */
export function createRandom(seed: number): { uniform: () => number; normal: () => number } {
  let state = seed;
  const uniform = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  // Small seeds that are near each other begin near each other.
  for (let count = 0; count < 20; count++) uniform();
  return { uniform, normal: () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()) };
}

interface Simulation {
  seed: number;
  truth?: Truth;
  /** Standard deviation of a day, as a share, and its correlation with that of the day before. */
  noise?: number;
  correlation?: number;
  /** Standard deviation of what a whole year differs, as a share. */
  years?: number;
  /** Share that is saved from the beginning of the reporting year. */
  saved?: number;
  /** The reporting year is so much warmer, K. */
  warmer?: number;
  /** Share of the days that are not known. */
  missing?: number;
}

/** Two years of days of a school in the middle of China. */
export function simulateDays({
  seed,
  truth = BUILDING,
  noise = 0.1,
  correlation = 0.6,
  years = 0,
  saved = 0,
  warmer = 0,
  missing = 0.01,
}: Simulation) {
  const { uniform, normal } = createRandom(seed);
  const level = { before: 1 + years * normal(), after: 1 + years * normal() };
  let [weather, wander] = [0, 0];
  const days = daysBetween(BASELINE.from, REPORTING.to).map((day): DayPoint => {
    const isAfter = day >= REPORTING.from;
    weather = 0.75 * weather + 2.3 * normal();
    wander = correlation * wander + noise * Math.sqrt(1 - correlation ** 2) * normal();
    const meanC = seasonOf(day) + weather + (isAfter ? warmer : 0);
    const kind = kindOf(day);
    const usual = useOf(truth, kind, meanC) * (isAfter ? level.after * (1 - saved) : level.before);
    const isKnown = uniform() >= missing;
    return { day, kind, meanC, amount: isKnown ? Math.max(0, usual * (1 + wander)) : null };
  });
  return {
    baseline: days.filter(({ day }) => day < BASELINE.to),
    reporting: days.filter(({ day }) => day >= REPORTING.from),
  };
}

export function useOf(truth: Truth, kind: KindOfDay, meanC: number): number {
  const { levels, heatingC, heatingPerK, coolingC, coolingPerK } = truth;
  return levels[kind] + heatingPerK * Math.max(0, heatingC - meanC) + coolingPerK * Math.max(0, meanC - coolingC);
}

/** Coldest in the middle of January. */
const seasonOf = (day: string) => 15.5 - 12.5 * Math.cos((2 * Math.PI * (Date.parse(day) / 86_400_000 - 18)) / 365.25);

function kindOf(day: string): KindOfDay {
  const date = day.slice(5);
  const isRest = [0, 6].includes(weekdayOf(day));
  const isVacation = (date >= '01-20' && date < '02-20') || (date >= '07-05' && date < '09-01');
  if (isVacation) return isRest ? 'vacation_weekend' : 'vacation';
  const isHoliday = (date >= '10-01' && date < '10-08') || (date >= '05-01' && date < '05-06');
  if (isHoliday) return 'holiday';
  return isRest ? 'weekend' : 'school';
}

/** Days of one kind at given temperatures and amounts, one after the other. */
export function daysOf(amounts: readonly (number | null)[], from: string = BASELINE.from, more: Partial<DayPoint> = {}): DayPoint[] {
  return amounts.map((amount, index) => ({ day: addDays(from, index), amount, meanC: null, kind: 'school', ...more }));
}
