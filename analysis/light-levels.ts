import { isTeachingDay } from '../domain/calendar.ts';
import { INTERVAL_MS } from '../domain/interval.ts';
import { addDays, daysBetween } from '../domain/local-time.ts';
import { ratioAt } from '../domain/site.ts';
import { PER_HOUR, powerKw } from './power.ts';
import type { SeriesQuestion } from './series-detector.ts';
import { median } from './standby.ts';

/** What tells a circuit with its lamps on from one with only the lamps that always burn. kW. */
export interface LightLevels {
  /** All lamps on. */
  ratedKw: number;
  isDeclared: boolean;
  /** Corridors, stairs, emergency exits: usual at night. */
  baseKw: number;
  thresholdKw: number;
}

/** Hours of an evening in use, and of a night in which nobody is there. */
const EVENING = { start: '18:00', end: '21:30' };
const NIGHT = { start: '01:00', end: '04:00' };
const MIN_EVENINGS = 5;
const MIN_NIGHTS = 5;
/** A register step behind a current transformer may look like lamps. */
const STEPS = 2;

/**
 * Rated power and base of a lighting circuit. What is not declared is learned: rated from the evenings of teaching days (95th
 * percentile of their quarter hours), the base from the small hours (median of the nights' medians, so that lamps that were
 * forgotten a few times do not count), never above a third of the rated power: corridors burn by a third (domain note 3.1).
 *
 * @returns undefined while neither is known
 */
export function lightLevels(question: SeriesQuestion, night: string, lookBackNights: number, share: number): LightLevels | undefined {
  const { meter, local, changedAt } = question;
  const changed = changedAt.findLast((at) => at <= local.at(night, EVENING.end)) ?? Number.NEGATIVE_INFINITY;
  const days = daysBetween(addDays(night, -lookBackNights), night).filter((day) => local.startOfDay(day) >= changed);
  const ratedKw = meter.ratedKw ?? ratedOf(question, days);
  if (ratedKw === undefined) return undefined;
  const nights = days.flatMap((day) => medianOfNight(question, day) ?? []);
  const baseKw = nights.length < MIN_NIGHTS ? 0 : Math.min(median(nights)!, ratedKw / 3);
  const stepKw = meter.resolution * ratioAt(meter, local.at(night, EVENING.end)) * PER_HOUR;
  const thresholdKw = baseKw + Math.max(share * (ratedKw - baseKw), STEPS * stepKw);
  return { ratedKw, isDeclared: meter.ratedKw !== undefined, baseKw, thresholdKw };
}

function ratedOf(question: SeriesQuestion, days: readonly string[]): number | undefined {
  const { calendar, local } = question;
  const values: number[] = [];
  let evenings = 0;
  for (const day of days) {
    if (!isTeachingDay(calendar.dayType(day))) continue;
    const known = valuesOf(question, local.at(day, EVENING.start), local.at(day, EVENING.end));
    if (known.length > 0) evenings++;
    values.push(...known);
  }
  if (evenings < MIN_EVENINGS) return undefined;
  const rated = values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * 0.95)]!;
  return rated > 0 ? rated : undefined;
}

function medianOfNight(question: SeriesQuestion, night: string): number | undefined {
  const morning = addDays(night, 1);
  return median(valuesOf(question, question.local.at(morning, NIGHT.start), question.local.at(morning, NIGHT.end)));
}

function valuesOf({ series, permitted }: SeriesQuestion, fromAt: number, toAt: number): number[] {
  const values: number[] = [];
  for (let at = fromAt; at < toAt; at += INTERVAL_MS) {
    const kw = powerKw(series, at);
    if (kw !== undefined && !permitted(at)) values.push(kw);
  }
  return values;
}
