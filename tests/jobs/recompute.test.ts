import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { interpret } from '../../domain/consumption.ts';
import { createLocalTime } from '../../domain/local-time.ts';
import type { StoredReading } from '../../domain/reading.ts';
import { LOOK_AHEAD } from '../../domain/register.ts';
import type { Meter } from '../../domain/site.ts';
import { overlayDays } from '../../jobs/overlay-days.ts';
import { ceilToGrid, floorToGrid } from '../../jobs/recompute-span.ts';
import { createRecompute } from '../../jobs/recompute.ts';
import { type Records, StoreUnavailable } from '../../store/ports.ts';
import { openRecords } from '../../store/records/open-records.ts';
import { createMemoryReadings, meterOf, planOf, silent, touch } from './campus.ts';
import {
  type Arrival,
  arrival,
  batchesOf,
  fromScratch,
  MINUTE,
  reading,
  spanOfRows,
  storedOf,
  wildSeries,
  ZONES,
} from './register-series.ts';

const START = Date.parse('2026-03-01T08:00:00+08:00');

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

const stored = (meter: Meter) => storedOf(records.intervals, meter);

let runs = 0;
interface Way {
  way: Arrival;
  rated: boolean;
  pieceDays: number;
  zone: string;
}
const ways: fc.Arbitrary<Way> = fc.record({
  way: arrival,
  rated: fc.boolean(),
  pieceDays: fc.constantFrom(1, 3, 60),
  zone: fc.constantFrom(...ZONES),
});

/** Readings arrive in batches and are marked; now and then the marks are worked off. */
async function storedAfter(rows: readonly StoredReading[], { way, rated, pieceDays, zone }: Way, facts: Partial<Meter> = {}) {
  const meter = meterOf({
    id: 'm',
    site: `s${runs++}`,
    digits: 3,
    ratingPerHour: rated ? 40 : undefined,
    ratios: [{ fromAt: 0, ratio: 40 }],
    ...facts,
  });
  await records.catalog.declare(planOf([meter], zone));
  const readings = createMemoryReadings();
  const recompute = createRecompute({ readings, records, now: () => START, log: silent, pieceDays });
  for (const batch of batchesOf(rows, way)) {
    readings.put({ site: meter.site, meter: 'm' }, batch);
    const { fromAt, toAt } = spanOfRows(batch);
    await records.intake.commit(touch([{ site: meter.site, meter: 'm', fromAt, toAt: toAt - 1 }]));
    if (batch.length % 3 !== 0) await recompute.runOnce();
  }
  while (await recompute.runOnce()) {
    // Until nothing waits.
  }
  return meter;
}

describe('recomputing intervals', () => {
  it('gives the same days and steps whatever the order of arrival and the split into commits', async () => {
    await fc.assert(
      fc.asyncProperty(wildSeries, ways, async (rows, way) => {
        const meter = await storedAfter(rows, way);
        expect(await stored(meter)).toEqual(fromScratch(meter, way.zone, rows));
        expect(await records.intervals.touchedCount()).toBe(0);
      }),
      { numRuns: 60, endOnFailure: true },
    );
  }, 120_000);

  it('gives the same for a feed of amounts, whatever the order', async () => {
    const amounts = fc.array(fc.tuple(fc.integer({ min: 1, max: 90 }), fc.nat(50)), { minLength: 1, maxLength: 40 }).map((pairs) => {
      let instant = START;
      return pairs.map(
        ([waited, value]): StoredReading => ({
          at: (instant += waited * MINUTE),
          fields: { interval_kwh: value },
          clock: 'device',
        }),
      );
    });
    await fc.assert(
      fc.asyncProperty(amounts, ways, async (rows, way) => {
        const meter = await storedAfter(rows, way, { kind: 'interval', readingIntervalS: 1800 });
        const local = createLocalTime(way.zone);
        const { segments } = interpret(meter, rows, local.dayOf);
        const grid = { fromAt: floorToGrid(START - 60 * MINUTE), toAt: ceilToGrid(rows.at(-1)!.at) };
        expect((await stored(meter)).days).toEqual(overlayDays(local, [], segments, grid));
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
    expect([...day!.values.subarray(0, 3)]).toEqual([1.5, 0.5, Number.NaN]);
  });

  it('reads a few hours around a live reading, not the past', async () => {
    const { recompute, arrive, readings } = await school();
    await arrive(...Array.from({ length: 5000 }, (_, index) => reading(at(index * 15), 100 + index / 100)));
    await recompute.runOnce();
    readings.rowsRead = 0;
    await arrive(reading(at(5000 * 15), 151));
    await recompute.runOnce();
    expect(readings.rowsRead).toBeLessThan(LOOK_AHEAD * 3);
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

  it('lets works on one meter take turns, and those on others go on', async () => {
    const { meter, recompute } = await school();
    const order: string[] = [];
    const { gate, open } = createGate();
    const first = recompute.exclusively(meter.site, 'm', async () => {
      await gate;
      order.push('first');
      throw new Error('a failure ends its own turn only');
    });
    const second = recompute.exclusively(meter.site, 'm', async () => void order.push('second'));
    await recompute.exclusively(meter.site, 'other', async () => void order.push('other'));
    open();
    await expect(first).rejects.toThrow('its own turn');
    await second;
    expect(order).toEqual(['other', 'first', 'second']);
  });

  it('computes a meter as it is understood when its turn comes', async () => {
    const { meter, recompute, arrive } = await school();
    await arrive(reading(at(0), 100), reading(at(15), 101));
    const { gate, open } = createGate();
    const statement = { kind: 'ratio', fromAt: 1, ratio: 40 } as const;
    const signed = { by: 'electrician', reason: 'CT 200/5', recordedAt: START, undone: null };
    const correction = recompute.exclusively(meter.site, 'm', async () => {
      await gate;
      const said = { id: `${meter.site}-ratio`, site: meter.site, meter: 'm', statement, ...signed };
      await records.corrections.commit(meter.site, { correction: said }, undefined);
    });
    const round = recompute.runOnce();
    open();
    await Promise.all([correction, round]);
    expect(await quarters(meter)).toEqual([40]);
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

function createGate() {
  let open = () => {};
  const gate = new Promise<void>((resolve) => (open = resolve));
  return { gate, open: () => open() };
}

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
