import { type LocalTime, weekdayOf } from '../../domain/local-time.ts';
import type { Grain } from './model.ts';

const HOUR_MS = 3_600_000;

interface Wall {
  /** Local minutes since midnight. */
  minutes: number;
  day: string;
  /** Whole days since the epoch, for every second or fourth day. */
  ordinal: number;
}

type Keep = (wall: Wall) => boolean;

const everyHours =
  (hours: number): Keep =>
  (wall) =>
    wall.minutes % (hours * 60) === 0;
const everyDays =
  (days: number): Keep =>
  (wall) =>
    wall.minutes === 0 && wall.ordinal % days === 0;
const mondays: Keep = ({ minutes, day }) => minutes === 0 && weekdayOf(day) === 1;
const monthsOf =
  (step: number): Keep =>
  ({ minutes, day }) =>
    minutes === 0 && day.endsWith('-01') && (Number(day.slice(5, 7)) - 1) % step === 0;

/** From dense to sparse; the first that fits is taken. */
const HOURLY: readonly Keep[] = [1, 2, 3, 6, 12].map(everyHours).concat([1, 2, 4].map(everyDays), [mondays, monthsOf(1)]);
const DAILY: readonly Keep[] = [() => true, mondays, monthsOf(1), monthsOf(3)];
const MONTHLY: readonly Keep[] = [() => true, monthsOf(2), monthsOf(3), monthsOf(6), monthsOf(12)];

/**
 * Instants worth a label: whole hours, midnights, Mondays, firsts of months, on the clock of the site. At most
 * `limit`, and evenly spread.
 */
export function chooseTicks(instants: readonly number[], grain: Grain, limit: number, local: LocalTime): number[] {
  const walls = instants.map((at): Wall => {
    const day = local.dayOf(at);
    const [hours, minutes] = local.clockOf(at).split(':').map(Number);
    return { day, minutes: hours! * 60 + minutes!, ordinal: Math.floor(Date.parse(`${day}T00:00:00Z`) / (24 * HOUR_MS)) };
  });
  const rules = { instant: HOURLY, hour: HOURLY, day: DAILY, month: MONTHLY }[grain];
  for (const keep of rules) {
    const kept = instants.filter((_, index) => keep(walls[index]!));
    // Weeks have no first of a month among them: a rule that keeps none of many says nothing.
    if (kept.length > 0 && kept.length <= limit) return kept;
  }
  return instants.filter((_, index) => index % Math.ceil(instants.length / limit) === 0);
}

/** The whole hours of a span on the clock of the site: candidates for the ticks of a time axis. */
export function wholeHours(fromAt: number, toAt: number, local: LocalTime): number[] {
  const midnight = local.startOfDay(local.dayOf(fromAt));
  const hours: number[] = [];
  for (let at = midnight + Math.ceil((fromAt - midnight) / HOUR_MS) * HOUR_MS; at <= toAt; at += HOUR_MS) hours.push(at);
  return hours;
}
