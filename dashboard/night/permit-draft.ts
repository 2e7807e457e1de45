import type { PermitDecision } from '../../api/schemas/tonight.ts';
import { addDays, type LocalTime, weekdayOf } from '../../domain/local-time.ts';
import { sortedWeek } from '../rules/declarations.ts';

/** What the office fills in when it allows late use. */
export interface PermitDraft {
  untilAt: number;
  /** Null: this once. */
  weekly: { weekdays: readonly number[]; start: string; end: string } | null;
}

/** Everything of a night is over by then. */
const MORNING = '07:00';
/** What comes back every week goes on for about a term. */
const TERM_DAYS = 120;
const EVENING = '18:00';

/** The end of the coming morning: this night only. */
export function untilMorning(now: number, local: LocalTime): number {
  const today = local.dayOf(now);
  const atSeven = local.at(today, MORNING);
  return atSeven > now ? atSeven : local.at(addDays(today, 1), MORNING);
}

/**
 * The same every week: on the weekday of that evening, from six until the full hour after the guard was told so.
 *
 * @example asked on a Friday at 23:40 → Fridays 18:00 to 00:00
 */
export function usualWeekly(askedAt: number, now: number, local: LocalTime): PermitDraft {
  const evening = local.dayOf(askedAt - 12 * 3_600_000);
  const hour = (Number(local.clockOf(askedAt).slice(0, 2)) + 1) % 24;
  return {
    untilAt: local.at(addDays(local.dayOf(now), TERM_DAYS), MORNING),
    weekly: { weekdays: [weekdayOf(evening)], start: EVENING, end: `${String(hour).padStart(2, '0')}:00` },
  };
}

export type PermitTrouble = 'notPast' | 'noWeekday' | 'noHours';

export function troubleOf({ untilAt, weekly }: PermitDraft, now: number): PermitTrouble | undefined {
  if (untilAt <= now) return 'notPast';
  if (weekly?.weekdays.length === 0) return 'noWeekday';
  return weekly && (weekly.start === '' || weekly.end === '' || weekly.start === weekly.end) ? 'noHours' : undefined;
}

/** Undefined while something is wrong with it. */
export function toApproval({ untilAt, weekly }: PermitDraft, note: string, now: number): PermitDecision | undefined {
  if (troubleOf({ untilAt, weekly }, now)) return undefined;
  return {
    decision: 'approve',
    untilAt,
    weekly: weekly && { ...weekly, weekdays: sortedWeek(weekly.weekdays) },
    note: note.trim(),
  };
}
