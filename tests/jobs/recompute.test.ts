import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { interpret } from '../../domain/consumption.ts';
import type { IntervalDay } from '../../domain/interval.ts';
import { createLocalTime } from '../../domain/local-time.ts';
import type { StoredReading } from '../../domain/reading.ts';
import type { Meter } from '../../domain/site.ts';
import { overlayDays } from '../../jobs/overlay-days.ts';
import { ceilToGrid, floorToGrid } from '../../jobs/recompute-span.ts';
import { createRecompute } from '../../jobs/recompute.ts';
import type { Records } from '../../store/ports.ts';
import { openRecords } from '../../store/records/open-records.ts';
import { createMemoryReadings, meterOf, planOf, silent, touch } from './campus.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-03-01T08:07:13+08:00');
const ZONES = ['Asia/Shanghai', 'Australia/Lord_Howe'];
const FIELD = 'energy_kwh';

let folder: string;
let records: Records;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'greenleaf-recompute-'));
  records = await openRecords(join(folder, 'records.sqlite'));
});
afterAll(async () => {
  await records.close();
  rmSync(folder, { recursive: true, force: true });
});

const reading = (at: number, kwh: number): StoredReading => ({ at, fields: { [FIELD]: kwh }, clock: 'device' });

/** What a computation of the whole series at once gives. */
function fromScratch(meter: Meter, zone: string, readings: readonly StoredReading[]) {
  const { segments, steps } = interpret(meter, readings);
  const grid = { fromAt: floorToGrid(readings[0]!.at), toAt: ceilToGrid(readings.at(-1)!.at) };
  return {
    days: overlayDays(createLocalTime(zone), [], segments, grid),
    steps: steps.filter(({ kind }) => kind !== 'normal'),
    total: segments.reduce((sum, { amount }) => sum + amount, 0),
  };
}

async function stored(meter: Meter) {
  const days = await records.intervals.days(meter.site, [meter.id], '2000-01-01', '2100-01-01');
  const steps = await records.intervals.steps(meter.site, { meter: meter.id, limit: 100_000 });
  return {
    // A day that was known once and is not any more (its step turned out suspicious) stays as a row of absent intervals.
    days: days
      .filter(({ qualities }) => qualities.some((quality) => quality !== 0))
      .map(({ day, startAt, values, qualities }): IntervalDay => ({ day, startAt, values, qualities })),
    steps: steps.map(({ meter: _, ...step }) => step).toSorted((a, b) => a.toAt - b.toAt),
  };
}

/** A register with everything that meters do: idling, trembling, foreign values, resets, rollovers, gaps. */
const event = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('use' as const), minutes: fc.integer({ min: 1, max: 40 }), steps: fc.nat(30) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('idle' as const), minutes: fc.integer({ min: 1, max: 40 }), steps: fc.constant(0) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('tremble' as const),
      minutes: fc.integer({ min: 1, max: 40 }),
      steps: fc.integer({ min: 1, max: 2 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('foreign' as const), minutes: fc.integer({ min: 1, max: 40 }), steps: fc.nat(99_999) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reset' as const), minutes: fc.integer({ min: 1, max: 40 }), steps: fc.nat(5) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('gap' as const), minutes: fc.integer({ min: 60, max: 6000 }), steps: fc.nat(900) }),
  },
);
const series = fc.array(event, { minLength: 1, maxLength: 60 }).map((events) => {
  const rows = [reading(START, 990)];
  let at = START;
  let register = 99_000;
  for (const { kind, minutes, steps } of events) {
    at += minutes * MINUTE;
    if (kind === 'reset') register = steps;
    else if (kind === 'tremble') register = Math.max(0, register - steps);
    else if (kind !== 'foreign') register = (register + steps) % 100_000;
    rows.push(reading(at, (kind === 'foreign' ? steps : register) / 100));
  }
  return rows;
});

/** Any order, any split: a random rank for each reading, and how many go into a commit. */
const arrival = fc.record({
  ranks: fc.array(fc.nat(), { minLength: 61, maxLength: 61 }),
  shuffled: fc.nat(3),
  commits: fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 12 }),
  rated: fc.boolean(),
  zone: fc.nat(ZONES.length - 1),
});

let runs = 0;
async function storedAfter(
  rows: readonly StoredReading[],
  way: { ranks: number[]; shuffled: number; commits: number[]; rated: boolean; zone: number },
) {
  const zone = ZONES[way.zone]!;
  const meter = meterOf({
    id: 'm',
    site: `s${runs++}`,
    digits: 3,
    ratingPerHour: way.rated ? 40 : undefined,
    ratios: [
      { fromAt: 0, ratio: 40 },
      { fromAt: START + 300 * MINUTE, ratio: 60 },
    ],
  });
  await records.catalog.declare(planOf([meter], zone));
  const readings = createMemoryReadings();
  const recompute = createRecompute({ readings, records, now: () => START, log: silent });
  // 0: in order; 1: reversed; else shuffled.
  const order =
    way.shuffled === 0
      ? [...rows]
      : way.shuffled === 1
        ? rows.toReversed()
        : rows
            .map((row, index) => ({ row, rank: way.ranks[index] ?? 0 }))
            .toSorted((a, b) => a.rank - b.rank)
            .map(({ row }) => row);
  for (let from = 0, turn = 0; from < order.length; turn++) {
    const size = way.commits[turn % way.commits.length]!;
    const batch = order.slice(from, (from += size));
    readings.put({ site: meter.site, meter: 'm' }, batch);
    const at = batch.map((row) => row.at);
    await records.intake.commit(touch([{ site: meter.site, meter: 'm', fromAt: Math.min(...at), toAt: Math.max(...at) }]));
    if (size % 3 !== 0) await recompute.runOnce();
  }
  while (await recompute.runOnce()) {
    // Until nothing waits.
  }
  return { meter, zone };
}

describe('recomputing intervals', () => {
  it('gives the same days and steps whatever the order of arrival and the split into commits', async () => {
    await fc.assert(
      fc.asyncProperty(series, arrival, async (rows, way) => {
        const { meter, zone } = await storedAfter(rows, way);
        const whole = fromScratch(meter, zone, rows);
        const parts = await stored(meter);
        expect(parts).toEqual({ days: whole.days, steps: whole.steps });
        const values = parts.days.flatMap((day) => [...day.values]).filter((value) => !Number.isNaN(value));
        expect(values.every((value) => value >= 0)).toBe(true);
        expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(whole.total, 6);
        expect(await records.intervals.touchedCount()).toBe(0);
      }),
      { numRuns: 100 },
    );
  }, 120_000);
});
