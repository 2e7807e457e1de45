import * as fc from 'fast-check';
import { interpret } from '../../domain/consumption.ts';
import { type IntervalDay, sumAmounts } from '../../domain/interval.ts';
import { createLocalTime } from '../../domain/local-time.ts';
import type { StoredReading } from '../../domain/reading.ts';
import { STEP_DECISIONS } from '../../domain/register.ts';
import { FALL_RULES, type Meter, type MeterHistory } from '../../domain/site.ts';
import { overlayDays } from '../../jobs/overlay-days.ts';
import { ceilToGrid, floorToGrid } from '../../jobs/recompute-span.ts';
import type { IntervalStore } from '../../store/ports.ts';
import { meterOf } from './campus.ts';

export const MINUTE = 60_000;
/** Days of 23 and 25 hours, and of half an hour more or less. */
export const ZONES = ['Asia/Shanghai', 'Australia/Lord_Howe', 'Europe/London', 'America/New_York'];
/** Each before a change of the clock in one of the zones; the first one is plain. */
const STARTS = ['2026-03-01', '2026-03-07', '2026-03-28', '2026-04-04', '2026-10-24'].map((day) => Date.parse(`${day}T00:00:00Z`));
export const start = fc.constantFrom(...STARTS);
const FIELD = 'energy_kwh';

export const reading = (at: number, kwh: number): StoredReading => ({ at, fields: { [FIELD]: kwh }, clock: 'device' });

/** Readings fall on the grid or anywhere. */
const minutes = fc.oneof(fc.constant(15), fc.integer({ min: 1, max: 40 }));
const long = fc.integer({ min: 60, max: 6000 });
const kind = <K extends string>(name: K, weight: number, steps: fc.Arbitrary<number>, wait = minutes) => ({
  weight,
  arbitrary: fc.record({ kind: fc.constant(name), minutes: wait, steps }),
});

/** A register with everything that meters do: idling, trembling, foreign and stale values, resets, rollovers, gaps. */
const wildEvent = fc.oneof(
  kind('use', 8, fc.nat(30)),
  kind('idle', 3, fc.constant(0)),
  kind('tremble', 2, fc.integer({ min: 1, max: 2 })),
  kind('foreign', 3, fc.nat(99_999)),
  kind('stale', 2, fc.nat(100)),
  kind('reset', 2, fc.nat(5)),
  kind('gap', 1, fc.nat(900), long),
);

export const wildSeries = fc.tuple(start, fc.array(wildEvent, { minLength: 1, maxLength: 60 })).map(([startAt, events]) => {
  const rows = [reading(startAt, 990)];
  let at = startAt;
  let register = 99_000;
  for (const { kind: what, minutes: waited, steps } of events) {
    at += waited * MINUTE;
    if (what === 'reset') register = steps;
    else if (what === 'tremble') register = Math.max(0, register - steps);
    else if (what !== 'foreign' && what !== 'stale') register = (register + steps) % 100_000;
    const shown = what === 'foreign' ? steps : what === 'stale' ? Math.max(0, register - steps) : register;
    rows.push(reading(at, shown / 100));
  }
  return rows;
});

export const nothingSaid: MeterHistory = {
  decisions: [],
  exchanges: [],
  ratioRegisters: [],
  places: [],
  parents: [],
  outages: [],
  spreads: [],
};

const place = fc.nat(60);
/** Whatever people may say, true or not, about readings by their place in the series. */
export const wildFacts = fc.record({
  decisions: fc.array(fc.tuple(place, fc.constantFrom(...STEP_DECISIONS)), { maxLength: 3 }),
  exchanges: fc.array(fc.record({ at: place, shiftMs: fc.constantFrom(0, 7000, -7000), used: fc.nat(2000), opening: fc.nat(500) }), {
    maxLength: 2,
  }),
  outages: fc.array(fc.tuple(place, fc.nat(10)), { maxLength: 2 }),
  serials: fc.array(fc.tuple(place, fc.nat(20)), { maxLength: 3 }),
  spreads: fc.array(place, { maxLength: 5 }),
  manual: fc.array(place, { maxLength: 5 }),
  falls: fc.constantFrom(...FALL_RULES),
  rated: fc.boolean(),
});
export type WildFacts = typeof wildFacts extends fc.Arbitrary<infer T> ? T : never;

/** A meter of three digits about which all that is said. */
export function meterAbout(site: string, rows: readonly StoredReading[], facts: WildFacts): Meter {
  const rowAt = (index: number) => rows[Math.min(index, rows.length - 1)]!;
  const at = (index: number) => rowAt(index).at;
  const byTime = <T>(list: T[], timeOf: (one: T) => number) => list.toSorted((a, b) => timeOf(a) - timeOf(b));
  const exchanges = facts.exchanges.map(({ at: index, shiftMs, used, opening }) => ({
    at: at(index) + shiftMs,
    closing: rowAt(index).fields[FIELD]! + used / 100,
    opening: opening / 100,
  }));
  const serials = facts.serials.map(([from, count], index) => ({ serial: `n${index}`, firstAt: at(from), lastAt: at(from + count) }));
  const outages = facts.outages.map(([from, count]) => ({ fromAt: at(from) + 1, toAt: at(from + count) + 5000, why: 'bypassed' as const }));
  return meterOf({
    id: 'm',
    site,
    digits: 3,
    falls: facts.falls,
    ratingPerHour: facts.rated ? 1600 : undefined,
    ratios: [
      { fromAt: 0, ratio: 40 },
      { fromAt: rows[0]!.at + 300.5 * MINUTE, ratio: 60 },
    ],
    serials: byTime(serials, ({ firstAt }) => firstAt),
    manualAt: [...new Set(facts.manual.map(at))],
    history: {
      ...nothingSaid,
      decisions: facts.decisions.map(([index, as]) => ({ toAt: at(index), as })),
      exchanges: byTime(exchanges, (exchange) => exchange.at),
      outages: byTime(outages, ({ fromAt }) => fromAt),
      spreads: facts.spreads.map(at),
    },
  });
}

/** What a computation of the whole series at once gives. */
export function fromScratch(meter: Meter, zone: string, rows: readonly StoredReading[]) {
  const local = createLocalTime(zone);
  const { segments, steps } = interpret(meter, rows, local.dayOf);
  const grid = { fromAt: floorToGrid(rows[0]!.at), toAt: ceilToGrid(rows.at(-1)!.at) };
  return {
    days: overlayDays(local, [], segments, grid),
    steps: steps.filter((step) => step.kind !== 'normal'),
    total: sumAmounts(steps.map(({ consumption }) => consumption)),
  };
}

/** What is stored of one meter, and what its days and held gaps sum to. */
export async function storedOf(intervals: IntervalStore, { site, id }: Meter) {
  const days = await intervals.days(site, [id], '2000-01-01', '2100-01-01');
  const steps = await intervals.steps(site, { meter: id, limit: 100_000 });
  const held = steps.filter(({ booking }) => booking === 'held').map(({ consumption }) => consumption);
  return {
    // A day that was known once and is not any more (its step turned out suspicious) stays as a row of absent intervals.
    days: days
      .filter(({ qualities }) => qualities.some((quality) => quality !== 0))
      .map(({ day, startAt, values, qualities }): IntervalDay => ({ day, startAt, values, qualities })),
    steps: steps.map(({ meter: _, ...step }) => step).toSorted((a, b) => a.toAt - b.toAt),
    total: sumAmounts([...days.flatMap(({ values }) => [...values]), ...held]),
  };
}

/** Any order, any split, some twice: a rank for each reading, and how many go into a commit. */
export const arrival = fc.record({
  ranks: fc.array(fc.nat(), { minLength: 61, maxLength: 61 }),
  order: fc.constantFrom('as they were', 'reversed', 'shuffled'),
  sizes: fc.array(fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 12 })), { minLength: 1, maxLength: 12 }),
  twice: fc.array(fc.nat(60), { maxLength: 5 }),
});
export type Arrival = typeof arrival extends fc.Arbitrary<infer T> ? T : never;

export function batchesOf(rows: readonly StoredReading[], { ranks, order, sizes, twice }: Arrival): StoredReading[][] {
  const all = [...rows, ...twice.map((index) => rows[Math.min(index, rows.length - 1)]!)];
  const ranked = all.map((row, index) => ({ row, rank: order === 'shuffled' ? (ranks[index % ranks.length] ?? 0) : index }));
  const arrived = ranked.toSorted((a, b) => a.rank - b.rank).map(({ row }) => row);
  if (order === 'reversed') arrived.reverse();
  const batches: StoredReading[][] = [];
  for (let from = 0; from < arrived.length; ) batches.push(arrived.slice(from, (from += sizes[batches.length % sizes.length]!)));
  return batches;
}

export const spanOfRows = (rows: readonly StoredReading[]) => ({
  fromAt: Math.min(...rows.map(({ at }) => at)),
  toAt: Math.max(...rows.map(({ at }) => at)) + 1,
});
