import type { CampusModel } from './campus/model.ts';
import { endOf, type Fault, isActive } from './faults/fault.ts';
import { createDisplay } from './meter-display.ts';
import { dayIndexAt, MINUTE_MS, startOfDay } from './physics/china-day.ts';
import { keyOf, uniform } from './physics/random.ts';
import { humidityPct } from './physics/weather.ts';
import type { World } from './world.ts';

/** What one meter reports: the columns of its readings, with `ts` first. */
export type Columns = readonly string[];

/** One reading, as numbers in the order of its columns. */
export interface SimulatedReading {
  row: number[];
  /** How often it is sent: 1, more with duplicates. */
  copies: number;
  /** Held back until this instant; undefined: sent at once. */
  heldUntil: number | undefined;
}

export interface MeterReaderOptions {
  /** Share of readings that are lost on their way, 0…1. */
  loss?: number | undefined;
  /** Share of readings that arrive twice, 0…1. */
  duplicates?: number | undefined;
}

export interface MeterReader {
  /** Columns of a history row and of a live reading (with the momentary rate). */
  columns(meter: number): Columns;
  liveColumns(meter: number): Columns;
  /** When a meter's reading of a slot is taken: some seconds after it, each meter at its own. */
  instantOf(meter: number, slotAt: number, stepMs: number): number;
  /**
   * The reading of a slot; undefined when the meter is silent or the reading gets lost.
   *
   * @param total what had flowed through at `instantOf` (temperature for the thermometer)
   */
  read(meter: number, slotAt: number, stepMs: number, total: number, live: boolean): SimulatedReading | undefined;
}

/** Readings are taken up to this long after their slot. */
const LARGEST_OFFSET_MS = 40_000;

export function createMeterReader(
  model: CampusModel,
  world: World,
  faults: readonly Fault[],
  options: MeterReaderOptions = {},
): MeterReader {
  const { loss = 0, duplicates = 0 } = options;
  const meters = world.meters.map((meter, index) => {
    const own = faults.filter((fault) => fault.meters[0] === meter.id);
    const of = (...kinds: Fault['fault'][]) => own.filter(({ fault }) => kinds.includes(fault));
    return {
      meter,
      key: keyOf(model.seed, `reader:${meter.id}`),
      display: createDisplay(world, index, model.seed, own),
      silent: of('silent_meter', 'exchange'),
      drifts: of('clock_drift'),
      heldBack: of('late_backfill'),
      doubled: of('duplicates'),
      columns: { electricity: ['ts', 'energy_kwh'], water: ['ts', 'volume_m3'], weather: ['ts', 'temperature_c', 'humidity_pct'] }[
        meter.medium as 'electricity' | 'water' | 'weather'
      ],
      rate: { electricity: 'power_kw', water: 'flow_lph', weather: undefined }[meter.medium as 'electricity' | 'water' | 'weather'],
    };
  });

  function instantOf(meter: number, slotAt: number, stepMs: number): number {
    const { key } = meters[meter]!;
    const widest = Math.min(LARGEST_OFFSET_MS, 0.6 * stepMs);
    return slotAt + Math.floor(widest * (0.7 * uniform(key, 1) + 0.3 * uniform(key, Math.floor(slotAt / 1000), slotAt % 1000)));
  }

  function values(meter: number, at: number, total: number, live: boolean): number[] {
    const { display, rate, meter: facts } = meters[meter]!;
    if (facts.medium === 'weather') {
      const day = world.days(dayIndexAt(at));
      return [Math.round(total * 10) / 10, humidityPct(day, Math.floor((at - startOfDay(day.index)) / MINUTE_MS))];
    }
    const register = display(at, total);
    return live && rate ? [register, Math.round(world.rateAt(meter, at) * 1000) / 1000] : [register];
  }

  return {
    columns: (meter) => meters[meter]!.columns,
    liveColumns: (meter) => [...meters[meter]!.columns, ...(meters[meter]!.rate ? [meters[meter]!.rate] : [])],
    instantOf,
    read(meter, slotAt, stepMs, total, live) {
      const { key, silent, drifts, heldBack, doubled } = meters[meter]!;
      const at = instantOf(meter, slotAt, stepMs);
      if (silent.some((fault) => isActive(fault, at))) return undefined;
      const lot = Math.floor(slotAt / 1000);
      if (loss > 0 && uniform(key, lot, 7_000_001) < loss) return undefined;
      const twice = duplicates > 0 && uniform(key, lot, 7_000_002) < duplicates ? 2 : 1;
      return {
        row: [at + driftMs(drifts, at), ...values(meter, at, total, live)],
        copies: doubled.find((fault) => isActive(fault, at))?.magnitude.value ?? twice,
        heldUntil: heldBack.find((fault) => isActive(fault, at))?.endAt ?? undefined,
      };
    },
  };
}

/** How far the meter's clock is ahead: it runs away evenly and is set right at the end. */
function driftMs(drifts: readonly Fault[], at: number): number {
  const drift = drifts.find((fault) => isActive(fault, at));
  if (!drift) return 0;
  const whole = Math.min(endOf(drift), drift.startAt + 30 * 86_400_000) - drift.startAt;
  return Math.round(drift.magnitude.value * 1000 * Math.min(1, (at - drift.startAt) / whole));
}
