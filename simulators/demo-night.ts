import type { CampusModel } from './campus/model.ts';
import { daysOf } from './faults/fault-plan.ts';
import type { Fault } from './faults/fault.ts';
import { forgottenAc, meterFault } from './faults/make-fault.ts';
import { dayIndexAt, DAY_MINUTES, minuteAt } from './physics/china-day.ts';

/** Rooms whose air-conditioner nobody switched off: three on one floor, and one floor of another building. */
const FORGOTTEN_ROOMS = ['t3-301', 't3-303', 't3-304', 't1-203'] as const;
/** Lamps of a building that were on all evening, and of one that were switched on late: they are seen at the second look, at 23:30. */
const LIT = [
  { meter: 't2-light', kw: 8, fromMinute: 1330 },
  { meter: 'lab-light', kw: 2.4, fromMinute: 1372 },
] as const;
/** The cleaner comes at 05:50. */
const CLEANER_MINUTE = DAY_MINUTES + 350;

/** The first switch that somebody presses in this room is the wrong one: the meter says so, and he comes back. */
export const STUBBORN_METER = 't3-303-ac';

/** What is left on in the night of the demo, whatever the season and the day of the week. @param at an instant of its evening */
export function demoNightFaults(model: CampusModel, at: number): Fault[] {
  const night = dayIndexAt(at);
  const days = daysOf(model);
  const units = model.units.filter(({ space }) => FORGOTTEN_ROOMS.some((room) => room === space));
  const lights = LIT.filter(({ meter }) => model.plan.meters.some(({ id }) => id === meter));
  return [
    ...units.map((unit) => forgottenAc(model, unit, night, CLEANER_MINUTE, days)),
    ...lights.map(({ meter, kw, fromMinute }) =>
      meterFault(model, 'lights_left_on', meter, { startAt: minuteAt(night, fromMinute), endAt: minuteAt(night, CLEANER_MINUTE) }, kw),
    ),
  ];
}
