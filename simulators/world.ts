import type { Meter } from '../domain/site.ts';
import type { CampusModel } from './campus/model.ts';
import type { Fault } from './faults/fault.ts';
import { createGates, faultLoads, forgottenRuns } from './faults/physical.ts';
import { acLoad } from './physics/air-conditioner.ts';
import { dayIndexAt, DAY_MINUTES, MINUTE_MS, startOfDay } from './physics/china-day.ts';
import type { Load } from './physics/load.ts';
import { createSchoolDays, type SchoolDays } from './physics/school-day.ts';
import { createWeather } from './physics/weather.ts';

/** What flows through every meter on one local day. */
export interface WorldDay {
  index: number;
  /** By meter: mean rate of each minute, kW or L/h. */
  rates: Float64Array[];
  /** By meter: kWh or m³ since midnight at each minute's start; 1441 values. */
  sums: Float64Array[];
}

/**
 * The physical truth of one school: what every meter's conductor or pipe carried since the first day. A pure function of
 * seed, faults and time: whoever asks for a moment, in whatever order, gets the same.
 */
export interface World {
  meters: readonly Meter[];
  days: SchoolDays;
  firstDay: number;
  day(index: number): WorldDay;
  /** kWh or m³ through a meter since the start of the first day; 0 before it. */
  totalAt(meter: number, at: number): number;
  /** kW or L/h in the minute of an instant. */
  rateAt(meter: number, at: number): number;
  /**
   * Other faults hold from a day on: somebody switched something off. What was carried before must stay as it was, so they may
   * only differ in what is still to come.
   */
  amend(faults: readonly Fault[], fromDay: number): void;
}

/** Days kept at a time: today, yesterday, and one that a fault's beginning asks for. */
const KEPT_DAYS = 4;

/** @param firstDay local day index at whose start every total is zero */
export function createWorld(model: CampusModel, faults: readonly Fault[], firstDay: number): World {
  const { meters, calendar } = { meters: model.plan.meters, calendar: model.plan.calendar };
  const days = createSchoolDays(calendar, createWeather(model.seed));
  let computeDay = createDayComputer(model, faults, days);
  const kept: WorldDay[] = [];
  /** Totals of all meters at the start of each day from the first on. */
  const starts: Float64Array[] = [new Float64Array(meters.length)];

  function day(index: number): WorldDay {
    const known = kept.find((candidate) => candidate.index === index);
    if (known) return known;
    const room = kept.length < KEPT_DAYS ? emptyDay(meters.length) : kept.shift()!;
    const computed = computeDay(index, room);
    kept.push(computed);
    if (index - firstDay === starts.length - 1) addStart(computed);
    return computed;
  }

  function addStart({ sums }: WorldDay): void {
    const before = starts.at(-1)!;
    starts.push(before.map((total, meter) => total + sums[meter]![DAY_MINUTES]!));
  }

  function startTotals(index: number): Float64Array {
    while (starts.length <= index - firstDay) {
      const next = firstDay + starts.length - 1;
      const before = starts.length;
      const known = day(next);
      if (starts.length === before) addStart(known);
    }
    return starts[index - firstDay]!;
  }

  return {
    meters,
    days,
    firstDay,
    day,
    totalAt(meter, at) {
      const index = dayIndexAt(at);
      if (index < firstDay) return 0;
      const start = startTotals(index)[meter]!;
      const { sums, rates } = day(index);
      const minutes = (at - startOfDay(index)) / MINUTE_MS;
      const whole = Math.min(DAY_MINUTES - 1, Math.floor(minutes));
      return start + sums[meter]![whole]! + rates[meter]![whole]! * perMinute(meters[meter]!) * (minutes - whole);
    },
    rateAt(meter, at) {
      const index = dayIndexAt(at);
      return index < firstDay ? 0 : day(index).rates[meter]![Math.floor((at - startOfDay(index)) / MINUTE_MS)]!;
    },
    amend(amended, fromDay) {
      computeDay = createDayComputer(model, amended, days);
      for (const stale of kept.filter(({ index }) => index >= fromDay)) kept.splice(kept.indexOf(stale), 1);
      // The total at the start of that day is still true.
      starts.length = Math.min(starts.length, Math.max(1, fromDay - firstDay + 1));
    },
  };
}

function emptyDay(count: number): WorldDay {
  return {
    index: Number.NaN,
    rates: Array.from({ length: count }, () => new Float64Array(DAY_MINUTES)),
    sums: Array.from({ length: count }, () => new Float64Array(DAY_MINUTES + 1)),
  };
}

/** From kW to kWh, from L/h to m³, of one minute. */
function perMinute(meter: Meter): number {
  return meter.medium === 'water' ? 1 / 60_000 : 1 / 60;
}

/** Children first, so that a parent's rate is what hangs on it directly plus what its children carried. */
function createDayComputer(model: CampusModel, faults: readonly Fault[], days: SchoolDays): (index: number, into: WorldDay) => WorldDay {
  const { meters } = model.plan;
  const indexOf = new Map(meters.map(({ id }, index) => [id, index]));
  const loads: Load[][] = meters.map(() => []);
  const forgotten = forgottenRuns(faults);
  for (const { meter, load } of [...model.loads, ...faultLoads(faults)]) loads[indexOf.get(meter)!]?.push(load);
  for (const unit of model.units) loads[indexOf.get(unit.meter)!]!.push(acLoad(unit, forgotten.get(unit.id) ?? []));
  const children = meters.map(({ id }) => meters.flatMap(({ parent }, index) => (parent === id ? [index] : [])));
  const order = deepestFirst(children);
  const gates = createGates(model, faults);

  return (index, into) => {
    const day = days(index);
    into.index = index;
    for (const meter of order) {
      const rates = into.rates[meter]!.fill(0);
      if (meters[meter]!.medium === 'weather') {
        rates.set(day.temperature);
        continue;
      }
      for (const load of loads[meter]!) load(day, rates, days);
      for (const { fromMinute, toMinute } of gates(meters[meter]!.id, day)) rates.fill(0, fromMinute, toMinute);
      for (const child of children[meter]!) addAll(rates, into.rates[child]!);
      accumulate(rates, perMinute(meters[meter]!), into.sums[meter]!);
    }
    return into;
  };
}

function addAll(into: Float64Array, more: Float64Array): void {
  for (let minute = 0; minute < DAY_MINUTES; minute++) into[minute] = into[minute]! + more[minute]!;
}

function accumulate(rates: Float64Array, factor: number, sums: Float64Array): void {
  let sum = 0;
  for (let minute = 0; minute < DAY_MINUTES; minute++) {
    sum += rates[minute]! * factor;
    sums[minute + 1] = sum;
  }
}

function deepestFirst(children: readonly number[][]): number[] {
  const order: number[] = [];
  const seen = new Set<number>();
  const visit = (meter: number) => {
    if (seen.has(meter)) return;
    seen.add(meter);
    for (const child of children[meter]!) visit(child);
    order.push(meter);
  };
  for (let meter = 0; meter < children.length; meter++) visit(meter);
  return order;
}
