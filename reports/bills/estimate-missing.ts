import { absentDay, fromGrains, INTERVAL_MS, type IntervalDay, QUALITIES, toGrains } from '../../domain/interval.ts';
import { addDays, daysBetween, type LocalTime } from '../../domain/local-time.ts';
import type { MeterUse } from '../../tariffs/compute-bill.ts';

/** Of the span: from less nobody can tell what the rest was. */
const LEAST_KNOWN = 0.5;
const ESTIMATED = QUALITIES.indexOf('estimated');

export interface UsedSpan {
  /** Local days, half open. */
  from: string;
  to: string;
  local: LocalTime;
  /** Local day of the first reading that the meter ever gave: before it nothing is missing. */
  firstDay: string | undefined;
}

export interface EstimatedUse {
  use: MeterUse;
  /** Days of 24 hours that nobody knows. */
  missingDays: number;
  /** What was taken for a day of them; null: nothing is missing, or too much to say. */
  amountADay: number | null;
}

/**
 * What nobody knows of a meter's use, taken as the mean of what is known and marked as an estimate: the meter fell silent before its
 * month was over. It is trued up when the meter speaks again. Inside of a long gap whose total is known (`held`) nothing is missing.
 */
export function estimateMissing(use: MeterUse, span: UsedSpan): EstimatedUse {
  const days = daysOf(use, span);
  const isMissing = days.map((day) => missingOf(day, use.held));
  const expected = days.reduce((sum, { values }) => sum + values.length, 0);
  const missed = isMissing.reduce((sum, day) => sum + day.reduce((missing, one) => missing + one, 0), 0);
  const missingDays = (missed * INTERVAL_MS) / 86_400_000;
  if (missed === 0 || missed > expected * (1 - LEAST_KNOWN)) return { use, missingDays, amountADay: null };
  const mean = fromGrains(Math.round(knownGrains(days, use.held) / (expected - missed)));
  const filled = days.map((day, place) => {
    const isFilled = (index: number) => isMissing[place]![index] === 1;
    const values = day.values.map((value, index) => (isFilled(index) ? mean : value));
    return { ...day, values, qualities: day.qualities.map((quality, index) => (isFilled(index) ? ESTIMATED : quality)) };
  });
  return { use: { ...use, days: filled }, missingDays, amountADay: (mean * 86_400_000) / INTERVAL_MS };
}

/** All days of the span on which the meter was there: one of which nothing is stored is absent. */
function daysOf({ days }: MeterUse, { from, to, local, firstDay = from }: UsedSpan): IntervalDay[] {
  const byDay = new Map(days.map((day) => [day.day, day]));
  return daysBetween(firstDay > from ? firstDay : from, to).map(
    (day) => byDay.get(day) ?? absentDay(day, local.startOfDay(day), local.startOfDay(addDays(day, 1))),
  );
}

function missingOf({ startAt, values }: IntervalDay, held: MeterUse['held']): Float64Array {
  const isHeld = (at: number) => held.some(({ fromAt, toAt }) => at < toAt && at + INTERVAL_MS > fromAt);
  return values.map((value, index) => (Number.isNaN(value) && !isHeld(startAt + index * INTERVAL_MS) ? 1 : 0));
}

/** Of a gap that reaches over the edge of the span the part inside, by time. */
function knownGrains(days: readonly IntervalDay[], held: MeterUse['held']): number {
  let grains = 0;
  for (const { values } of days) for (const value of values) if (!Number.isNaN(value)) grains += toGrains(value);
  const startAt = days[0]?.startAt ?? 0;
  const last = days.at(-1);
  const endAt = last ? last.startAt + last.values.length * INTERVAL_MS : 0;
  for (const { fromAt, toAt, amount } of held) {
    const insideMs = Math.max(0, Math.min(toAt, endAt) - Math.max(fromAt, startAt));
    grains += (toGrains(amount) * insideMs) / (toAt - fromAt);
  }
  return grains;
}
