import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Reading } from '../../domain/reading.ts';
import type { Meter, SitePlan } from '../../domain/site.ts';
import { createCorrectionDesk } from '../../desk/correction-desk.ts';
import { createManualDesk } from '../../desk/manual-desk.ts';
import { createRecompute } from '../../jobs/recompute.ts';
import type { ReadingStore } from '../../store/ports.ts';
import { openSqliteReadingStore } from '../../store/readings/sqlite.ts';
import { openRecords } from '../../store/records/open-records.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { meterOf, planOf, silent, touch } from '../jobs/campus.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** Local midnight in Shanghai. */
export const START = Date.parse('2026-03-01T00:00:00+08:00');
export const SIGNED = { by: '王师傅', reason: '看过现场' };

/** A school on real stores, with both desks. It is 2027. */
export async function openSchool(
  meters: readonly Meter[] = [meterOf({ id: 'm', readingIntervalS: 3600, ratingPerHour: 50 })],
  changes: Partial<SitePlan> = {},
  store: ReadingStore = openSqliteReadingStore(join(temporaryFolder(), 'readings.sqlite'), { temporary: true }),
) {
  const records = await openRecords(join(temporaryFolder(), 'records.sqlite'), { temporary: true });
  onTestFinished(async () => {
    await store.close();
    await records.close();
  });
  const plan = { ...planOf(meters), ...changes };
  await records.catalog.declare(plan);
  const clock = { at: Date.parse('2027-01-01T00:00:00Z') };
  const now = () => clock.at;
  /** What the desk asks; a test may put something in front. */
  const readings: ReadingStore = { ...store };
  const recompute = createRecompute({ readings: store, records, now, log: silent });
  const desk = createCorrectionDesk({ records, readings, recompute, now });
  const manual = createManualDesk({ records, readings, desk, now });

  async function compute(): Promise<void> {
    while ((await recompute.runOnce()) > 0) {
      // Until nothing waits.
    }
  }

  return {
    records,
    readings,
    desk,
    manual,
    clock,
    compute,
    /** Registers by instant arrive, and their intervals are computed. */
    async arrive(id: string, rows: readonly (readonly [at: number, value: number])[]): Promise<void> {
      const { building, medium } = meters.find((meter) => meter.id === id)!;
      const ref = { site: plan.site.id, building, meter: id, medium };
      const field = medium === 'water' ? 'volume_m3' : 'energy_kwh';
      await store.write(rows.map(([at, value]): Reading => ({ ref, at, fields: { [field]: value }, clock: 'device' })));
      const ats = rows.map(([at]) => at);
      await records.intake.commit(touch([{ site: plan.site.id, meter: id, fromAt: Math.min(...ats), toAt: Math.max(...ats) }]));
      await compute();
    },
    /** All that is stored about a meter. */
    async stored(id = 'm') {
      return {
        days: await records.intervals.days('school', [id], '2000-01-01', '2100-01-01'),
        totals: await records.intervals.totals('school', [id], '2000-01-01', '2100-01-01'),
        steps: await records.intervals.steps('school', { meter: id, limit: 1000 }),
      };
    },
    async total(day: string, id = 'm') {
      const [row] = await records.intervals.totals('school', [id], day, `${day}~`);
      return row?.total;
    },
  };
}

/** Hourly registers of a steady load: [from, to] both included. */
export function steady(fromAt: number, toAt: number, first: number, perHour: number): [number, number][] {
  const rows: [number, number][] = [];
  for (let at = fromAt; at <= toAt; at += HOUR) rows.push([at, Math.round((first + ((at - fromAt) / HOUR) * perHour) * 100) / 100]);
  return rows;
}
