import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalTime } from '../../domain/local-time.ts';
import type { Reading } from '../../domain/reading.ts';
import type { Meter, SitePlan } from '../../domain/site.ts';
import { computeReplacement } from '../../jobs/recompute-meter.ts';
import { createRecompute } from '../../jobs/recompute.ts';
import { openSqliteReadingStore } from '../../store/readings/sqlite.ts';
import { openRecords } from '../../store/records/open-records.ts';
import { meterOf, planOf, silent, touch } from '../jobs/campus.ts';
import { type Figure, medianOf } from './figures.ts';

const DAY_MS = 86_400_000;
const QUARTER_MS = 15 * 60_000;
const START = Date.parse('2025-04-20T00:00:00+08:00');
const ROUNDS = 5;

export interface RecomputeBench {
  meters?: number;
  days?: number;
}

/** How long it takes to bring intervals in step: late day, corrected ratio, everything from scratch. In SQLite on this disk. */
export async function benchRecompute({ meters = 120, days = 396 }: RecomputeBench = {}): Promise<Figure[]> {
  const dir = await mkdtemp(join(tmpdir(), 'greenleaf-bench-recompute-'));
  const records = await openRecords(join(dir, 'records.sqlite'));
  const readings = openSqliteReadingStore(join(dir, 'readings.sqlite'));
  const recompute = createRecompute({ readings, records, now: () => START, log: silent });
  try {
    const plan = planOf(Array.from({ length: meters }, (_, index) => meterOf({ id: `m${index}`, ratingPerHour: 400 })));
    await records.catalog.declare(plan);
    for (const meter of plan.meters) await readings.write(yearOf(meter, days));
    const mark = (meter: string, fromAt: number, toAt: number) =>
      records.intake.commit(touch([{ site: plan.site.id, meter, fromAt, toAt }]));
    for (const { id } of plan.meters) await mark(id, START, START + days * DAY_MS);
    const scratch = await timed(async () => {
      while ((await recompute.runOnce()) > 0);
    });
    const late = await rounds(async (round) => {
      const day = START + (100 + 20 * round) * DAY_MS;
      await readings.write(lateDay(plan.meters[round]!, day));
      await mark(plan.meters[round]!.id, day, day + DAY_MS);
      return timed(async () => {
        if ((await recompute.runOnce()) !== 1) throw new Error('the late day was not computed: the figure would say nothing');
      });
    });
    const corrected = await rounds((round) => timed(() => correctRatio(plan, plan.meters[round]!, round, { readings, records })));
    const rows = days * 96;
    return [
      medianOf('recompute: a late day of one meter', 'ms', late, 'limit 100'),
      medianOf('recompute: ratio corrected over a year', 'ms', corrected, 'one meter, limit 2,000'),
      { name: 'recompute: all from scratch', value: scratch / 1000, unit: 's', note: `${meters} meters × ${rows} readings, limit 60` },
    ];
  } finally {
    await readings.close();
    await records.close();
    await rm(dir, { recursive: true });
  }
}

/** A reading each quarter of an hour; a restart of the register now and then, a foreign value, a long gap. */
function yearOf(meter: Meter, days: number): Reading[] {
  const ref = { site: meter.site, building: meter.building, meter: meter.id, medium: meter.medium };
  const list: Reading[] = [];
  let steps = 100_000;
  for (let index = 0; index <= days * 96; index++) {
    if (index % 5000 > 4960) continue;
    steps += 20 + (index % 96);
    const shown = index % 3001 === 0 ? steps + 700_000 : steps;
    list.push({ ref, at: START + index * QUARTER_MS, fields: { energy_kwh: shown / 100 }, clock: 'device' });
  }
  return list;
}

/** The same day at another second of each minute: new readings between those that are there. */
function lateDay(meter: Meter, day: number): Reading[] {
  return yearOf(meter, 396)
    .filter(({ at }) => at >= day && at < day + DAY_MS)
    .map((reading) => ({ ...reading, at: reading.at + 7000 }));
}

async function correctRatio(
  plan: SitePlan,
  meter: Meter,
  round: number,
  { readings, records }: Pick<Parameters<typeof createRecompute>[0], 'readings'> & { records: Awaited<ReturnType<typeof openRecords>> },
): Promise<void> {
  const corrected = { ...meter, ratios: [{ fromAt: 0, ratio: 40 + round }] };
  const site = { plan, local: createLocalTime(plan.site.timeZone), meters: new Map([[meter.id, corrected]]) };
  const span = { fromAt: START + 30 * DAY_MS, toAt: Number.POSITIVE_INFINITY };
  await records.intervals.replaceDays(await computeReplacement({ readings, intervals: records.intervals }, site, corrected, span));
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

async function rounds(work: (round: number) => Promise<number>): Promise<number[]> {
  const values: number[] = [];
  for (let round = 0; round < ROUNDS; round++) values.push(await work(round));
  return values;
}
