import { groupBy } from '../domain/group-by.ts';
import { INTERVAL_MS, type IntervalDay, isCovering, QUALITIES } from '../domain/interval.ts';
import { addDays, daysBetween, type LocalTime } from '../domain/local-time.ts';
import type { Meter } from '../domain/site.ts';
import { type IntervalReader, owedByEach } from './scope-tallies.ts';
import type { Scope } from './scopes.ts';
import type { SiteView } from './site-view.ts';
import type { Owed } from './tally.ts';

/** What all meters of a scope used together, quarter hour by quarter hour of one local day. */
export interface LoadDay {
  day: string;
  startAt: number;
  /** kWh or m³; NaN unless every meter that was there is known: half a sum would look like saving. */
  amounts: Float64Array;
  /** 1: a part of it is an estimate, which has no peaks of its own. */
  estimated: Uint8Array;
  /** Quarter hours known well, and those that should be known by now. */
  known: number;
  expected: number;
}

const ESTIMATED = QUALITIES.indexOf('estimated');
const SUSPECT = QUALITIES.indexOf('suspect');

/** One list of days a scope, all of them read at once. */
export async function readLoadDays(
  intervals: IntervalReader,
  view: SiteView,
  scopes: readonly Scope[],
  { from, to }: { from: string; to: string },
  now: number,
): Promise<LoadDay[][]> {
  const owed = owedByEach(view, await intervals.firstDays(view.id), now);
  const ids = [...new Set(scopes.flatMap(({ parts }) => parts.flatMap(({ meters }) => meters.map(({ id }) => id))))];
  const byDay = groupBy(await intervals.days(view.id, ids, from, to), ({ day }) => day);
  const days = daysBetween(from, to).map((day) => ({ day, rows: new Map(byDay.get(day)?.map((row) => [row.meter, row])) }));
  return scopes.map(({ parts }) =>
    days.map(({ day, rows }) => {
      const meters = parts.find(({ era }) => era.from <= day && day < era.to)?.meters ?? [];
      return sumDay(view.local, day, meters, rows, owed);
    }),
  );
}

function sumDay(
  local: LocalTime,
  day: string,
  meters: readonly Meter[],
  rows: ReadonlyMap<string, IntervalDay>,
  owed: ReadonlyMap<string, Owed>,
): LoadDay {
  const startAt = local.startOfDay(day);
  const count = (local.startOfDay(addDays(day, 1)) - startAt) / INTERVAL_MS;
  const sum = { amounts: new Float64Array(count), estimated: new Uint8Array(count), someKnown: new Uint8Array(count) };
  let [owedFrom, owedTo] = [count, 0];
  for (const { id } of meters) {
    const { fromAt, toAt } = owed.get(id)!;
    // Before its first day the meter was not there; after the last interval it may just not have arrived yet.
    const first = Math.min(count, Math.max(0, Math.ceil((fromAt - startAt) / INTERVAL_MS)));
    owedFrom = Math.min(owedFrom, first);
    owedTo = Math.max(owedTo, Math.min(count, Math.floor((toAt - startAt) / INTERVAL_MS)));
    addMeter(sum, rows.get(id), first);
  }
  let known = 0;
  for (let index = 0; index < count; index++) {
    if (sum.someKnown[index] === 0) sum.amounts[index] = Number.NaN;
    else if (!Number.isNaN(sum.amounts[index]) && sum.estimated[index] === 0) known++;
  }
  return { day, startAt, amounts: sum.amounts, estimated: sum.estimated, known, expected: Math.max(known, owedTo - owedFrom, 0) };
}

function addMeter(
  sum: { amounts: Float64Array; estimated: Uint8Array; someKnown: Uint8Array },
  row: IntervalDay | undefined,
  first: number,
): void {
  for (let index = first; index < sum.amounts.length; index++) {
    const quality = row?.qualities[index];
    if (quality !== undefined && (isCovering(quality) || quality === ESTIMATED || quality === SUSPECT)) {
      sum.amounts[index] = sum.amounts[index]! + row!.values[index]!;
      sum.someKnown[index] = 1;
      if (quality === ESTIMATED) sum.estimated[index] = 1;
    } else sum.amounts[index] = Number.NaN;
  }
}
