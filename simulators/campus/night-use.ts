import { blockLoad, thermostatLoad } from '../physics/electric-loads.ts';
import { uniform } from '../physics/random.ts';
import type { SchoolDay } from '../physics/school-day.ts';
import { frostDrip, portionLoad } from '../physics/water-loads.ts';
import type { CampusDraft } from './model.ts';

/**
 * Legitimate use of water and power at night that no rule may take for waste (domain note 3.4).
 *
 * - `thorough`: what the demo school lacks: taps that trickle in frost nights inside empty buildings, a fire pump that holds
 *   the pressure, a laboratory fridge more
 * - `frequent`: in addition a school where people are about every night: late self-study until after eleven, flushes in
 *   buildings that should be empty, a class that may stay until half past midnight, evenings in the hall
 */
export type NightUse = 'thorough' | 'frequent';

/** Empty buildings whose taps are left to trickle. */
const TRICKLING = ['t1', 't2', 't3', 'lab'];
const FROST_TAPS = 4;
/** "As a line": 15–60 L/h a tap (domain note 4.3). */
const FROST_LPH_PER_TAP = 35;

/** The room of a class that may stay, with its air-conditioner, on evenings before school. */
export const LATE_ROOM = { space: 't3-305', meter: 't3-305-ac', weekdays: [0, 1, 2, 3, 4], start: '22:00', end: '00:45' } as const;
const LATE_UNTIL_MINUTE = 30;

/** Where people are about at night, with mean flushes an hour. */
const FLUSHES_PER_HOUR = { t1: 1.5, t2: 1.5, t3: 1, lab: 0.7, off: 2, lib: 0.7, gym: 0.7 };
const FLUSH_LITRES = 6;

export function addNightUse(draft: CampusDraft, use: NightUse): void {
  for (const building of TRICKLING) {
    const draftOf = draft.meters.find(({ meter }) => meter.id === `${building}-main-w`)!;
    draftOf.meter = { ...draftOf.meter, frostTaps: FROST_TAPS };
    draft.load(`${building}-main-w`, frostDrip(FROST_TAPS, FROST_LPH_PER_TAP));
  }
  // Fire pumps: 0.75–3 kW for a few minutes, irregularly.
  draft.load(
    'gym-main-e',
    thermostatLoad(draft.key('gym:fire-pump'), 1, 2.2, 3, () => 0.04),
  );
  draft.load(
    'lab-main-e',
    thermostatLoad(draft.key('lab:biology-fridge'), 1, 0.3, 9, () => 0.4),
  );
  if (use === 'frequent') addFrequentUse(draft);
}

function addFrequentUse(draft: CampusDraft): void {
  for (const [building, perHour] of Object.entries(FLUSHES_PER_HOUR)) {
    const litresPerMinute = (perHour * FLUSH_LITRES) / 60;
    draft.load(
      `${building}-main-w`,
      portionLoad(draft.key(`${building}:night-flushes`), FLUSH_LITRES, (_day, minute) =>
        minute < 330 || minute >= 1320 ? litresPerMinute : 0,
      ),
    );
  }
  for (const { meter } of draft.meters) {
    if (meter.role !== 'ac_circuit' || draft.buildings.find(({ id }) => id === meter.building)!.function === 'dormitory') continue;
    draft.load(meter.id, blockLoad(draft.key(`${meter.id}:late`), 1.8, lateBlock(draft.key(`${meter.id}:late-evenings`))));
  }
  draft.load(LATE_ROOM.meter, blockLoad(draft.key('late-room'), 1.4, lateRoomEvening));
  draft.load(LATE_ROOM.meter, blockLoad(draft.key('late-room'), 1.4, lateRoomMidnight));
}

/** Teachers and classes who stay after lights-out, and are gone a quarter of an hour before the list. */
function lateBlock(key: number) {
  return (day: SchoolDay) => {
    if (day.attendance === 'away' || uniform(key, day.index) > 0.3) return undefined;
    return { fromMinute: 1300, toMinute: 1365 + Math.round(30 * uniform(key, day.index, 1)) };
  };
}

/** As permitted: by days of the week, also where a make-up workday is taught on the day after. */
const staysOn = (weekday: number) => LATE_ROOM.weekdays.some((day) => day === weekday);
const lateRoomEvening = (day: SchoolDay) =>
  staysOn(day.weekday) && (day.attendance === 'full' || day.attendance === 'returning') ? { fromMinute: 1320, toMinute: 1440 } : undefined;
/** Lessons on a day mean that there was an evening before it. */
const lateRoomMidnight = (day: SchoolDay) =>
  staysOn((day.weekday + 6) % 7) && (day.attendance === 'full' || day.attendance === 'leaving')
    ? { fromMinute: 0, toMinute: LATE_UNTIL_MINUTE }
    : undefined;
