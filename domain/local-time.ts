const HOUR_MS = 3_600_000;
/** Questions ask for the same few thousand days millions of times. */
const MOST_KNOWN_DAYS = 50_000;

/** Local clock of a site: instants to local days and back. Days have 23, 24 or 25 hours, whatever the zone does. */
export interface LocalTime {
  timeZone: string;
  /** Local day of an instant, `YYYY-MM-DD`. */
  dayOf(at: number): string;
  /** Local clock time of an instant, `HH:mm`. */
  clockOf(at: number): string;
  /** First instant of a local day. */
  startOfDay(day: string): number;
  /** Instant of a clock time on a local day. A time that the clock skips is the first instant after the jump. */
  at(day: string, clock: string): number;
  /** Milliseconds that the zone is ahead of UTC at an instant. */
  offsetMs(at: number): number;
}

/** @throws RangeError when the zone is not an IANA name that the runtime knows */
export function createLocalTime(timeZone: string): LocalTime {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const offsets = new Map<number, number>();
  const starts = new Map<string, number>();

  // Zones change their offset on quarter hours at most, so one look-up a quarter is enough.
  function offsetMs(at: number): number {
    const quarter = Math.floor(at / 900_000);
    const known = offsets.get(quarter);
    if (known !== undefined) return known;
    const start = quarter * 900_000;
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(start)) part[type] = Number(value);
    const wall = Date.UTC(part.year!, part.month! - 1, part.day, part.hour, part.minute, part.second);
    const offset = wall - start;
    if (offsets.size > 200_000) offsets.clear();
    offsets.set(quarter, offset);
    return offset;
  }

  const wallOf = (at: number) => new Date(at + offsetMs(at));
  const dayOf = (at: number) => wallOf(at).toISOString().slice(0, 10);

  function instantOf(wall: number): number {
    const before = wall - offsetMs(wall - 24 * HOUR_MS);
    const after = wall - offsetMs(wall + 24 * HOUR_MS);
    if (wallOf(before).getTime() === wall) return before;
    if (wallOf(after).getTime() === wall) return after;
    // The wall time does not exist: the clock jumps over it. The jump is where the offset changes.
    let low = Math.min(before, after) - HOUR_MS;
    let high = Math.max(before, after) + HOUR_MS;
    const offset = offsetMs(low);
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (offsetMs(middle) === offset) low = middle;
      else high = middle;
    }
    return high;
  }

  function startOfDay(day: string): number {
    const known = starts.get(day);
    if (known !== undefined) return known;
    const start = instantOf(Date.parse(`${day}T00:00:00Z`));
    if (starts.size > MOST_KNOWN_DAYS) starts.clear();
    starts.set(day, start);
    return start;
  }

  return {
    timeZone,
    dayOf,
    clockOf: (at) => wallOf(at).toISOString().slice(11, 16),
    startOfDay,
    at: (day, clock) => instantOf(Date.parse(`${day}T${clock}:00Z`)),
    offsetMs,
  };
}

const DAY_MS = 24 * HOUR_MS;
const numbers = new Map<string, number>();
const names = new Map<number, string>();

/** Days since 1970-01-01. */
function numberOf(day: string): number {
  const known = numbers.get(day);
  if (known !== undefined) return known;
  const number = Date.parse(`${day}T00:00:00Z`) / DAY_MS;
  if (numbers.size > MOST_KNOWN_DAYS) numbers.clear();
  numbers.set(day, number);
  return number;
}

function nameOf(number: number): string {
  const known = names.get(number);
  if (known !== undefined) return known;
  const name = new Date(number * DAY_MS).toISOString().slice(0, 10);
  if (names.size > MOST_KNOWN_DAYS) names.clear();
  names.set(number, name);
  return name;
}

/** The local day `count` days later (or earlier when negative). */
export function addDays(day: string, count: number): string {
  return nameOf(numberOf(day) + count);
}

/** Days from `from` up to and without `to`. */
export function daysBetween(from: string, to: string): string[] {
  const days: string[] = [];
  for (let day = from; day < to; day = addDays(day, 1)) days.push(day);
  return days;
}

/** 0 = Sunday … 6 = Saturday. */
export function weekdayOf(day: string): number {
  // The first day was a Thursday.
  return (((numberOf(day) + 4) % 7) + 7) % 7;
}

/** A local time window, half open; crosses midnight when its end is not after its start. */
export interface ClockWindow {
  start: string;
  end: string;
}

/** Instants of a window that begins on a local day; it belongs to that day's night when it crosses midnight. */
export function windowOn(local: LocalTime, day: string, window: ClockWindow): { fromAt: number; toAt: number } {
  const endDay = window.end <= window.start ? addDays(day, 1) : day;
  return { fromAt: local.at(day, window.start), toAt: local.at(endDay, window.end) };
}
