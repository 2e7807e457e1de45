import type { CampusModel } from '../campus/model.ts';
import { type AcUnit } from '../physics/air-conditioner.ts';
import { type AcUse, habitualRuns } from '../physics/ac-use.ts';
import { dayIndexAt, DAY_MINUTES, minuteAt } from '../physics/china-day.ts';
import { keyOf, mix, uniform } from '../physics/random.ts';
import { createSchoolDays, type SchoolDay, type SchoolDays } from '../physics/school-day.ts';
import { createWeather } from '../physics/weather.ts';
import type { Fault } from './fault.ts';
import { forgottenAc, meterFault } from './make-fault.ts';
import { meterFaults } from './meter-faults.ts';

/** How often a unit that ran last thing in the evening is forgotten: 1–3 % of room-nights in season. */
const FORGOTTEN_SHARE = 0.02;
/** A floor where something happened (a rehearsal, a film): half of its running units are forgotten. */
const EVENT_SHARE = 0.008;
const FORGOTTEN_AT_EVENT = 0.5;
/** From last night on every school night has a few, so that the demo has something to tell in any season. */
const CIRCUITS_A_NIGHT = 3;
const CIRCUITS_LAST_NIGHT = 4;
const CHECKED_USES: readonly AcUse[] = ['classroom', 'laboratory', 'office', 'reading_room'];

/**
 * The faults of the demo school. Most are a pure function of seed and day; those that must be visible today (last night's
 * forgotten units, the running cistern of three nights, the silent meter) hang on `now`, so the plan is made once and kept.
 *
 * @param span.from first local day index; @param span.until last night planned, well after now
 */
export function createFaultPlan(model: CampusModel, span: { from: number; until: number; now: number }): Fault[] {
  const days = daysOf(model);
  const key = keyOf(model.seed, 'faults');
  const meters = new Map(model.plan.meters.map((meter) => [meter.id, meter]));
  const units = model.units.filter(({ use, meter }) => CHECKED_USES.includes(use) && isAcMeter(meters.get(meter)?.role));
  const lastNight = dayIndexAt(span.now) - 1;
  const faults: Fault[] = [];
  for (let night = span.from; night <= span.until; night++) {
    const day = days(night);
    const forgotten = habituallyForgotten(units, day, key);
    const school = day.attendance !== 'away';
    const wanted = night === lastNight ? CIRCUITS_LAST_NIGHT : night > lastNight && school ? CIRCUITS_A_NIGHT : 0;
    const added = topUp(forgotten, wanted, units, meters, mix(key, night));
    for (const unit of forgotten) faults.push(forgottenAc(model, unit, night, endMinute(unit, night), days));
    for (const unit of added) faults.push(forgottenAc(model, unit, night, longEndMinute(unit, night), days));
    if (school) faults.push(...lightsLeftOn(model, night, key));
  }
  return [...faults, ...leakOf(model, span.now, key), ...meterFaults(model, span, days)].toSorted((a, b) => a.startAt - b.startAt);
}

const isAcMeter = (role: string | undefined) => role === 'ac_circuit' || role === 'room_breaker';

/** Units that ran at the end of the day and that nobody switched off. */
function habituallyForgotten(units: readonly AcUnit[], day: SchoolDay, key: number): AcUnit[] {
  return units.filter((unit) => {
    const last = habitualRuns(unit, day).at(-1);
    if (!last || last.toMinute < (day.attendance === 'leaving' ? 900 : 1020)) return false;
    // In an evening of self-study only rooms that were used then can be forgotten by their last people.
    if (unit.use === 'classroom' && day.attendance !== 'leaving' && last.toMinute < 1280) return false;
    const floor = keyOf(key, unit.space.slice(0, -2));
    const share = uniform(floor, day.index, 3) < EVENT_SHARE ? FORGOTTEN_AT_EVENT : FORGOTTEN_SHARE;
    return uniform(unit.key, day.index, 70) < share;
  });
}

/** Units to add until enough circuits are on: two neighbouring rooms with breakers first, then floors. */
function topUp(
  forgotten: readonly AcUnit[],
  wanted: number,
  units: readonly AcUnit[],
  meters: ReadonlyMap<string, { role: string }>,
  key: number,
): AcUnit[] {
  const added: AcUnit[] = [];
  if (wanted === 0) return added;
  const rooms = units.filter(({ meter }) => meters.get(meter)?.role === 'room_breaker');
  const circuits = units.filter(({ meter }) => meters.get(meter)?.role === 'ac_circuit');
  const start = Math.floor(uniform(key, 1) * rooms.length);
  const any = (list: readonly AcUnit[], counter: number) => list[Math.floor(uniform(key, counter) * list.length)];
  const candidates = [
    rooms[start],
    rooms[(start + 1) % Math.max(1, rooms.length)],
    any(circuits, 2),
    any(circuits, 3),
    any(circuits, 4),
    any(rooms, 5),
  ];
  for (const unit of candidates) {
    const all = [...forgotten, ...added];
    const on = new Set(all.map(({ meter }) => meter));
    const hasRoom = rooms.length === 0 || all.some(({ meter }) => meters.get(meter)?.role === 'room_breaker');
    if (on.size >= wanted && hasRoom) break;
    if (unit && !on.has(unit.meter)) added.push(unit);
  }
  return added;
}

/** Most run until the first cleaner comes, some until the guard's second round, a few are noticed soon. */
function endMinute(unit: AcUnit, night: number): number {
  return uniform(unit.key, night, 71) < 0.12
    ? DAY_MINUTES + 20 + Math.round(uniform(unit.key, night, 72) * 35)
    : longEndMinute(unit, night);
}

function longEndMinute(unit: AcUnit, night: number): number {
  const within = uniform(unit.key, night, 73);
  return uniform(unit.key, night, 74) < 0.7 ? DAY_MINUTES + 340 + Math.round(within * 28) : DAY_MINUTES + 62 + Math.round(within * 115);
}

function lightsLeftOn(model: CampusModel, night: number, key: number): Fault[] {
  return model.plan.meters
    .filter(({ role, building }) => role === 'lighting' && building !== 'out' && building !== 'can')
    .filter(({ id }) => uniform(keyOf(key, id), night, 6) < 0.006)
    .map(({ id }) => {
      const kw = 0.42 * (5 + Math.floor(6 * uniform(keyOf(key, id), night, 7)));
      return meterFault(model, 'lights_left_on', id, { startAt: minuteAt(night, 1330), endAt: minuteAt(night, DAY_MINUTES + 345) }, kw);
    });
}

/** One running cistern in a teaching or laboratory building, begun three nights before now; nobody has mended it yet. */
function leakOf(model: CampusModel, now: number, key: number): Fault[] {
  const mains = model.plan.meters.filter(
    ({ medium, role, resolution, building }) =>
      medium === 'water' && role === 'building_main' && resolution === 0.01 && /^(t\d|lab)$/.test(building),
  );
  const main = mains[Math.floor(uniform(key, 8) * mains.length)];
  if (!main) return [];
  return [meterFault(model, 'running_toilet', main.id, { startAt: minuteAt(dayIndexAt(now) - 3, 1217), endAt: null })];
}

/** The school days (calendar and weather) of a model: what its faults are planned with. */
export function daysOf(model: CampusModel): SchoolDays {
  return createSchoolDays(model.plan.calendar, createWeather(model.seed));
}
