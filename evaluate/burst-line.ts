import type { IntervalSeries } from '../analysis/series.ts';
import { type Calendar, createCalendar } from '../domain/calendar.ts';
import { INTERVAL_MS, isCovering } from '../domain/interval.ts';
import { addDays, type LocalTime } from '../domain/local-time.ts';
import type { BuildingFunction, Meter, SitePlan } from '../domain/site.ts';

/** Domain note 5.3, D7. */
const OCCUPIED_LPH = 1500;
const EMPTY_LPH = 600;
const PEAK_FACTOR = 1.5;
const PEAK_SHARE = 0.999;
const TOLD_MS = 45 * 60_000;
const HISTORY_DAYS = 70;
/** Cold start: fewer days of a type say nothing. */
const MIN_DAYS = 10;
const EMPTY_AT_NIGHT: readonly (BuildingFunction | undefined)[] = ['teaching', 'laboratory', 'library', 'office', 'canteen', 'gymnasium'];
const LPH_PER_M3 = (1000 * 3_600_000) / INTERVAL_MS;

interface Facts {
  plan: SitePlan;
  local: LocalTime;
  series: ReadonlyMap<string, IntervalSeries>;
}

/**
 * The flow from which on the domain note calls it a burst, at the hour at which it begins: 1.5 times the 99.9th percentile of
 * that type of day, and 1.5 m³/h; 0.6 m³/h where nobody is. What a rule itself takes for usual has no say in it.
 *
 * @returns L/h; undefined where too few days of the type are known by then
 */
export function burstLineLph({ id, building }: Meter, startAt: number, { plan, local, series }: Facts): number | undefined {
  const calendar = createCalendar(plan.calendar, building);
  const day = local.dayOf(startAt);
  const isFree = isFreeDay(calendar, day);
  const use = plan.buildings.find((one) => one.id === building)?.function;
  // Nobody is there for as long as it takes to tell; the canteen's early shift comes at 04:15 (domain note 3.1).
  const isNight = startAt + TOLD_MS < local.at(day, use === 'canteen' ? '04:15' : '06:00') || startAt >= local.at(day, '22:30');
  if (EMPTY_AT_NIGHT.includes(use) && (isFree || isNight)) return EMPTY_LPH;
  const past: number[] = [];
  let days = 0;
  for (let before = addDays(day, -HISTORY_DAYS); before < day; before = addDays(before, 1)) {
    if (isFreeDay(calendar, before) !== isFree) continue;
    const amounts = known(series.get(id)!, local.startOfDay(before), local.startOfDay(addDays(before, 1)));
    if (amounts.length > 0) days++;
    past.push(...amounts);
  }
  if (days < MIN_DAYS) return undefined;
  past.sort((a, b) => a - b);
  return Math.max(OCCUPIED_LPH, PEAK_FACTOR * past[Math.floor(past.length * PEAK_SHARE)]! * LPH_PER_M3);
}

/** On the last day of a weekend or holiday people come back: it is none in which nobody is there. */
function isFreeDay(calendar: Calendar, day: string): boolean {
  return ['weekend', 'vacation', 'statutory_holiday'].includes(calendar.dayType(day)) && calendar.nightType(day) !== 'teaching';
}

function known({ startAt, values, qualities }: IntervalSeries, fromAt: number, toAt: number): number[] {
  const [from, to] = [Math.max(0, (fromAt - startAt) / INTERVAL_MS), (toAt - startAt) / INTERVAL_MS];
  return [...values.subarray(from, Math.max(from, to))].filter((_, index) => isCovering(qualities[from + index]!));
}
