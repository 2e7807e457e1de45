import { type Calendar, createCalendar, isTeachingDay } from '../../domain/calendar.ts';
import { weekdayOf } from '../../domain/local-time.ts';
import type { CalendarPlan, DayType } from '../../domain/site.ts';
import { DAY_MINUTES, dayText, startOfDay } from './china-day.ts';
import type { DayWeather, Weather } from './weather.ts';

/**
 * Who is there on a day of a boarding school.
 * `full` lessons and evening self-study · `leaving` lessons, then everybody goes home · `returning` no lessons, boarders come
 * back for the evening self-study · `away` nobody but guards, staff families and a few teachers.
 */
export type Attendance = 'full' | 'leaving' | 'returning' | 'away';

export interface SchoolDay extends DayWeather {
  /** Local days since 1970-01-01. */
  index: number;
  /** `YYYY-MM-DD`. */
  day: string;
  startAt: number;
  type: DayType;
  attendance: Attendance;
  weekday: number;
  /** By minute: 0 by day, 1 by night, with half an hour of dusk between. */
  darkness: Float64Array;
  /** Share of the staff that works although there are no lessons. */
  dutyStaff: number;
}

export type SchoolDays = (index: number) => SchoolDay;

/** Days are computed when asked for and the last few dozen are kept: loads look at today and yesterday. */
export function createSchoolDays(plan: CalendarPlan, weather: Weather): SchoolDays {
  const calendar = createCalendar(plan);
  const known = new Map<number, SchoolDay>();
  return (index) => {
    const cached = known.get(index);
    if (cached) return cached;
    if (known.size >= 48) known.clear();
    const day = buildDay(index, calendar, weather);
    known.set(index, day);
    return day;
  };
}

function buildDay(index: number, calendar: Calendar, weather: Weather): SchoolDay {
  const day = dayText(index);
  const type = calendar.dayType(day);
  const attendance = attendanceOf(teaches(type), teaches(calendar.dayType(dayText(index + 1))));
  const weekday = weekdayOf(day);
  const onDuty = weekday === 0 || weekday === 6 ? 0.02 : 0.07;
  const sky = weather(index);
  return {
    ...sky,
    index,
    day,
    startAt: startOfDay(index),
    type,
    attendance,
    weekday,
    darkness: darknessOf(sky),
    dutyStaff: type === 'vacation' ? onDuty : 0.04,
  };
}

/** An event day (a sports meeting) brings everybody to school like a lesson day does. */
function teaches(type: DayType): boolean {
  return isTeachingDay(type) || type === 'event';
}

function attendanceOf(today: boolean, tomorrow: boolean): Attendance {
  if (today) return tomorrow ? 'full' : 'leaving';
  return tomorrow ? 'returning' : 'away';
}

function darknessOf({ sunriseMinute, sunsetMinute }: DayWeather): Float64Array {
  return Float64Array.from({ length: DAY_MINUTES }, (_, minute) => {
    const sinceSun = Math.min(minute - sunriseMinute, sunsetMinute - minute);
    return Math.min(1, Math.max(0, 0.5 - sinceSun / 40));
  });
}
