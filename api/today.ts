import { isTeachingDay } from '../domain/calendar.ts';
import { fromGrains, INTERVAL_MS, type IntervalDay } from '../domain/interval.ts';
import { addDays } from '../domain/local-time.ts';
import { MEDIUM_FACTS, type Medium } from '../domain/medium.ts';
import { type BucketSpan, hoursOf, spanOfDay } from '../consumption/buckets.ts';
import { groupBy } from '../domain/group-by.ts';
import { quantile } from '../consumption/quantile.ts';
import type { TodayAnswer } from './schemas/consumption.ts';
import { type IntervalReader, owedByEach } from '../consumption/scope-tallies.ts';
import { type ScopePart, scopesOf } from '../consumption/scopes.ts';
import type { SiteView } from '../consumption/site-view.ts';
import { addSpan, addTally, createTally, expect, type Owed, type Tally, toAmount } from '../consumption/tally.ts';

const LOOK_BACK_DAYS = 56;
const MOST_DAYS = 20;
const FEWEST_DAYS = 5;
/** A past hour or day that is known less well than this says nothing about the usual. */
const WELL_KNOWN = 0.9;

/** Rows of one local day, by meter. */
type MeterDays = ReadonlyMap<string, IntervalDay>;
type TallyOf = (days: MeterDays, span: BucketSpan) => Tally;

/**
 * The local day so far beside the usual of its kind: the school at work, or not.
 *
 * @throws BadQuery for a medium without consumption
 */
export async function readToday(intervals: IntervalReader, view: SiteView, medium: Medium, now: number): Promise<TodayAnswer> {
  const today = view.local.dayOf(now);
  const candidates = sameKindDays(view, today);
  const [firstDay, endDay] = [candidates.at(-1) ?? today, addDays(today, 1)];
  const parts = scopesOf(view, view.eras(firstDay, endDay), { by: 'medium', medium }).flatMap((scope) => scope.parts);
  const ids = [...new Set(parts.flatMap(({ meters }) => meters.map(({ id }) => id)))];
  const tallyOf = tallyOwed(parts, owedByEach(view, await intervals.firstDays(view.id), now));
  const rows = await intervals.days(view.id, ids, firstDay, endDay);
  const days = new Map([...groupBy(rows, (row) => row.day)].map(([day, same]) => [day, new Map(same.map((row) => [row.meter, row]))]));

  const known = days.get(today) ?? new Map<string, IntervalDay>();
  const span = spanOfDay(view.local, today);
  const soFar = toAmount(tallyOf(known, span));
  const usual = usualDays(view, days, candidates, view.local.clockOf(knownUntil(known, span)), tallyOf);
  const enough = usual.length >= FEWEST_DAYS;
  return {
    medium,
    unit: MEDIUM_FACTS[medium].unit,
    day: today,
    dayType: view.calendar.dayType(today),
    now,
    soFar: soFar.value,
    coverage: soFar.coverage,
    usualSoFar: enough ? middle(usual.map((day) => day.soFar)) : null,
    comparedDays: usual.length,
    hours: hoursOf(span).map((hour) => {
      const { value, coverage } = toAmount(tallyOf(known, hour));
      const samples = enough ? usual.flatMap((day) => day.hours.get(clockHour(view, hour)) ?? []) : [];
      const [usualLow, usualMiddle, usualHigh] = [quantile(samples, 0.25), middle(samples), quantile(samples, 0.75)];
      return { at: hour.at, value, coverage, usualLow, usualMiddle, usualHigh };
    }),
  };
}

/** Days of today's kind in the last weeks, newest first. */
function sameKindDays(view: SiteView, today: string): string[] {
  const kind = isTeachingDay(view.calendar.dayType(today));
  const days: string[] = [];
  for (let back = 1; back <= LOOK_BACK_DAYS && days.length < MOST_DAYS; back++) {
    const day = addDays(today, -back);
    if (isTeachingDay(view.calendar.dayType(day)) === kind) days.push(day);
  }
  return days;
}

interface UsualDay {
  /** Consumption until today's clock time. */
  soFar: number;
  /** Clock hour → its consumption; twice where the clock went back. */
  hours: ReadonlyMap<string, number[]>;
}

function usualDays(
  view: SiteView,
  days: ReadonlyMap<string, MeterDays>,
  candidates: readonly string[],
  untilClock: string,
  tallyOf: TallyOf,
): UsualDay[] {
  return candidates.flatMap((day) => {
    const known = days.get(day);
    const span = spanOfDay(view.local, day);
    if (!known || !isWellKnown(tallyOf(known, span))) return [];
    const hours = new Map<string, number[]>();
    for (const hour of hoursOf(span)) {
      const tally = tallyOf(known, hour);
      const label = clockHour(view, hour);
      if (isWellKnown(tally)) hours.set(label, [...(hours.get(label) ?? []), fromGrains(tally.grains ?? 0)]);
    }
    const soFar = tallyOf(known, { ...span, endAt: view.local.at(day, untilClock) });
    return [{ soFar: fromGrains(soFar.grains ?? 0), hours }];
  });
}

/**
 * Until when most of the meters are known today. The usual is cut at the same clock time: what did not arrive yet must not
 * look like saving.
 */
function knownUntil(days: MeterDays, span: BucketSpan): number {
  const count = (span.endAt - span.at) / INTERVAL_MS;
  for (let index = count - 1; index >= 0; index--) {
    const known = [...days.values()].filter((day) => !Number.isNaN(day.values[index] ?? Number.NaN)).length;
    // 24:00 has no clock time; a millisecond earlier is in the same interval.
    if (known * 2 > days.size) return Math.min(span.at + (index + 1) * INTERVAL_MS, span.endAt - 1);
  }
  return span.at;
}

/** All meters that counted on a day together, in a part of it. A meter without a row of that day owes it all the same. */
function tallyOwed(parts: readonly ScopePart[], owed: ReadonlyMap<string, Owed>): TallyOf {
  return (days, { day, at, endAt }) => {
    const sum = createTally();
    for (const { id } of parts.find(({ era }) => era.from <= day && day < era.to)?.meters ?? []) {
      const own = createTally();
      const row = days.get(id);
      if (row) addSpan(own, row, at, endAt);
      addTally(sum, expect(own, owed.get(id)!, at, endAt));
    }
    return sum;
  };
}

const isWellKnown = (tally: Tally) => tally.grains !== null && tally.covered >= WELL_KNOWN * tally.expected;
const clockHour = (view: SiteView, hour: BucketSpan) => view.local.clockOf(hour.at).slice(0, 2);
const middle = (samples: readonly number[]) => quantile(samples, 0.5);
