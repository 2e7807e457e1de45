import { round } from '../../consumption/tally.ts';
import { daysBetween, type LocalTime, addDays } from '../../domain/local-time.ts';
import type { Weather } from '../../domain/weather.ts';
import { threeOf } from './day-counts.ts';
import type { MonthReport } from './schema.ts';
import type { DaySpan, MonthSpans } from './spans.ts';

/** Bases of the degree days, °C. */
const COOLING_C = 26;
const HEATING_C = 18;
/** Sums over days would come out too small with more days missing. */
const MIN_KNOWN = 0.9;

interface MonthWeather {
  meanC: number | null;
  coolingDegreeDays: number | null;
  heatingDegreeDays: number | null;
  knownDays: number;
}

export function weatherPart(weather: Weather, local: LocalTime, spans: MonthSpans): MonthReport['weather'] {
  const all = threeOf(spans, (span) => weatherOfMonth(weather, local, span));
  const part = <K extends keyof MonthWeather>(key: K) => ({
    month: all.month[key],
    lastMonth: all.lastMonth[key],
    lastYear: all.lastYear[key],
  });
  return {
    meanC: part('meanC'),
    coolingDegreeDays: part('coolingDegreeDays'),
    heatingDegreeDays: part('heatingDegreeDays'),
    knownDays: part('knownDays'),
  };
}

/** A day is known by at least half of its hours. */
function weatherOfMonth(weather: Weather, local: LocalTime, { from, to }: DaySpan): MonthWeather {
  const days = daysBetween(from, to);
  const means = days.flatMap((day) => weather.mean(local.startOfDay(day), local.startOfDay(addDays(day, 1))) ?? []);
  if (means.length < MIN_KNOWN * days.length)
    return { meanC: null, coolingDegreeDays: null, heatingDegreeDays: null, knownDays: means.length };
  const sum = (of: (meanC: number) => number) => round(means.reduce((total, meanC) => total + of(meanC), 0));
  return {
    meanC: round(sum((meanC) => meanC) / means.length),
    coolingDegreeDays: sum((meanC) => Math.max(0, meanC - COOLING_C)),
    heatingDegreeDays: sum((meanC) => Math.max(0, HEATING_C - meanC)),
    knownDays: means.length,
  };
}
