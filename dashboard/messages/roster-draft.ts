import type { RosterAnswer } from '../../api/schemas/messages.ts';
import { addDays } from '../../domain/local-time.ts';
import { DUTIES, type Duty } from '../../domain/roster.ts';

type Roster = RosterAnswer['roster'];
type Gap = RosterAnswer['gaps'][number];

/** The usual week of one duty, person by person, in the order in which they are called. */
export interface WeekRow {
  person: string;
  weekdays: readonly number[];
}
export type WeekDraft = Record<Duty, readonly WeekRow[]>;

/** Monday first. */
export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 0] as const;

/** One row for each person of a duty, however many lines name him. */
export function toWeek(weekly: Roster['weekly']): WeekDraft {
  const of = (duty: Duty) => {
    const rows = new Map<string, Set<number>>();
    for (const line of weekly) {
      if (line.duty === duty) rows.set(line.person, new Set([...(rows.get(line.person) ?? []), ...line.weekdays]));
    }
    return [...rows].map(([person, weekdays]) => ({ person, weekdays: inOrder(weekdays) }));
  };
  return Object.fromEntries(DUTIES.map((duty) => [duty, of(duty)])) as unknown as WeekDraft;
}

/** Rows without a person or without a day say nothing. */
export function toWeekly(week: WeekDraft): Roster['weekly'] {
  return DUTIES.flatMap((duty) =>
    week[duty]
      .filter(({ person, weekdays }) => person !== '' && weekdays.length > 0)
      .map(({ person, weekdays }) => ({ duty, person, weekdays: [...weekdays] })),
  );
}

export function toggle({ person, weekdays }: WeekRow, weekday: number): WeekRow {
  const isOn = weekdays.includes(weekday);
  return { person, weekdays: isOn ? weekdays.filter((one) => one !== weekday) : inOrder([...weekdays, weekday]) };
}

const inOrder = (weekdays: Iterable<number>): number[] => {
  const chosen = new Set(weekdays);
  return WEEKDAYS.filter((weekday) => chosen.has(weekday));
};

/** The same gap on days that follow each other. */
export interface GapSpan extends Omit<Gap, 'day'> {
  firstDay: string;
  lastDay: string;
}

/** Gaps by duty, days that follow each other in one. */
export function toSpans(gaps: readonly Gap[]): GapSpan[] {
  const spans: GapSpan[] = [];
  for (const { day, duty, why } of gaps.toSorted(byDutyAndDay)) {
    const last = spans.at(-1);
    const goesOn = last?.duty === duty && last.why.zh === why.zh && addDays(last.lastDay, 1) === day;
    if (goesOn) spans[spans.length - 1] = { ...last, lastDay: day };
    else spans.push({ duty, why, firstDay: day, lastDay: day });
  }
  return spans;
}

const byDutyAndDay = (one: Gap, other: Gap) =>
  DUTIES.indexOf(one.duty) - DUTIES.indexOf(other.duty) || (one.day < other.day ? -1 : Number(one.day > other.day));
