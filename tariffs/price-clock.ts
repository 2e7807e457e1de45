import type { Holidays } from '../domain/holidays.ts';
import { INTERVAL_MS } from '../domain/interval.ts';
import { addDays, type LocalTime, weekdayOf } from '../domain/local-time.ts';
import type { PricePeriod, TimeOfUse } from '../domain/tariff.ts';
import type { Weather } from '../domain/weather.ts';
import { calendarOn, type DayFacts, dayTable, QUARTERS_A_DAY, quarterOf } from './day-table.ts';

export interface PriceClock {
  /** Period of each interval of a local day: 92, 96 or 100. */
  periodsOf(day: string): readonly PricePeriod[];
  /** What the days asked for so far rested on, ascending. */
  restedOn(): RestedOn;
}

export interface RestedOn {
  /** Days on which a calendar of hot weather held. */
  hot: string[];
  /** Days on which the weather would have decided and is not known. */
  weatherUnknown: string[];
  /** Days whose notice of holidays was not out. */
  holidaysUnknown: string[];
}

/** Which price period holds when, by the calendars of one tariff. */
export function createPriceClock(
  tou: TimeOfUse,
  { local, holidays, weather }: { local: LocalTime; holidays: Holidays; weather: Weather },
): PriceClock {
  const known = new Map<string, readonly PricePeriod[]>();
  const tables = new Map(tou.calendars.map((calendar) => [calendar, dayTable(calendar, tou.defaultPeriod)]));
  const plain = dayTable({ periods: [] }, tou.defaultPeriod);
  const asksHolidays = tou.calendars.some(({ days }) => days !== undefined);
  const rested = { hot: new Set<string>(), weatherUnknown: new Set<string>(), holidaysUnknown: new Set<string>() };

  function periodsOf(day: string): readonly PricePeriod[] {
    const before = known.get(day);
    if (before) return before;
    const calendar = calendarOn(tou, factsOf(day));
    if (calendar?.weather) rested.hot.add(day);
    if (asksHolidays && !holidays.isKnown(day)) rested.holidaysUnknown.add(day);
    const periods = ofDay(day, calendar ? tables.get(calendar)! : plain);
    known.set(day, periods);
    return periods;
  }

  /** On a day on which the clock changes the table is read by the clock: an hour comes twice, or not at all. */
  function ofDay(day: string, table: readonly PricePeriod[]): readonly PricePeriod[] {
    const startAt = local.startOfDay(day);
    const count = (local.startOfDay(addDays(day, 1)) - startAt) / INTERVAL_MS;
    if (count === QUARTERS_A_DAY) return table;
    return Array.from({ length: count }, (_, index) => table[quarterOf(local.clockOf(startAt + index * INTERVAL_MS))]!);
  }

  function factsOf(day: string): DayFacts {
    const weekday = weekdayOf(day);
    const isOff = holidays.offName(day) !== undefined;
    const isWeekend = weekday === 0 || weekday === 6;
    return {
      monthDay: day.slice(5),
      weekday,
      daysOff: isOff ? daysOffAround(day, holidays) : 0,
      isWorkday: !isOff && (!isWeekend || holidays.isMakeupWorkday(day)),
      wasHot: (highestC, daysInARow) => wasHot(day, highestC, daysInARow),
    };
  }

  function wasHot(day: string, highestC: number, daysInARow: number): boolean | undefined {
    let isUnknown = false;
    for (let back = 0; back < daysInARow; back++) {
      const then = addDays(day, -back);
      const highest = weather.highest(local.startOfDay(then), local.startOfDay(addDays(then, 1)));
      if (highest === undefined) isUnknown = true;
      else if (highest < highestC) return false;
    }
    if (!isUnknown) return true;
    rested.weatherUnknown.add(day);
    return undefined;
  }

  const listed = (days: ReadonlySet<string>) => [...days].toSorted();
  return {
    periodsOf,
    restedOn: () => ({
      hot: listed(rested.hot),
      weatherUnknown: listed(rested.weatherUnknown),
      holidaysUnknown: listed(rested.holidaysUnknown),
    }),
  };
}

function daysOffAround(day: string, { offName }: Holidays): number {
  let count = 1;
  for (let before = addDays(day, -1); offName(before) !== undefined; before = addDays(before, -1)) count++;
  for (let after = addDays(day, 1); offName(after) !== undefined; after = addDays(after, 1)) count++;
  return count;
}
