import { INTERVAL_MS, type IntervalDay, isCovering, QUALITIES } from '../domain/interval.ts';
import { addDays, daysBetween, windowOn } from '../domain/local-time.ts';
import { MEDIUM_FACTS, type Medium } from '../domain/medium.ts';
import { checkSpan } from './consumption.ts';
import type { NightsAnswer } from './schemas/consumption.ts';
import { type IntervalReader, owedByEach } from './scope-tallies.ts';
import { scopesOf } from './scopes.ts';
import type { SiteView } from './site-views.ts';
import { type Owed, round } from './tally.ts';

/** Nobody should need much in these hours, whatever kind of day it is. */
const DEAD_OF_NIGHT = { start: '02:00', end: '05:00' };
const MAX_NIGHTS = 800;
const PER_HOUR = 3_600_000 / INTERVAL_MS;

export interface NightsQuery {
  building?: string | undefined;
  medium: Medium;
  from: string;
  to: string;
}

/**
 * Mean rate in the dead of each night, over the building or the site.
 *
 * @throws NotFound, BadQuery
 */
export async function readNights(intervals: IntervalReader, view: SiteView, query: NightsQuery, now: number): Promise<NightsAnswer> {
  const { building, medium, from, to } = query;
  checkSpan(from, to, MAX_NIGHTS);
  const owed = owedByEach(view, await intervals.firstDays(view.id), now);
  // A night is named after its evening, and 02:00 is on the day after.
  const mornings = { from: addDays(from, 1), to: addDays(to, 1) };
  const parts = scopesOf(view, view.eras(mornings.from, mornings.to), { by: 'medium', medium, building }).flatMap((scope) => scope.parts);
  const ids = [...new Set(parts.flatMap(({ meters }) => meters.map(({ id }) => id)))];
  const rows = await intervals.days(view.id, ids, mornings.from, mornings.to);
  const days = new Map(rows.map((day) => [`${day.day} ${day.meter}`, day]));
  const { rateUnit, ratePerUnitHour } = MEDIUM_FACTS[medium];
  const nights = daysBetween(mornings.from, mornings.to).map((morning) => {
    const { fromAt, toAt } = windowOn(view.local, morning, DEAD_OF_NIGHT);
    const meters = parts.find(({ era }) => era.from <= morning && morning < era.to)?.meters ?? [];
    const levels = meters.map(({ id }) => meanOf(days.get(`${morning} ${id}`), fromAt, toAt, owed.get(id)!));
    return { night: addDays(morning, -1), ...addLevels(levels, PER_HOUR * ratePerUnitHour) };
  });
  return { unit: rateUnit, nights };
}

interface Level {
  /** Mean amount of the intervals that are known, so that a gap does not look like a quiet night; null when none is. */
  perInterval: number | null;
  known: number;
  expected: number;
}

function meanOf(day: IntervalDay | undefined, fromAt: number, toAt: number, owes: Owed): Level {
  const due = (Math.min(toAt, owes.toAt) - Math.max(fromAt, owes.fromAt)) / INTERVAL_MS;
  let sum = 0;
  let known = 0;
  if (day) {
    for (let at = fromAt; at < toAt; at += INTERVAL_MS) {
      const index = (at - day.startAt) / INTERVAL_MS;
      if (!isWhole(day.qualities[index])) continue;
      sum += day.values[index]!;
      known++;
    }
  }
  return { perInterval: known > 0 ? sum / known : null, known, expected: Math.max(due, known, 0) };
}

/** An estimate still says how much a long gap took on average; a part of an interval says nothing about a rate. */
function isWhole(quality: number | undefined): boolean {
  return quality !== undefined && (isCovering(quality) || QUALITIES[quality] === 'estimated' || QUALITIES[quality] === 'suspect');
}

function addLevels(levels: readonly Level[], ratePerInterval: number): { value: number | null; coverage: number } {
  const known = levels.filter((level) => level.perInterval !== null);
  const rate = known.reduce((sum, level) => sum + level.perInterval! * ratePerInterval, 0);
  const expected = levels.reduce((sum, level) => sum + level.expected, 0);
  const covered = levels.reduce((sum, level) => sum + level.known, 0);
  return { value: known.length > 0 ? round(rate) : null, coverage: round(covered / Math.max(1, expected)) };
}
