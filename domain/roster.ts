import { weekdayOf } from './local-time.ts';

/** Whom a duty is for. `second_guard` is called when the guard does not answer. */
export const DUTIES = ['guard', 'second_guard', 'electrician', 'logistics'] as const;
export type Duty = (typeof DUTIES)[number];

/** Who is on duty. A night belongs to its evening's date; by day the date itself counts. */
export interface Roster {
  /** The usual week (0 = Sunday); of several lines all are on duty, in this order. */
  weekly: readonly { duty: Duty; person: string; weekdays: readonly number[] }[];
  /** Substitutes and holidays: where a line names the day and the duty, the usual week does not count for it. Later lines first. */
  days: readonly { duty: Duty; person: string; firstDay: string; lastDay: string; note: string }[];
}

export const EMPTY_ROSTER: Roster = { weekly: [], days: [] };

/** Ids of the persons on duty, the one who is called first in front. @param day local day; of a night its evening */
export function onDuty({ weekly, days }: Roster, duty: Duty, day: string): string[] {
  const named = days.filter((line) => line.duty === duty && line.firstDay <= day && day <= line.lastDay).toReversed();
  const lines = named.length > 0 ? named : weekly.filter((line) => line.duty === duty && line.weekdays.includes(weekdayOf(day)));
  return [...new Set(lines.map(({ person }) => person))];
}
