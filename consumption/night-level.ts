import { INTERVAL_MS, type IntervalDay, isCovering, QUALITIES } from '../domain/interval.ts';
import { addDays, daysBetween, windowOn } from '../domain/local-time.ts';
import { MEDIUM_FACTS } from '../domain/medium.ts';
import { type IntervalReader, owedByEach } from './scope-tallies.ts';
import type { Scope } from './scopes.ts';
import type { SiteView } from './site-view.ts';
import { type Owed, round } from './tally.ts';

/** Nobody should need much in these hours, whatever kind of day it is. Of water it is the minimum night flow (domain note 5.1). */
const DEAD_OF_NIGHT = { start: '02:00', end: '05:00' };
const PER_HOUR = 3_600_000 / INTERVAL_MS;

export interface NightLevel {
  /** Evening of the night. */
  night: string;
  /** Mean rate, kW or L/h. */
  value: number | null;
  coverage: number;
}

/** Days that hold the dead of the nights [from, to): a night is named after its evening, and 02:00 is on the day after. */
export const morningsOf = ({ from, to }: { from: string; to: string }) => ({ from: addDays(from, 1), to: addDays(to, 1) });

/**
 * Mean rate in the dead of each night, for each scope. The mean of three hours sees less than the lowest quarter hour would, and
 * is not fooled by pulses of 10 L.
 *
 * @param scopes with the eras of `morningsOf` the nights
 */
export async function readNightLevels(
  intervals: IntervalReader,
  view: SiteView,
  scopes: readonly Scope[],
  nights: { from: string; to: string },
  now: number,
): Promise<NightLevel[][]> {
  const owed = owedByEach(view, await intervals.firstDays(view.id), now);
  const mornings = morningsOf(nights);
  const ids = [...new Set(scopes.flatMap(({ parts }) => parts.flatMap(({ meters }) => meters.map(({ id }) => id))))];
  const rows = await intervals.days(view.id, ids, mornings.from, mornings.to);
  const days = new Map(rows.map((day) => [`${day.day} ${day.meter}`, day]));
  const windows = daysBetween(mornings.from, mornings.to).map((morning) => ({ morning, ...windowOn(view.local, morning, DEAD_OF_NIGHT) }));
  return scopes.map(({ parts, medium }) =>
    windows.map(({ morning, fromAt, toAt }) => {
      const meters = parts.find(({ era }) => era.from <= morning && morning < era.to)?.meters ?? [];
      const levels = meters.map(({ id }) => meanOf(days.get(`${morning} ${id}`), fromAt, toAt, owed.get(id)!));
      return { night: addDays(morning, -1), ...addLevels(levels, PER_HOUR * MEDIUM_FACTS[medium].ratePerUnitHour) };
    }),
  );
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
