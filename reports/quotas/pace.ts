import { type UseOfDay, useShape } from '../../analysis/use-shape.ts';
import { round } from '../../consumption/tally.ts';
import type { Calendar } from '../../domain/calendar.ts';
import type { Decimal } from '../../domain/decimal.ts';
import { daysBetween } from '../../domain/local-time.ts';
import { QUOTA_LEVELS, type QuotaPace } from '../../domain/quota.ts';

/** Days that have to be known, of the past ones and of last year: as the rule about quotas has it. */
const KNOWN_SHARE = 0.9;
/** Before this the first days speak too loud. */
const FIRST_FORECAST_DAYS = 14;
const WEEK = 7;
const KNOWN_OF_WEEK = 5;
/** The forecast's range: one week in ten is slower, one is faster. */
const SLOW = 0.1;
const FAST = 0.9;

export interface PaceQuestion {
  /** kWh or m³. */
  amount: Decimal;
  /** Local days of the period, half open. */
  from: string;
  to: string;
  /** The newest that is over. */
  lastDay: string;
  /** On the days of the period that are over, long gaps included; null: nothing is known. */
  used: number | null;
  coverage: number;
  /** Of the period and of the year before it. */
  useOf: UseOfDay;
  calendar: Calendar;
}

/**
 * How far a quota is used up, beside what is expected by the date: as the same days of last year used it, else by day types, else
 * day by day alike. The forecast goes on like the days that are known; its range like the slow and the fast weeks among them.
 */
export function paceOf({ amount, from, to, lastDay, used, coverage, useOf, calendar }: PaceQuestion): QuotaPace {
  const days = daysBetween(from, to);
  const shape = useShape(days, useOf, calendar, lastDay, KNOWN_SHARE);
  const shares = shape?.shares ?? days.map(() => 1 / days.length);
  const past = days.filter((day) => day <= lastDay).map((day, index) => ({ day, use: useOf(day), share: shares[index]! }));
  const dueShare = round(sum(past.map(({ share }) => share)));
  const most = Number(amount);
  const usedShare = used === null ? null : used / most;
  const forecast = past.length < days.length ? forecastOf(past, dueShare) : null;
  return {
    used,
    coverage,
    usedShare,
    dueShare,
    shape: shape?.from ?? ('days' as const),
    forecast,
    usedUpOn: usedUpOn(days, shares, past, { most, used, perShare: forecast?.value ?? null }),
    level: usedShare === null ? null : (QUOTA_LEVELS.findLast((level) => usedShare * 100 >= level) ?? null),
  };
}

interface PastDay {
  day: string;
  /** Undefined: not known. */
  use: number | undefined;
  /** Of the period's use. */
  share: number;
}
type KnownDay = PastDay & { use: number };

const knownOf = (past: readonly PastDay[]) => past.filter((one): one is KnownDay => one.use !== undefined);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** What the whole period comes to when it goes on like some days of it; undefined when nothing is expected on them. */
function wholeBy(days: readonly KnownDay[]): number | undefined {
  const share = sum(days.map((day) => day.share));
  return share > 0 ? sum(days.map(({ use }) => use)) / share : undefined;
}

function forecastOf(past: readonly PastDay[], dueShare: number): QuotaPace['forecast'] {
  const known = knownOf(past);
  const value = wholeBy(known);
  if (past.length < FIRST_FORECAST_DAYS || known.length < KNOWN_SHARE * past.length || value === undefined) return null;
  const weeks = weeksOf(past);
  const goesOn = (share: number) => dueShare * value + (1 - dueShare) * weightedQuantile(weeks, share, value);
  return { value, low: Math.min(value, goesOn(SLOW)), high: Math.max(value, goesOn(FAST)) };
}

interface Week {
  whole: number;
  share: number;
}

/** Every seven days on end: each holds a weekend, so that one that falls on other dates than last year does not matter. */
function weeksOf(past: readonly PastDay[]): Week[] {
  return past.slice(0, -WEEK + 1).flatMap((_, first) => {
    const known = knownOf(past.slice(first, first + WEEK));
    const whole = known.length < KNOWN_OF_WEEK ? undefined : wholeBy(known);
    return whole === undefined ? [] : [{ whole, share: sum(known.map(({ share }) => share)) }];
  });
}

/** A week of vacation, in which little is used, says little. */
function weightedQuantile(weeks: readonly Week[], share: number, otherwise: number): number {
  const sorted = weeks.toSorted((a, b) => a.whole - b.whole);
  let left = share * sum(sorted.map((week) => week.share));
  for (const week of sorted) {
    left -= week.share;
    if (left <= 0) return week.whole;
  }
  return sorted.at(-1)?.whole ?? otherwise;
}

/** @param perShare what the whole period comes to; null: not known, so nothing is said of days to come */
function usedUpOn(
  days: readonly string[],
  shares: readonly number[],
  past: readonly PastDay[],
  { most, used, perShare }: { most: number; used: number | null; perShare: number | null },
): string | null {
  let total = 0;
  for (const [index, day] of days.entries()) {
    const isPast = index < past.length;
    if (!isPast && perShare === null) break;
    total += past[index]?.use ?? (perShare ?? 0) * shares[index]!;
    if (round(total) >= most) return day;
  }
  // What was used in a long gap is in the sum and on no day.
  return used !== null && used >= most ? (past.at(-1)?.day ?? null) : null;
}
