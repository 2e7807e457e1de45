import type { Cadence } from '../analysis/rule.ts';
import type { SeriesDetector } from '../analysis/series-detector.ts';
import { addDays, type ClockWindow, type LocalTime, weekdayOf } from '../domain/local-time.ts';

/** The night round, and what people look at before and after it. */
const NIGHT: ClockWindow = { start: '21:30', end: '08:00' };
const MORNING = '06:15';
const EVENING = '17:00';
const WEEKLY = { weekday: 1, clock: '06:40' };

/** When the rules of a cadence are judged, on the clock of the site. */
export const CADENCE_CRONS: Readonly<Record<Cadence, readonly string[]>> = {
  live: ['*/5 * * * *'],
  night: everyFiveMinutes(NIGHT),
  morning: [daily(MORNING)],
  evening: [daily(EVENING)],
  weekly: [`${daily(WEEKLY.clock).slice(0, -1)}${WEEKLY.weekday}`],
};

/** The last night that a rule of a cadence has spoken of: one that has begun, or is over where its window is judged at its end. */
export function latestNight(detector: SeriesDetector, cadence: Cadence, local: LocalTime, at: number): string {
  const dueAt = lastDueAt(cadence, local, at);
  let night = local.dayOf(dueAt);
  const readyAt = (candidate: string) => {
    const { fromAt, toAt } = detector.window(local, candidate);
    return detector.isLive ? fromAt : toAt;
  };
  while (readyAt(night) > dueAt) night = addDays(night, -1);
  return night;
}

/** When a cadence was last due. The five minutes of those that look all the time make no difference. */
function lastDueAt(cadence: Cadence, local: LocalTime, at: number): number {
  if (cadence === 'live' || cadence === 'night') return at;
  const clock = cadence === 'weekly' ? WEEKLY.clock : cadence === 'morning' ? MORNING : EVENING;
  let day = local.dayOf(at);
  while (local.at(day, clock) > at || (cadence === 'weekly' && weekdayOf(day) !== WEEKLY.weekday)) day = addDays(day, -1);
  return local.at(day, clock);
}

export function daily(clock: string): string {
  const [hour, minute] = partsOf(clock);
  return `${minute} ${hour} * * *`;
}

/** Cron lines for every five minutes from the start to the end of a window that may cross midnight, both included. */
export function everyFiveMinutes({ start, end }: ClockWindow): string[] {
  const [fromHour, fromMinute] = partsOf(start);
  const [toHour, toMinute] = partsOf(end);
  if (start < end && fromHour === toHour) return [`${fromMinute}-${toMinute}/5 ${fromHour} * * *`];
  const hours: number[] = [];
  for (let hour = (fromHour + 1) % 24; hour !== toHour; hour = (hour + 1) % 24) hours.push(hour);
  const whole = hours.length === 0 ? [] : [`*/5 ${hours.join(',')} * * *`];
  const last = toMinute === 0 ? '0' : `0-${toMinute}/5`;
  return [`${fromMinute}-59/5 ${fromHour} * * *`, ...whole, `${last} ${toHour} * * *`];
}

function partsOf(time: string): [number, number] {
  const [hour, minute] = time.split(':').map(Number);
  return [hour!, minute!];
}
