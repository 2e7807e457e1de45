import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { interpret } from '../../domain/consumption.ts';
import type { IntervalDay } from '../../domain/interval.ts';
import { createLocalTime } from '../../domain/local-time.ts';
import type { StoredReading } from '../../domain/reading.ts';
import type { Meter } from '../../domain/site.ts';
import { overlayDays } from '../../jobs/overlay-days.ts';
import { ceilToGrid, floorToGrid } from '../../jobs/recompute-span.ts';
import { createRecompute } from '../../jobs/recompute.ts';
import { type Records, StoreUnavailable } from '../../store/ports.ts';
import { openRecords } from '../../store/records/open-records.ts';
import { createMemoryReadings, meterOf, planOf, silent, touch } from './campus.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-03-01T08:00:00+08:00');
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

/** Readings fall on the grid or anywhere. */
const minutes = fc.oneof(fc.constant(15), fc.integer({ min: 1, max: 40 }));
/** A register with everything that meters do: idling, trembling, foreign values, resets, rollovers, gaps. */
const event = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('use' as const), minutes, steps: fc.nat(30) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('idle' as const), minutes, steps: fc.constant(0) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('tremble' as const),
      minutes,
      steps: fc.integer({ min: 1, max: 2 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('foreign' as const), minutes, steps: fc.nat(99_999) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reset' as const), minutes, steps: fc.nat(5) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('gap' as const), minutes: fc.integer({ min: 60, max: 6000 }), steps: fc.nat(900) }),
  },
);
const series = fc.array(event, { minLength: 1, maxLength: 60 }).map((events) => {
  const rows = [reading(START, 990)];
  let at = START;
  let register = 99_000;
  for (const { kind, minutes: waited, steps } of events) {
    at += waited * MINUTE;
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
  commits: fc.array(fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 12 })), { minLength: 1, maxLength: 12 }),
  rated: fc.boolean(),
  pieceDays: fc.constantFrom(1, 3, 60),
  zone: fc.nat(ZONES.length - 1),
});

let runs = 0;
async function storedAfter(
  rows: readonly StoredReading[],
  way: { ranks: number[]; shuffled: number; commits: number[]; rated: boolean; pieceDays: number; zone: number },
  facts: Partial<Meter> = {},
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
    ...facts,
  });
  await records.catalog.declare(planOf([meter], zone));
  const readings = createMemoryReadings();
  const recompute = createRecompute({ readings, records, now: () => START, log: silent, pieceDays: way.pieceDays });
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
      { numRuns: 100, endOnFailure: true },
    );
  }, 120_000);

  it('gives the same for a feed of amounts, whatever the order', async () => {
    const amounts = fc.array(fc.tuple(fc.integer({ min: 1, max: 90 }), fc.nat(50)), { minLength: 1, maxLength: 40 }).map((pairs) => {
      let at = START;
      return pairs.map(
        ([waited, value]): StoredReading => ({ at: (at += waited * MINUTE), fields: { interval_kwh: value }, clock: 'device' }),
      );
    });
    await fc.assert(
      fc.asyncProperty(amounts, arrival, async (rows, way) => {
        const { meter, zone } = await storedAfter(rows, way, { kind: 'interval', readingIntervalS: 1800 });
        const { segments } = interpret(meter, rows);
        const grid = { fromAt: floorToGrid(START - 60 * MINUTE), toAt: ceilToGrid(rows.at(-1)!.at) };
        expect((await stored(meter)).days).toEqual(overlayDays(createLocalTime(zone), [], segments, grid));
      }),
      { numRuns: 20, endOnFailure: true },
    );
  }, 60_000);

  it('spreads a gap anew on both sides of a late reading', async () => {
    const { meter, recompute, arrive } = await school();
    await arrive(reading(at(0), 100), reading(at(15), 101), reading(at(135), 109), reading(at(150), 110));
    await recompute.runOnce();
    expect(await quarters(meter)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
    await arrive(reading(at(75), 101));
    await recompute.runOnce();
    expect(await quarters(meter)).toEqual([1, 0, 0, 0, 0, 2, 2, 2, 2, 1]);
  });

  it('knows nothing beyond the last reading', async () => {
    const { meter, recompute, arrive } = await school();
    await arrive(reading(at(0), 100), reading(at(20), 102));
    await recompute.runOnce();
    const [day] = (await stored(meter)).days;
    expect([...day!.qualities.subarray(0, 3)]).toEqual([1, 6, 0]);
    expect([...day!.values.subarray(0, 3)]).toEqual([1.5, expect.closeTo(0.5, 9), Number.NaN]);
  });

  it('reads a few hours around a live reading, not the past', async () => {
    const { recompute, arrive, readings } = await school();
    await arrive(...Array.from({ length: 5000 }, (_, index) => reading(at(index * 15), 100 + index / 100)));
    await recompute.runOnce();
    readings.rowsRead = 0;
    await arrive(reading(at(5000 * 15), 151));
    await recompute.runOnce();
    expect(readings.rowsRead).toBeLessThan(20);
  });

  it('leaves days alone that stay as they were, so that nobody judges their nights again', async () => {
    const { meter, recompute, arrive } = await school();
    const rows = [reading(at(0), 100), reading(at(15), 101)];
    await arrive(...rows);
    await recompute.runOnce();
    await records.intervals.clearChangedDays(meter.site, await records.intervals.changedDays(meter.site));
    await arrive(...rows);
    expect(await recompute.runOnce()).toBe(1);
    expect(await records.intervals.changedDays(meter.site)).toEqual([]);
  });

  it('only clears the mark of a thermometer and of a meter that nobody declares', async () => {
    const { meter, recompute } = await school({ medium: 'weather' });
    await records.intake.commit(touch(['m', 'gone'].map((id) => ({ site: meter.site, meter: id, fromAt: at(0), toAt: at(15) }))));
    expect(await recompute.runOnce()).toBe(2);
    expect(await recompute.runOnce()).toBe(0);
    expect((await stored(meter)).days).toEqual([]);
  });

  it('keeps its marks while the reading store is away, and passes over one meter that fails', async () => {
    const { meter, readings } = await school();
    const faulty: typeof readings = { ...readings, range: () => Promise.reject(new StoreUnavailable('away', 10)) };
    const marks = ['m', 'n'].map((id) => ({ site: meter.site, meter: id, fromAt: at(0), toAt: at(15) }));
    await records.catalog.declare(planOf([meter, meterOf({ id: 'n', site: meter.site })]));
    await records.intake.commit(touch(marks));
    await expect(createRecompute({ readings: faulty, records, now: () => START, log: silent }).runOnce()).rejects.toBeInstanceOf(
      StoreUnavailable,
    );
    expect(await records.intervals.touchedCount()).toBe(2);
    faulty.range = (ref, ...more) => (ref.meter === 'm' ? Promise.reject(new Error('bad rows')) : readings.range(ref, ...more));
    const recompute = createRecompute({ readings: faulty, records, now: () => START, log: silent });
    expect(await recompute.runOnce()).toBe(1);
    expect(await recompute.runOnce()).toBe(0);
    expect(await records.intervals.touched(10)).toMatchObject([{ meter: 'm' }]);
    await createRecompute({ readings, records, now: () => START, log: silent }).runOnce();
  });

  it('runs by itself, and stops when it is told to', async () => {
    const { meter, recompute, arrive } = await school();
    recompute.start();
    await arrive(reading(at(0), 100), reading(at(15), 101));
    await vi.waitFor(async () => expect((await stored(meter)).days).toHaveLength(1), { timeout: 10_000 });
    await recompute.stop();
  });
});

const LOCAL_MIDNIGHT = Date.parse('2026-03-01T00:00:00+08:00');
const at = (minute: number) => LOCAL_MIDNIGHT + minute * MINUTE;

/** One meter whose readings arrive and are marked. */
async function school(facts: Partial<Meter> = {}) {
  const meter = meterOf({ id: 'm', site: `s${runs++}`, ...facts });
  await records.catalog.declare(planOf([meter]));
  const readings = createMemoryReadings();
  const recompute = createRecompute({ readings, records, now: () => START, log: silent });
  const arrive = async (...rows: StoredReading[]) => {
    readings.put({ site: meter.site, meter: 'm' }, rows);
    const instants = rows.map((row) => row.at);
    await records.intake.commit(touch([{ site: meter.site, meter: 'm', fromAt: Math.min(...instants), toAt: Math.max(...instants) }]));
  };
  return { meter, readings, recompute, arrive };
}

/** The known intervals of a meter's first day, rounded to a thousandth. */
async function quarters(meter: Meter): Promise<number[]> {
  const [day] = (await stored(meter)).days;
  return [...day!.values].filter((value) => !Number.isNaN(value)).map((value) => Math.round(value * 1000) / 1000);
}
