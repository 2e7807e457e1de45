import { createDayBook } from '../../analysis/day-book.ts';
import type { DayBook, MeterSeries } from '../../analysis/health-detector.ts';
import { interpret, type MeterStep } from '../../domain/consumption.ts';
import { INTERVAL_MS, layOnGrid, toDayTotal } from '../../domain/interval.ts';
import { addDays, daysBetween } from '../../domain/local-time.ts';
import type { StoredReading } from '../../domain/reading.ts';
import type { CampusModel } from '../../simulators/campus/model.ts';
import { createCampusModel } from '../../simulators/demo-campus.ts';
import type { Fault } from '../../simulators/faults/fault.ts';
import { createMeterReader } from '../../simulators/meter-reader.ts';
import { dayIndexOf } from '../../simulators/physics/china-day.ts';
import { createWorld } from '../../simulators/world.ts';
import { shanghai } from './series-of.ts';

export interface School {
  model: CampusModel;
  meters: MeterSeries[];
  /** Everything but normal steps. */
  steps: (MeterStep & { meter: string })[];
  days: DayBook;
}

/**
 * The demo school as its intervals show it: each meter is read every 15 minutes, some seconds off the quarter hour, with all
 * that faults do to it.
 *
 * @param from local day, `to` the one after the last
 */
export function schoolSeries(options: { seed: number; from: string; to: string; faults?: (model: CampusModel) => Fault[] }): School {
  const { seed, from, to } = options;
  const model = createCampusModel({ seed });
  const faults = options.faults?.(model) ?? [];
  const world = createWorld(model, faults, dayIndexOf(from));
  const reader = createMeterReader(model, world, faults);
  const [startAt, endAt] = [shanghai.startOfDay(from), shanghai.startOfDay(to)];
  const readings: StoredReading[][] = world.meters.map(() => []);
  // Instant by instant: the world keeps a few days at a time.
  for (let slotAt = startAt; slotAt <= endAt; slotAt += INTERVAL_MS) {
    world.meters.forEach(({ medium }, index) => {
      if (medium === 'weather') return;
      const instant = reader.instantOf(index, slotAt, INTERVAL_MS);
      const reading = reader.read(index, slotAt, INTERVAL_MS, world.totalAt(index, instant), false);
      if (!reading) return;
      const [at, register] = reading.row as [number, number];
      readings[index]!.push({ at, fields: medium === 'water' ? { volume_m3: register } : { energy_kwh: register }, clock: 'device' });
    });
  }
  const steps: School['steps'] = [];
  const meters = world.meters.flatMap((meter, index) => {
    if (meter.medium === 'weather') return [];
    const { segments, steps: all } = interpret(meter, readings[index]!, shanghai.dayOf);
    for (const step of all) if (step.kind !== 'normal') steps.push({ ...step, meter: meter.id });
    return [{ meter, series: { startAt, ...layOnGrid(segments, startAt, (endAt - startAt) / INTERVAL_MS) } }];
  });
  return { model, meters, steps, days: bookOf(model, meters, daysBetween(from, to)) };
}

function bookOf(model: CampusModel, meters: readonly MeterSeries[], days: readonly string[]): DayBook {
  const totals = meters.flatMap(({ meter, series }) =>
    days.map((day) => {
      const first = (shanghai.startOfDay(day) - series.startAt) / INTERVAL_MS;
      const count = (shanghai.startOfDay(addDays(day, 1)) - shanghai.startOfDay(day)) / INTERVAL_MS;
      const [values, qualities] = [series.values.slice(first, first + count), series.qualities.slice(first, first + count)];
      return { meter: meter.id, ...toDayTotal({ day, startAt: shanghai.startOfDay(day), values, qualities }) };
    }),
  );
  return createDayBook(model.plan.meters, totals);
}
