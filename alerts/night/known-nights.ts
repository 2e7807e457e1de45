import { INTERVAL_MS, type IntervalDay, isCovering } from '../../domain/interval.ts';
import { addDays, daysBetween, type LocalTime } from '../../domain/local-time.ts';

/** The hours in which leaks are looked for (domain note 5.2), and the share of them that has to be known. */
const DEAD_HOURS = { start: '02:00', end: '05:00' };
const MIN_KNOWN = 0.9;

/**
 * Ends of the dead hours since an instant in which a meter is known, ascending.
 *
 * @param days of the one meter, from the day of `sinceAt` on
 */
export function knownNightEnds(days: readonly IntervalDay[], local: LocalTime, sinceAt: number, now: number): number[] {
  const byDay = new Map(days.map((day) => [day.day, day]));
  return daysBetween(local.dayOf(sinceAt), addDays(local.dayOf(now), 1)).flatMap((day) => {
    const [fromAt, toAt] = [local.at(day, DEAD_HOURS.start), local.at(day, DEAD_HOURS.end)];
    const known = byDay.get(day);
    if (!known || fromAt < sinceAt || toAt > now) return [];
    const quarters = known.qualities.subarray((fromAt - known.startAt) / INTERVAL_MS, (toAt - known.startAt) / INTERVAL_MS);
    return quarters.filter(isCovering).length >= MIN_KNOWN * ((toAt - fromAt) / INTERVAL_MS) ? [toAt] : [];
  });
}
