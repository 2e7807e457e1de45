import { words } from './words/index.ts';

/** Made once: a slow phone needs milliseconds for each. */
const clocks = new Map<string, Intl.DateTimeFormat>();

/** Clock times as the school's wall shows them, whatever zone the phone is in. */
export function clockOf(at: number, timeZone: string): string {
  let clock = clocks.get(timeZone);
  if (!clock)
    clocks.set(timeZone, (clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })));
  return clock.format(at);
}

/** `11-20` of `2026-11-20` */
export const shortDay = (day: string) => day.slice(5);

/** `11-18 09:20`, or the clock alone of the same local day. */
export function momentOf(at: number, now: number, timeZone: string): string {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return day.format(at) === day.format(now) ? clockOf(at, timeZone) : `${shortDay(day.format(at))} ${clockOf(at, timeZone)}`;
}

/** How long ago, as one says it. */
export function ageInWords(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return words.value.justNow;
  if (minutes < 120) return words.value.minutes(minutes);
  return minutes < 48 * 60 ? words.value.hours(Math.floor(minutes / 60)) : words.value.days(Math.floor(minutes / 1440));
}
