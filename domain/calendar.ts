import { createHolidays, type Holidays } from './holidays.ts';
import { addDays, weekdayOf } from './local-time.ts';
import type { CalendarPlan, DayType, GradeGroup, SchoolWeek, Term } from './site.ts';

/**
 * Nights that are alike, named after their evening; "the usual night" compares those of one kind.
 *
 * - `teaching`: pupils are there in the evening: the next day brings them to school (so the Sunday on which boarders come
 *   back, and the last evening of a holiday), or they stay for the evening self-study of a Friday or Saturday
 * - `weekend`: everybody went home for the weekend
 * - `vacation`: no term; also the week before it begins, and while the school is renovated
 * - `holiday`: the nights of a statutory holiday, the one before its first day among them
 */
export const NIGHT_TYPES = ['teaching', 'weekend', 'vacation', 'holiday'] as const;
export type NightType = (typeof NIGHT_TYPES)[number];

export interface Calendar {
  dayType(day: string): DayType;
  nightType(night: string): NightType;
  /** The notice about the holidays of this day is not known, or the last term is over: its type is a guess. */
  isProvisional(day: string): boolean;
  /** Statutory holiday that a day belongs to, in Chinese, whatever the school does then. */
  holidayName(day: string): string | undefined;
  /** The last local day of the unbroken stretch from `today` on whose type is not provisional; undefined when it never ends. */
  certainUntil(today: string): string | undefined;
  week: SchoolWeek;
}

/** Boarders are there from Sunday evening to Friday; lights-out by the domain note's default for senior high. */
export const DEFAULT_WEEK: SchoolWeek = { eveningStudy: [0, 1, 2, 3, 4], custody: [], lightsOut: '22:30' };

/** Of classes in one building that differ, the fullest day wins: the building is used. */
const FULLEST_FIRST: readonly DayType[] = [
  'exam',
  'makeup_teaching',
  'teaching',
  'event',
  'military_training',
  'pre_term_week',
  'weekend_custody',
  'weekend',
  'statutory_holiday',
  'vacation',
  'renovation',
];
/** Days on which pupils are at school, and so the evening before. */
const PUPILS_THERE: ReadonlySet<DayType> = new Set<DayType>(['teaching', 'makeup_teaching', 'exam', 'event', 'military_training']);
const FRIDAY = 5;
const SATURDAY = 6;
/** Farther than any plan reaches; days after it are not asked for. */
const FARTHEST_YEARS = 10;

/**
 * Day types of a school. Declared exceptions win, the later of two; then vacation (no term), statutory holiday, make-up
 * workday, weekend.
 *
 * @param building its grade groups decide, with their terms and exceptions. Absent, or without a group: the school's, without
 *                 what is declared for single groups
 */
export function createCalendar(plan: CalendarPlan, building?: string): Calendar {
  return calendarOf(
    plan,
    (plan.groups ?? []).filter(({ buildings }) => building !== undefined && buildings.includes(building)),
  );
}

/** The days of one grade group, wherever it is; those of the school when there is no such group. */
export function createGroupCalendar(plan: CalendarPlan, group: string): Calendar {
  return calendarOf(
    plan,
    (plan.groups ?? []).filter(({ id }) => id === group),
  );
}

/** @param groups none: the school as a whole */
function calendarOf(plan: CalendarPlan, groups: readonly GradeGroup[]): Calendar {
  const week = plan.week ?? DEFAULT_WEEK;
  const holidays = createHolidays(plan.holidayYears);
  const calendars =
    groups.length > 0
      ? groups.map(({ id, terms }) => daysOf(plan, holidays, week, terms ?? plan.terms, id))
      : [daysOf(plan, holidays, week, plan.terms)];
  const types = new Map<string, DayType>();
  const typeOf = (day: string) => fullest(calendars.map((calendar) => calendar.dayType(day)));

  function dayType(day: string): DayType {
    const known = types.get(day);
    if (known !== undefined) return known;
    const type = typeOf(day);
    types.set(day, type);
    return type;
  }

  const isProvisional = (day: string) => calendars.some((calendar) => calendar.isProvisional(day));
  return {
    dayType,
    nightType: (night) => nightTypeOf(night, dayType(night), dayType(addDays(night, 1)), week),
    isProvisional,
    holidayName: (day) => (plan.holidays === 'china' ? holidays.offName(day) : undefined),
    certainUntil: (today) => lastCertain(today, isProvisional),
    week,
  };
}

/** Days on which the school is at work; "the usual" compares days of the same kind. */
export function isTeachingDay(type: DayType): boolean {
  return type === 'teaching' || type === 'makeup_teaching' || type === 'exam';
}

/** @param group absent: the school as a whole */
function daysOf(
  plan: CalendarPlan,
  holidays: Holidays,
  week: SchoolWeek,
  terms: readonly Term[],
  group?: string,
): Pick<Calendar, 'dayType' | 'isProvisional'> {
  const chinese = plan.holidays === 'china';
  const exceptions = plan.exceptions.filter(({ groups }) => !groups || (group !== undefined && groups.includes(group)));
  const exceptionOn = (day: string) => exceptions.findLast(({ firstDay, lastDay }) => firstDay <= day && day <= lastDay);
  const inTerm = (day: string) => terms.length === 0 || terms.some(({ firstDay, lastDay }) => firstDay <= day && day <= lastDay);
  const lastTermDay = terms
    .map(({ lastDay }) => lastDay)
    .toSorted()
    .at(-1);
  return {
    dayType(day) {
      const exception = exceptionOn(day);
      if (exception) return exception.type;
      if (!inTerm(day)) return 'vacation';
      if (chinese && holidays.offName(day) !== undefined) return 'statutory_holiday';
      if (chinese && holidays.isMakeupWorkday(day)) return 'makeup_teaching';
      const weekday = weekdayOf(day);
      if (weekday >= 1 && weekday <= FRIDAY) return 'teaching';
      return week.custody.includes(weekday) ? 'weekend_custody' : 'weekend';
    },
    isProvisional(day) {
      if (exceptionOn(day)) return false;
      if (lastTermDay !== undefined && day > lastTermDay) return true;
      return chinese && inTerm(day) && !holidays.isKnown(day);
    },
  };
}

function nightTypeOf(night: string, today: DayType, tomorrow: DayType, { eveningStudy }: SchoolWeek): NightType {
  if (PUPILS_THERE.has(tomorrow)) return 'teaching';
  if (tomorrow === 'statutory_holiday') return 'holiday';
  if (tomorrow !== 'weekend' && tomorrow !== 'weekend_custody') return 'vacation';
  // Schools that keep their boarders over the weekend say so by evening self-study on its evenings.
  const weekday = weekdayOf(night);
  const stays = (weekday === FRIDAY || weekday === SATURDAY) && eveningStudy.includes(weekday);
  return stays && today !== 'statutory_holiday' && today !== 'vacation' ? 'teaching' : 'weekend';
}

function fullest(types: readonly DayType[]): DayType {
  if (types.length === 1) return types[0]!;
  return FULLEST_FIRST.find((type) => types.includes(type))!;
}

function lastCertain(today: string, isProvisional: (day: string) => boolean): string | undefined {
  let day = today;
  const end = addDays(today, FARTHEST_YEARS * 366);
  for (; day <= end; day = addDays(day, 1)) if (isProvisional(day)) return addDays(day, -1);
  return undefined;
}
