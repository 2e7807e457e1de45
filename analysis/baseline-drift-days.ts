import { BALANCE_COVERAGE } from '../domain/balance.ts';
import type { NightType } from '../domain/calendar.ts';
import { INTERVAL_MS, isCovering } from '../domain/interval.ts';
import { addDays, weekdayOf } from '../domain/local-time.ts';
import type { DayType } from '../domain/site.ts';
import { HOUR_MS } from './health-detector.ts';
import type { SeriesQuestion } from './series-detector.ts';
import { median } from './standby.ts';

/** What one local day took. Amounts in kWh or m³. */
export interface DriftDay {
  day: string;
  fromAt: number;
  toAt: number;
  kind: DayKind | undefined;
  group: DayGroup | undefined;
  /** Undefined where less than 95 % of the day is known. */
  total: number | undefined;
  /** Base load per hour (kW): mean of the 8 lowest half-hours; undefined where less than 90 % of them are known. */
  base: number | undefined;
  /** Outdoor mean; undefined without weather. */
  meanC: number | undefined;
}

/** Monday to Sunday. */
export interface DriftWeek {
  sunday: string;
  fromAt: number;
  toAt: number;
  days: DriftDay[];
  /** What most of its days are; undefined in a week of holidays, or with too few known days. */
  kind: 'term' | 'vacation' | undefined;
  /** Days of that kind whose base load is known. */
  baseDays: DriftDay[];
  /** Median of their base loads: a night of an event is no drift. */
  base: number | undefined;
}

/**
 * Days that are used alike, with the night that follows them: on Friday boarders leave, on Sunday they come back. The others
 * (holidays, events, military training, renovation …) are neither learned from nor judged.
 */
export type DayGroup = `${DayKind} ${NightType}`;
type DayKind = 'teaching' | 'weekend' | 'vacation';
const KINDS: Partial<Record<DayType, DayKind>> = {
  teaching: 'teaching',
  makeup_teaching: 'teaching',
  exam: 'teaching',
  weekend: 'weekend',
  weekend_custody: 'weekend',
  vacation: 'vacation',
};

/** Energy Sparks' base load. */
const LOWEST_HALF_HOURS = 8;
/** Data quality of the domain note (5.3, D2). */
const KNOWN_HALF_HOURS = 0.9;
/** More than half of a week. */
const MIN_DAYS = 4;

/** Whole weeks of a series that are over at `now` and do not go beyond `toNight`, ascending. */
export function driftWeeks(question: SeriesQuestion): DriftWeek[] {
  const { series, local, toNight, now } = question;
  const weeks: DriftWeek[] = [];
  let first = local.dayOf(series.startAt);
  while (weekdayOf(first) !== 1 || local.startOfDay(first) < series.startAt) first = addDays(first, 1);
  for (let monday = first; ; monday = addDays(monday, 7)) {
    const sunday = addDays(monday, 6);
    const toAt = local.startOfDay(addDays(sunday, 1));
    if (sunday > toNight || toAt > now) return weeks;
    weeks.push(toWeek(Array.from({ length: 7 }, (_, index) => dayOf(question, addDays(monday, index)))));
  }
}

function toWeek(days: DriftDay[]): DriftWeek {
  const inTerm = days.filter(({ kind }) => kind === 'teaching' || kind === 'weekend').length;
  const inVacation = days.filter(({ kind }) => kind === 'vacation').length;
  const most = inTerm >= MIN_DAYS ? 'term' : inVacation >= MIN_DAYS ? 'vacation' : undefined;
  const baseDays = days.filter(
    ({ kind, base }) => base !== undefined && kind !== undefined && (kind === 'vacation') === (most === 'vacation'),
  );
  const kind = most !== undefined && baseDays.length >= MIN_DAYS ? most : undefined;
  const [monday, sunday] = [days[0]!, days.at(-1)!];
  const base = kind && median(baseDays.map((day) => day.base!));
  return { sunday: sunday.day, fromAt: monday.fromAt, toAt: sunday.toAt, days, kind, baseDays, base };
}

function dayOf({ series: { startAt, values, qualities }, local, calendar, weather }: SeriesQuestion, day: string): DriftDay {
  const [fromAt, toAt] = [local.startOfDay(day), local.startOfDay(addDays(day, 1))];
  const [first, last] = [(fromAt - startAt) / INTERVAL_MS, Math.min(values.length, (toAt - startAt) / INTERVAL_MS)];
  let [total, known] = [0, 0];
  const halves: number[] = [];
  for (let index = first; index < last; index++) {
    if (!isCovering(qualities[index]!)) continue;
    total += values[index]!;
    known++;
    if ((index - first) % 2 === 1 && isCovering(qualities[index - 1]!)) halves.push(values[index - 1]! + values[index]!);
  }
  const intervals = (toAt - fromAt) / INTERVAL_MS;
  const kind = KINDS[calendar.dayType(day)];
  return {
    day,
    fromAt,
    toAt,
    kind,
    group: kind && `${kind} ${calendar.nightType(day)}`,
    total: known >= BALANCE_COVERAGE * intervals ? total : undefined,
    base: halves.length >= (KNOWN_HALF_HOURS * intervals) / 2 ? baseOf(halves) : undefined,
    meanC: weather.mean(fromAt, toAt),
  };
}

function baseOf(halves: readonly number[]): number {
  const lowest = Float64Array.from(halves).toSorted().subarray(0, LOWEST_HALF_HOURS);
  return lowest.reduce((sum, amount) => sum + amount, 0) / ((LOWEST_HALF_HOURS * HOUR_MS) / 2 / HOUR_MS);
}
