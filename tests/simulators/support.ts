import type { CampusModel } from '../../simulators/campus/model.ts';
import { createCampusModel } from '../../simulators/demo-campus.ts';
import type { Fault } from '../../simulators/faults/fault.ts';
import { createMeterReader, type MeterReaderOptions } from '../../simulators/meter-reader.ts';
import { dayIndexOf } from '../../simulators/physics/china-day.ts';
import { createWorld, type World } from '../../simulators/world.ts';

export const HOUR_MS = 3_600_000;
export const QUARTER_MS = 900_000;
/** School time. */
export const at = (text: string) => Date.parse(`${text}:00+08:00`);

export const school = createCampusModel({ seed: 1 });

/** A world that begins on a day, and its meters by id. */
export function worldFrom(day: string, faults: readonly Fault[] = [], model: CampusModel = school, options: MeterReaderOptions = {}) {
  const world = createWorld(model, faults, dayIndexOf(day));
  const index = (meter: string) => {
    const found = world.meters.findIndex(({ id }) => id === meter);
    if (found < 0) throw new Error(`no meter ${meter}`);
    return found;
  };
  return { world, index, reader: createMeterReader(model, world, faults, options) };
}

/** kWh or m³ through a meter in [fromAt, toAt). */
export function amount(world: World, meter: number, fromAt: number, toAt: number): number {
  return world.totalAt(meter, toAt) - world.totalAt(meter, fromAt);
}
