import { clockMinute, DAY_MINUTES } from './china-day.ts';
import type { Attendance } from './school-day.ts';

/** A share (0…1) or a weight for each minute of a day. */
export type Course = Float64Array;
/** One course for each kind of day. */
export type Rhythm = Record<Attendance, Course>;

const NOTHING: Course = new Float64Array(DAY_MINUTES);

/**
 * A course from text such as `07:10-12:00 1, 12:00-14:00 0.1`; later parts overwrite earlier ones, edges are softened
 * over a few minutes because people do not move at the stroke.
 */
export function course(text: string, softenMinutes = 8): Course {
  const raw = new Float64Array(DAY_MINUTES);
  for (const part of text.split(',').map((piece) => piece.trim())) {
    const [span = '', value = '0'] = part.split(' ');
    const [from = '', to = ''] = span.split('-');
    raw.fill(Number(value), clockMinute(from), to === '24:00' ? DAY_MINUTES : clockMinute(to));
  }
  return soften(raw, softenMinutes);
}

function soften(raw: Course, minutes: number): Course {
  const soft = new Float64Array(DAY_MINUTES);
  for (let minute = 0; minute < DAY_MINUTES; minute++) {
    let sum = 0;
    for (let offset = 0; offset < minutes; offset++) {
      const at = Math.min(DAY_MINUTES - 1, Math.max(0, minute + offset - (minutes >> 1)));
      sum += raw[at]!;
    }
    soft[minute] = sum / minutes;
  }
  return soft;
}

/** A course scaled so that its minutes sum to one: the share of the day's amount that falls on each minute. */
function shares(weights: Course): Course {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

function rhythm(parts: Partial<Record<Attendance, string>>, softenMinutes?: number): Rhythm {
  const of = (text: string | undefined) => (text === undefined ? NOTHING : course(text, softenMinutes));
  return { full: of(parts.full), leaving: of(parts.leaving), returning: of(parts.returning), away: of(parts.away) };
}

const MORNING = '07:05-12:00 1, 12:00-12:20 0.3, 12:20-13:50 0.06';

/** Share of classes that sit in their rooms. Lights-out follows at 22:30; the last class has left by 22:12. */
export const CLASSROOMS: Rhythm = rhythm({
  full: `${MORNING}, 13:50-17:40 1, 17:40-18:35 0.12, 18:35-22:06 0.97, 22:06-22:12 0.3`,
  leaving: `${MORNING}, 13:50-15:50 1, 15:50-16:20 0.2`,
  returning: '17:20-18:35 0.3, 18:35-22:06 0.95, 22:06-22:12 0.3',
});

const LESSONS = '08:00-08:45 1, 08:55-09:40 1, 10:10-10:55 1, 11:05-11:50 1';

/** Smart boards follow the lessons; in self-study few are used. */
export const LESSON_BOARDS: Rhythm = rhythm({
  full: `${LESSONS}, 14:10-14:55 1, 15:05-15:50 1, 16:00-16:45 1, 16:55-17:40 0.6, 18:50-20:10 0.2`,
  leaving: `${LESSONS}, 14:10-14:55 1, 15:05-15:50 0.6`,
  returning: '18:50-20:10 0.15',
});

const BREAKS = '07:10-07:40 0.6, 08:45-08:55 1, 09:40-10:10 1, 10:55-11:05 1, 11:50-12:10 1, 12:10-13:50 0.05, 07:50-08:45 0.05';
const BREAK_TEXT = `${BREAKS}, 14:00-14:10 0.7, 14:55-15:05 1, 15:50-16:00 1`;

/** When toilets and wash basins of a teaching building are used, as share of a full day's water. */
export const TOILET_BREAKS: Rhythm = (() => {
  const full = course(`${BREAK_TEXT}, 16:45-16:55 1, 17:40-18:40 0.25, 20:10-20:20 1, 22:00-22:15 0.5`, 5);
  const whole = full.reduce((total, weight) => total + weight, 0);
  const part = (text: string) => course(text, 5).map((weight) => weight / whole);
  return {
    full: shares(full),
    leaving: part(BREAK_TEXT),
    returning: part('17:30-18:40 0.2, 20:10-20:20 1, 22:00-22:15 0.5'),
    away: NOTHING,
  };
})();

/** Share of boarders who are in the dormitory. */
export const DORMITORY: Rhythm = rhythm({
  full: '00:00-06:50 1, 06:50-07:10 0.3, 12:25-13:50 0.85, 17:45-18:30 0.25, 21:50-22:10 0.5, 22:10-24:00 1',
  leaving: '00:00-06:50 1, 06:50-07:10 0.3, 12:25-13:50 0.85, 15:40-16:30 0.3',
  returning: '15:30-17:00 0.3, 17:00-18:30 0.6, 21:50-22:10 0.5, 22:10-24:00 1',
});

/** A flush of 6 L, 0.06 times per resident and night hour (the usual allowance in night-flow analysis). */
const NIGHT_LITRES_PER_MINUTE = (0.06 * 6) / 60;

/** Litres a boarder uses in the dormitory in each minute: washing, showers, laundry and the flushes of the night. */
export const DORMITORY_WASHING: Rhythm = (() => {
  const washing = (text: string, litres: number) => shares(course(text, 6)).map((share) => share * litres);
  const withNight = (base: Course, morning: boolean, evening: boolean) =>
    base.map((litres, minute) => litres + ((minute < 375 && morning) || (minute >= 1355 && evening) ? NIGHT_LITRES_PER_MINUTE : 0));
  return {
    full: withNight(washing('06:10-07:00 1, 12:20-13:10 0.5, 17:40-18:25 0.7, 21:40-22:35 1.5', 78), true, true),
    leaving: withNight(washing('06:10-07:00 1, 12:20-13:10 0.5', 27), true, false),
    returning: withNight(washing('16:30-18:25 0.3, 21:40-22:35 1.5', 50), false, true),
    away: NOTHING,
  };
})();

/** Cooking: litres of the kitchen by share of a full day (three meals). */
export const KITCHEN_WATER: Rhythm = (() => {
  const full = course('04:40-06:40 0.8, 06:40-08:20 1, 09:00-11:30 0.9, 11:30-13:40 1.3, 15:00-17:10 0.8, 17:10-19:40 1.2', 10);
  const whole = full.reduce((total, weight) => total + weight, 0);
  const part = (text: string) => course(text, 10).map((weight) => weight / whole);
  return {
    full: shares(full),
    leaving: part('04:40-06:40 0.8, 06:40-08:20 1, 09:00-11:30 0.9, 11:30-13:40 1.3'),
    returning: part('15:00-17:10 0.7, 17:10-19:40 1'),
    away: part('10:30-12:40 0.05'),
  };
})();

/** Steam cabinets, share of the installed power. */
export const STEAM_CABINETS: Rhythm = rhythm({
  full: '04:30-05:10 1, 05:10-07:00 0.75, 09:30-10:10 1, 10:10-11:50 0.7, 15:20-16:00 1, 16:00-17:30 0.65',
  leaving: '04:30-05:10 1, 05:10-07:00 0.75, 09:30-10:10 1, 10:10-11:50 0.7',
  returning: '15:20-16:00 0.9, 16:00-17:30 0.6',
});

/** Stoves, ventilation and washing-up machines. */
export const COOKING: Rhythm = rhythm({
  full: '05:00-07:40 0.5, 09:20-12:40 0.8, 12:40-13:40 0.35, 15:20-18:20 0.75, 18:20-19:30 0.35',
  leaving: '05:00-07:40 0.5, 09:20-12:40 0.8, 12:40-13:40 0.35',
  returning: '15:20-18:20 0.7, 18:20-19:30 0.3',
  away: '10:30-12:30 0.04, 16:40-18:00 0.03',
});

/** Lights of the dining hall. */
export const DINING: Rhythm = rhythm({
  full: '06:20-08:00 1, 11:20-13:10 0.8, 17:00-18:50 1, 04:30-06:20 0.3, 18:50-19:50 0.3',
  leaving: '06:20-08:00 1, 11:20-13:10 0.8, 04:30-06:20 0.3',
  returning: '17:00-18:50 1, 18:50-19:50 0.3',
});

/** Teachers in their offices; some stay for the evening self-study. */
export const OFFICES: Rhythm = rhythm({
  full: '07:30-08:00 0.6, 08:00-11:50 0.95, 11:50-13:30 0.3, 13:30-17:40 0.95, 17:40-18:40 0.3, 18:40-21:50 0.25',
  leaving: '07:30-08:00 0.6, 08:00-11:50 0.95, 11:50-13:30 0.3, 13:30-16:30 0.9, 16:30-17:30 0.2',
  returning: '18:30-21:50 0.25',
});

/** Reading rooms. */
export const LIBRARY: Rhythm = rhythm({
  full: '08:00-12:00 0.7, 12:00-13:30 0.5, 13:30-18:00 0.9, 18:30-21:30 0.8',
  leaving: '08:00-12:00 0.7, 12:00-15:40 0.6',
  returning: '18:30-21:30 0.5',
});

/** Laboratories and computer rooms: share in use. */
export const LABORATORIES: Rhythm = rhythm({
  full: '08:00-11:50 0.5, 14:10-17:40 0.55, 18:50-21:30 0.08',
  leaving: '08:00-11:50 0.5, 14:10-15:50 0.4',
});

/** The sports hall. */
export const SPORTS: Rhythm = rhythm({
  full: '08:00-11:50 0.4, 14:10-15:30 0.4, 15:30-18:20 0.9',
  leaving: '08:00-11:50 0.4, 14:10-15:50 0.5',
});

/** Families of the staff, any day. */
export const HOUSEHOLD: Course = course(
  '00:00-05:40 0.12, 05:40-07:40 0.8, 07:40-11:00 0.3, 11:00-13:00 0.6, 13:00-17:00 0.3, 17:00-20:00 1, 20:00-22:40 0.9, 22:40-24:00 0.35',
  20,
);
export const HOUSEHOLD_SHARES: Course = shares(HOUSEHOLD);
