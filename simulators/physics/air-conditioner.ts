import { type AcRun, type AcUse, habitualRuns, mergeRuns } from './ac-use.ts';
import { DAY_MINUTES } from './china-day.ts';
import type { Load } from './load.ts';
import { keyOf, mix, normal, smoothNoise, uniform } from './random.ts';
import type { Attendance, SchoolDay, SchoolDays } from './school-day.ts';

/** 1.5 HP split, 3 HP classroom cabinet, 5 HP hall cabinet. */
export type AcSize = 1.5 | 3 | 5;

/** One air-conditioner. */
export interface AcUnit {
  id: string;
  key: number;
  /** How soon its room switches on, standard normal: some always freeze, some never. */
  bias: number;
  use: AcUse;
  building: string;
  space: string;
  /** Innermost meter behind which it hangs. */
  meter: string;
  kind: 'inverter' | 'fixed';
  /** Electrical input at full load, kW. */
  fullKw: number;
  /** Electric auxiliary heater of cabinets, kW. */
  auxKw: number;
  /** Off, but plugged in, kW. */
  standbyKw: number;
  /** Crankcase heater of some fixed-speed units, on below 18 °C, kW. */
  crankcaseKw: number;
}

/** A unit that nobody switched off: on the night of `dayIndex` it runs on until `toMinute` (past 1440 = next morning). */
export interface ForgottenRun {
  dayIndex: number;
  toMinute: number;
}

const FULL_KW: Record<AcSize, number> = { 1.5: 1.1, 3: 2.6, 5: 4.9 };
const FAN_KW = 0.06;
/** Throttled as far as an inverter goes, share of full load. */
const INVERTER_FLOOR = 0.26;
const CRANKCASE_BELOW_C = 18;
/** A heating unit below freezing adds its electric heater. */
const AUX_BELOW_C = 0;

export function createAcUnit(
  seed: number,
  place: { id: string; use: AcUse; building: string; space: string; meter: string },
  size: AcSize,
): AcUnit {
  const key = keyOf(seed, `ac:${place.id}`);
  const kind = uniform(key, 1) < 0.6 ? 'inverter' : 'fixed';
  return {
    ...place,
    key,
    bias: normal(key, 51),
    kind,
    fullKw: FULL_KW[size] * (0.94 + 0.12 * uniform(key, 2)),
    auxKw: size === 1.5 ? 0.5 : 1.4,
    standbyKw: 0.002 + 0.008 * uniform(key, 3),
    crankcaseKw: 0,
  };
}

/** Minute from which a forgotten unit was running: switched on for the last people of the day, who then left. */
export function leftOnFrom(use: AcUse, attendance: Attendance): number {
  if (attendance === 'leaving') return 930;
  if (attendance === 'away') return 1170;
  return use === 'office' || use === 'laboratory' ? 1035 : 1290;
}

/** All runs of a unit that begin on a day, with a forgotten one joined to what ran before. */
export function runsOf(unit: AcUnit, day: SchoolDay, forgotten: ForgottenRun | undefined): AcRun[] {
  const habit = habitualRuns(unit, day);
  if (!forgotten) return habit;
  const fromMinute = leftOnFrom(unit.use, day.attendance);
  const mode = day.temperature[fromMinute]! > 20 ? 'cooling' : 'heating';
  return mergeRuns([...habit, { fromMinute, toMinute: forgotten.toMinute, mode }]);
}

/** The unit as a load, standby excepted (see `standbyLoad`). */
export function acLoad(unit: AcUnit, forgotten: readonly ForgottenRun[]): Load {
  const byDay = new Map(forgotten.map((run) => [run.dayIndex, run]));
  return (day, into, days) => {
    const before = days(day.index - 1);
    for (const run of runsOf(unit, before, byDay.get(before.index))) {
      if (run.toMinute > DAY_MINUTES) addRun(unit, run, before.index, day, -DAY_MINUTES, into);
    }
    for (const run of runsOf(unit, day, byDay.get(day.index))) addRun(unit, run, day.index, day, 0, into);
  };
}

/** What the units of a circuit draw while off. */
export function standbyLoad(units: readonly AcUnit[]): Load {
  const standby = units.reduce((sum, unit) => sum + unit.standbyKw, 0);
  const crankcase = units.reduce((sum, unit) => sum + unit.crankcaseKw, 0);
  return (day, into) => {
    for (let minute = 0; minute < DAY_MINUTES; minute++) into[minute] = into[minute]! + standby;
    if (crankcase === 0 || day.minC >= CRANKCASE_BELOW_C) return;
    for (let minute = 0; minute < DAY_MINUTES; minute++) {
      if (day.temperature[minute]! < CRANKCASE_BELOW_C) into[minute] = into[minute]! + crankcase;
    }
  };
}

/**
 * Mean kW of a unit between two instants of the night of a day, as it would run if it were forgotten.
 *
 * @param fromMinute, toMinute minutes of that day, past 1440 = next morning
 */
export function meanPowerKw(unit: AcUnit, dayIndex: number, forgotten: ForgottenRun, fromMinute: number, days: SchoolDays): number {
  const load = acLoad(unit, [forgotten]);
  const power = new Float64Array(2 * DAY_MINUTES);
  load(days(dayIndex), power.subarray(0, DAY_MINUTES), days);
  load(days(dayIndex + 1), power.subarray(DAY_MINUTES), days);
  const span = power.subarray(fromMinute, forgotten.toMinute);
  return span.reduce((sum, kw) => sum + kw, 0) / span.length;
}

/** @param shift minutes from the run's day to the day that is drawn: 0 or -1440 */
function addRun(unit: AcUnit, run: AcRun, runDay: number, day: SchoolDay, shift: number, into: Float64Array): void {
  const first = Math.max(0, run.fromMinute + shift);
  const end = Math.min(DAY_MINUTES, run.toMinute + shift);
  const runKey = mix(mix(unit.key, runDay), run.fromMinute);
  for (let minute = first; minute < end; minute++) {
    const age = minute - shift - run.fromMinute;
    const occupied = unit.use === 'dormitory' || minute - shift < 1325;
    const need = needOf(run.mode, day.temperature[minute]!, occupied, age);
    const power = unit.kind === 'inverter' ? inverterKw(unit, need, runKey, age) : fixedKw(unit, need, runKey, age);
    const aux = run.mode === 'heating' && day.temperature[minute]! < AUX_BELOW_C && occupied ? unit.auxKw : 0;
    into[minute] = into[minute]! + power + aux;
  }
}

/** How much of the first rush is left after so many minutes: e^(-age / 17 min). */
const PULL_DOWN = Float64Array.from({ length: 120 }, (_, age) => Math.exp(-age / 17));

/** Share of full capacity that the room asks for: weather, people, and the pull-down of the first half hour. */
function needOf(mode: AcRun['mode'], outdoor: number, occupied: boolean, age: number): number {
  const people = occupied ? 0.2 : 0;
  const steady = mode === 'cooling' ? 0.12 + (outdoor - 24) / 17 + people : 0.2 + (15 - outdoor) / 24 - people / 2;
  const settled = Math.min(1, Math.max(0.1, steady));
  return age < PULL_DOWN.length ? settled + (1 - settled) * PULL_DOWN[age]! : settled;
}

/** Ramps down slowly and stays; never below its throttle. */
function inverterKw(unit: AcUnit, need: number, runKey: number, age: number): number {
  const load = Math.max(INVERTER_FLOOR, need) * (1 + 0.05 * smoothNoise(runKey, age / 9));
  return unit.fullKw * Math.min(1, load);
}

/** Full power in bursts, fan between them; a satisfied unit makes 6 to 10 minutes in some forty. */
function fixedKw(unit: AcUnit, need: number, runKey: number, age: number): number {
  if (need > 0.92) return unit.fullKw;
  const cycle = 26 + 16 * uniform(runKey, 7);
  const count = Math.floor(age / cycle);
  const shortest = unit.fullKw < 1.5 ? 8 : 6;
  const on = Math.max(shortest, cycle * need * (0.9 + 0.2 * uniform(runKey, count, 8)));
  return age - count * cycle < on ? unit.fullKw : FAN_KW;
}
