/** Mainland China keeps one zone, without summer time: a local day is a whole number of UTC days shifted by eight hours. */
export const CHINA_ZONE = 'Asia/Shanghai';
export const MINUTE_MS = 60_000;
export const DAY_MINUTES = 1440;
export const DAY_MS = 86_400_000;
const AHEAD_MS = 8 * 3_600_000;

/** Local days since 1970-01-01. */
export function dayIndexAt(at: number): number {
  return Math.floor((at + AHEAD_MS) / DAY_MS);
}

/** @param day `YYYY-MM-DD` */
export function dayIndexOf(day: string): number {
  return Math.round(Date.parse(`${day}T00:00:00Z`) / DAY_MS);
}

export function dayText(index: number): string {
  return new Date(index * DAY_MS).toISOString().slice(0, 10);
}

/** First instant of a local day, epoch ms. */
export function startOfDay(index: number): number {
  return index * DAY_MS - AHEAD_MS;
}

/** Instant of a minute of a local day; minutes past 1440 fall on the days after. */
export function minuteAt(index: number, minute: number): number {
  return startOfDay(index) + minute * MINUTE_MS;
}

/** Minutes after midnight of a clock time `HH:mm`. */
export function clockMinute(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
}
