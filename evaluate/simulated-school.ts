import { createDayBook } from '../analysis/day-book.ts';
import type { DayBook, MeterSeries } from '../analysis/health-detector.ts';
import type { IntervalSeries } from '../analysis/series.ts';
import { interpret, type MeterStep } from '../domain/consumption.ts';
import { INTERVAL_MS, layOnGrid, QUALITIES, toDayTotal } from '../domain/interval.ts';
import { addDays, createLocalTime, daysBetween } from '../domain/local-time.ts';
import { MEDIUM_FACTS } from '../domain/medium.ts';
import type { StoredReading } from '../domain/reading.ts';
import type { Meter } from '../domain/site.ts';
import type { CampusModel } from '../simulators/campus/model.ts';
import { createCampusModel, type DemoCampusOptions } from '../simulators/demo-campus.ts';
import type { Fault } from '../simulators/faults/fault.ts';
import { createMeterReader, type MeterReader, type MeterReaderOptions } from '../simulators/meter-reader.ts';
import { CHINA_ZONE, dayIndexOf } from '../simulators/physics/china-day.ts';
import { createWorld, type World } from '../simulators/world.ts';

const shanghai = createLocalTime(CHINA_ZONE);

/** A simulated school as its meters show it. */
export interface School {
  model: CampusModel;
  world: World;
  /** Of meters with a register. */
  meters: MeterSeries[];
  /** Everything but normal steps. */
  steps: (MeterStep & { meter: string })[];
  days: DayBook;
}

export interface SchoolOptions extends Omit<DemoCampusOptions, 'siteId'> {
  /** Local day; `to` is the one after the last. */
  from: string;
  to: string;
  faults?: ((model: CampusModel) => Fault[]) | undefined;
  /** What gets lost on the way. Default: nothing. */
  road?: MeterReaderOptions | undefined;
}

/**
 * A school's intervals: each meter is read every 15 minutes, some seconds off the quarter hour, with all that faults do to it;
 * then understood and laid on the grid as live readings are. In memory are 9 bytes an interval, and the readings of one meter
 * at a time.
 */
export function schoolSeries(options: SchoolOptions): School {
  const { from, to } = options;
  const model = createCampusModel(options);
  const faults = options.faults?.(model) ?? [];
  const world = createWorld(model, faults, dayIndexOf(from));
  const reader = createMeterReader(model, world, faults, options.road);
  const [startAt, endAt] = [shanghai.startOfDay(from), shanghai.startOfDay(to)];
  const tapes = recordTapes(world, reader, startAt, endAt);
  const steps: School['steps'] = [];
  const meters = world.meters.flatMap((meter, index) => {
    if (meter.medium === 'weather') return [];
    const { segments, steps: all } = interpret(meter, toReadings(meter, tapes[index]!), shanghai.dayOf);
    for (const step of all) if (step.kind !== 'normal') steps.push({ ...step, meter: meter.id });
    return [{ meter, series: { startAt, ...layOnGrid(segments, startAt, (endAt - startAt) / INTERVAL_MS) } }];
  });
  return { model, world, meters, steps, days: bookOf(model, meters, daysBetween(from, to)) };
}

/** Readings of one meter in the order in which they were taken: instants and registers in turn. */
interface Tape {
  pairs: Float64Array;
  count: number;
}

/** Instant by instant: the world keeps a few days at a time. */
function recordTapes(world: World, reader: MeterReader, startAt: number, endAt: number): Tape[] {
  const slots = (endAt - startAt) / INTERVAL_MS + 1;
  const tapes = world.meters.map(() => ({ pairs: new Float64Array(2 * slots), count: 0 }));
  for (let slotAt = startAt; slotAt <= endAt; slotAt += INTERVAL_MS) {
    for (let index = 0; index < world.meters.length; index++) {
      if (world.meters[index]!.medium === 'weather') continue;
      const instant = reader.instantOf(index, slotAt, INTERVAL_MS);
      const reading = reader.read(index, slotAt, INTERVAL_MS, world.totalAt(index, instant), false);
      if (!reading) continue;
      const tape = tapes[index]!;
      tape.pairs[2 * tape.count] = reading.row[0]!;
      tape.pairs[2 * tape.count + 1] = reading.row[1]!;
      tape.count++;
    }
  }
  return tapes;
}

/** As a store gives them: ascending, one an instant. */
function toReadings(meter: Meter, { pairs, count }: Tape): StoredReading[] {
  const field = MEDIUM_FACTS[meter.medium].register!;
  const readings: StoredReading[] = [];
  for (let index = 0; index < count; index++) {
    readings.push({ at: pairs[2 * index]!, fields: { [field]: pairs[2 * index + 1]! }, clock: 'device' });
  }
  readings.sort((a, b) => a.at - b.at);
  return readings.filter(({ at }, index) => index === 0 || at > readings[index - 1]!.at);
}

/** Means of the outdoor thermometer, °C, on the same grid as the other meters. */
export function thermometerSeries(world: World, meter: number, startAt: number, count: number): IntervalSeries {
  const values = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    // It is a straight line within a quarter hour, so its middle is its mean.
    values[index] = world.rateAt(meter, startAt + index * INTERVAL_MS + INTERVAL_MS / 2);
  }
  return { startAt, values, qualities: new Uint8Array(count).fill(QUALITIES.indexOf('measured')) };
}

function bookOf(model: CampusModel, meters: readonly MeterSeries[], days: readonly string[]): DayBook {
  const totals = meters.flatMap(({ meter, series }) =>
    days.map((day) => {
      const first = (shanghai.startOfDay(day) - series.startAt) / INTERVAL_MS;
      const count = (shanghai.startOfDay(addDays(day, 1)) - shanghai.startOfDay(day)) / INTERVAL_MS;
      const [values, qualities] = [series.values.subarray(first, first + count), series.qualities.subarray(first, first + count)];
      return { meter: meter.id, ...toDayTotal({ day, startAt: shanghai.startOfDay(day), values, qualities }) };
    }),
  );
  return createDayBook(model.plan.meters, totals);
}
