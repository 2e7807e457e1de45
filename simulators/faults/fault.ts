/** What can go wrong, in the field's words. The first nine are physical, the others happen in meters and on their way to us. */
export const FAULT_KINDS = [
  'forgotten_ac',
  'lights_left_on',
  'tap_drip',
  'running_toilet',
  'burst',
  'slow_leak',
  'base_load_rise',
  'hot_water_on',
  'frozen_main',
  'stuck_register',
  'silent_meter',
  'reset',
  'rollover',
  'exchange',
  'glitch',
  'clock_drift',
  'late_backfill',
  'duplicates',
  'wrong_ct_ratio',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/**
 * One entry of the truth: what really was wrong, where and how long. The plan of faults and the truth file are the same
 * list, so that a restart goes on with what it promised.
 */
export interface Fault {
  fault: FaultKind;
  id: string;
  site: string;
  /** Meters in whose readings the fault can be seen, the innermost first. */
  meters: string[];
  building: string;
  space?: string | undefined;
  /** Air-conditioner of an `forgotten_ac`. */
  unit?: string | undefined;
  startAt: number;
  /** Null: it goes on. */
  endAt: number | null;
  magnitude: { value: number; unit: string };
  /** Days until it has come up to its magnitude; absent: as fast as its kind does. */
  rampDays?: number | undefined;
  /** For people, in English. */
  note: string;
}

/** What a kind means and in which unit its magnitude is; `value` is the usual one. */
export const FAULT_FACTS: Record<FaultKind, { unit: string; value: number; medium: 'electricity' | 'water' | 'any'; what: string }> = {
  forgotten_ac: {
    unit: 'kW',
    value: 1,
    medium: 'electricity',
    what: 'an air-conditioner runs on after lights-out; the magnitude is its mean power',
  },
  lights_left_on: { unit: 'kW', value: 2.5, medium: 'electricity', what: 'lamps burn through the night' },
  tap_drip: { unit: 'L/h', value: 1.3, medium: 'water', what: 'a tap drips, one drop a second' },
  running_toilet: { unit: 'L/h', value: 31.5, medium: 'water', what: 'a cistern does not close' },
  burst: { unit: 'L/h', value: 1200, medium: 'water', what: 'a pipe bursts; comes up within minutes' },
  slow_leak: { unit: 'L/h', value: 90, medium: 'water', what: 'a joint gives way, a little more each day for two weeks' },
  base_load_rise: { unit: 'kW', value: 3, medium: 'electricity', what: 'something new runs day and night' },
  hot_water_on: { unit: 'kW', value: 6, medium: 'electricity', what: 'hot water is kept hot although nobody needs it' },
  frozen_main: { unit: 'L/h', value: 0, medium: 'water', what: 'no water flows through this meter and those behind it' },
  stuck_register: { unit: 'm³ or kWh not counted', value: 0, medium: 'any', what: 'the counter stands still and never makes up for it' },
  silent_meter: { unit: 'h', value: 20, medium: 'any', what: 'no readings at all' },
  reset: { unit: 'register', value: 0, medium: 'any', what: 'the register starts again from the magnitude' },
  rollover: { unit: 'register', value: 0, medium: 'any', what: 'the register passes its last digit and starts from zero' },
  exchange: {
    unit: 'register',
    value: 0.6,
    medium: 'any',
    what: 'a new meter with another opening register, after a gap without readings',
  },
  glitch: { unit: 'register', value: 888_888.88, medium: 'any', what: 'foreign values for a moment' },
  clock_drift: { unit: 's', value: 90, medium: 'any', what: 'the clock runs away to this offset and is then set right' },
  late_backfill: { unit: 'h', value: 6, medium: 'any', what: 'readings are held back and arrive in one go at the end' },
  duplicates: { unit: 'times', value: 2, medium: 'any', what: 'every message comes twice' },
  wrong_ct_ratio: {
    unit: 'times',
    value: 10,
    medium: 'electricity',
    what: 'the true transformer ratio is not the declared one: consumption comes out this many times too large',
  },
};

export const endOf = (fault: Pick<Fault, 'endAt'>): number => fault.endAt ?? Number.POSITIVE_INFINITY;

export function isActive(fault: Pick<Fault, 'startAt' | 'endAt'>, at: number): boolean {
  return fault.startAt <= at && at < endOf(fault);
}
