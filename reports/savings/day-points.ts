import { type DayPoint, kindOfDay } from '../../analysis/savings/day-point.ts';
import { tallyScopes } from '../../consumption/scope-tallies.ts';
import { type Scope, scopesOf } from '../../consumption/scopes.ts';
import type { SiteView } from '../../consumption/site-view.ts';
import { fromGrains } from '../../domain/interval.ts';
import type { Measure } from '../../domain/measure.ts';
import { type Weather, weatherOf } from '../../domain/weather.ts';
import type { Records } from '../../store/ports.ts';

export interface SavingDeps {
  records: { intervals: Pick<Records['intervals'], 'totals' | 'days' | 'firstDays' | 'held'>; weather: Pick<Records['weather'], 'hours'> };
  now: number;
  /** Of all days that are asked for, where it was read before. Absent: read for these. */
  weather?: Weather;
}

/** Of a day's intervals; the rest of it may be an estimate of a long gap, never missing. */
const MEASURED = 0.9;
const KNOWN = 0.98;
/** Of the median day: a whole building never takes so little, a dead meter does. */
const DEAD = 0.01;

/**
 * The days [from, to) of what a measure is about: known whole or not at all. A day before the last of its meters reported is not
 * known: without that meter it would seem small.
 *
 * @returns undefined when no meter counts it
 */
export async function dayPoints(
  { records, now, weather: known }: SavingDeps,
  view: SiteView,
  { scope, medium }: Pick<Measure, 'scope' | 'medium'>,
  from: string,
  to: string,
): Promise<DayPoint[] | undefined> {
  const place = scope.kind === 'meter' ? { by: 'meter' as const, meter: scope.id } : { by: 'medium' as const };
  const inside = scope.kind === 'building' ? { building: scope.id } : {};
  const [found] = scopesOf(view, view.eras(from, to), { ...place, ...inside, medium });
  if (!found) return undefined;
  const firstDays = await records.intervals.firstDays(view.id);
  const reader = { ...records.intervals, firstDays: () => Promise.resolve(firstDays) };
  const { buckets, rows } = await tallyScopes(reader, view, [found], { kind: 'day', from, to }, now);
  const weather = known ?? (await readWeather(records.weather, view, from, to));
  const since = allSince(found, firstDays);
  const points = buckets.map(({ day, at, endAt }, index): DayPoint => {
    const { grains, covered, estimated, expected } = rows[0]!.buckets[index]!;
    const isKnown = grains !== null && expected > 0 && covered >= MEASURED * expected && covered + estimated >= KNOWN * expected;
    return {
      day,
      amount: isKnown && since !== undefined && day >= since ? fromGrains(grains) : null,
      meanC: weather.mean(at, endAt) ?? null,
      kind: kindOfDay(view.calendar.dayType(day), day),
    };
  });
  return medium === 'electricity' ? withoutDeadDays(points) : points;
}

export async function readWeather(
  weather: SavingDeps['records']['weather'],
  { id, local }: SiteView,
  from: string,
  to: string,
): Promise<Weather> {
  return weatherOf(await weather.hours(id, local.startOfDay(from), local.startOfDay(to)), []);
}

/** First day on which all of its meters reported; undefined: none ever did. A meter that never did is not waited for. */
function allSince({ parts }: Scope, firstDays: ReadonlyMap<string, string>): string | undefined {
  const days = parts.flatMap(({ meters }) => meters.flatMap(({ id }) => firstDays.get(id) ?? []));
  return days.toSorted().at(-1);
}

function withoutDeadDays(points: readonly DayPoint[]): DayPoint[] {
  const amounts = points.flatMap(({ amount }) => amount ?? []).toSorted((a, b) => a - b);
  const median = amounts[Math.floor(amounts.length / 2)] ?? 0;
  return points.map((point) => (point.amount !== null && point.amount < DEAD * median ? { ...point, amount: null } : point));
}
