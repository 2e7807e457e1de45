import { type Field, MEDIUM_FACTS } from '../domain/medium.ts';
import type { Fields } from '../domain/reading.ts';
import type { Meter } from '../domain/site.ts';
import type { Rejection, Sample } from './decoders/decoder.ts';

export interface CheckLimits {
  maxFutureMs: number;
  maxPastMs: number;
}

type MeterLimits = Pick<Meter, 'medium' | 'digits' | 'history'>;

/** What of a sample may be stored when not all of it may; `fields` is undefined when nothing may. */
export interface Objection {
  fields: Fields | undefined;
  /** Undefined when the rest is of no interest: values that a meter of this medium does not have. */
  rejection: Rejection | undefined;
}

/**
 * Bounds that no real meter leaves, far outside of what is usual: finding the unusual is the detectors' work.
 * Power and flow are signed (a roof that feeds in, a pipe that flows back).
 */
const BOUNDS: Record<Exclude<Field, 'energy_kwh' | 'volume_m3' | 'interval_kwh' | 'interval_m3'>, readonly [number, number]> = {
  power_kw: [-100_000, 100_000],
  flow_lph: [-10_000_000, 10_000_000],
  voltage_v: [0, 150_000],
  current_a: [-50_000, 50_000],
  power_factor: [-1, 1],
  power_l1_kw: [-100_000, 100_000],
  power_l2_kw: [-100_000, 100_000],
  power_l3_kw: [-100_000, 100_000],
  voltage_l1_v: [0, 150_000],
  voltage_l2_v: [0, 150_000],
  voltage_l3_v: [0, 150_000],
  current_l1_a: [-50_000, 50_000],
  current_l2_a: [-50_000, 50_000],
  current_l3_a: [-50_000, 50_000],
  pressure_kpa: [-100, 10_000],
  temperature_c: [-60, 200],
  humidity_pct: [0, 100],
};
/** No air on earth was ever warmer than 57 °C or (where schools are) colder than −60 °C. */
const AIR_TEMPERATURE: readonly [number, number] = [-60, 60];

/**
 * Hold a sample against what its meter can show. A value that cannot be is left out and named; the rest is used.
 *
 * @param now epoch ms
 * @returns   undefined when all of it may be stored as it is
 */
export function checkSample(sample: Sample, meter: MeterLimits, now: number, limits: CheckLimits): Objection | undefined {
  const untimely = checkTime(sample.at, now, limits);
  if (untimely) return { fields: undefined, rejection: untimely };
  for (const name in sample.fields) if (!isPossible(name as Field, sample.fields[name as Field]!, meter)) return sift(sample, meter);
  return undefined;
}

function isPossible(name: Field, value: number, meter: MeterLimits): boolean {
  const [low, high] = boundsOf(name, meter);
  return value >= low && value <= high && MEDIUM_FACTS[meter.medium].fields.includes(name);
}

function sift(sample: Sample, meter: MeterLimits): Objection {
  const allowed = MEDIUM_FACTS[meter.medium].fields;
  const fields: Fields = {};
  let rejection: Rejection | undefined;
  for (const name of Object.keys(sample.fields) as Field[]) {
    const value = sample.fields[name]!;
    if (isPossible(name, value, meter)) fields[name] = value;
    else if (allowed.includes(name)) {
      const [low, high] = boundsOf(name, meter);
      rejection ??= { reason: 'out_of_range', detail: `${name} ${value}: allowed ${low} to ${high}` };
    }
  }
  if (Object.keys(fields).length > 0) return { fields, rejection };
  const sent = Object.keys(sample.fields).join(', ');
  rejection ??= { reason: 'no_values', detail: `${sent}: not of a ${meter.medium} meter, which has ${allowed.join(', ')}` };
  return { fields: undefined, rejection };
}

function checkTime(at: number, now: number, { maxFutureMs, maxPastMs }: CheckLimits): Rejection | undefined {
  if (at - now > maxFutureMs) {
    return { reason: 'future_time', detail: `ts ${instantText(at)}: more than ${maxFutureMs / 60_000} min ahead of ${instantText(now)}` };
  }
  // Not `now - at > max`: an instant that is no number must not pass.
  if (now - at <= maxPastMs) return undefined;
  const hint = at > 0 && Math.abs(at * 1000 - now) < maxPastMs ? '; that looks like seconds, ts is in milliseconds' : '';
  return {
    reason: 'past_time',
    detail: `ts ${instantText(at)}: more than ${maxPastMs / 86_400_000} days before ${instantText(now)}${hint}`,
  };
}

function boundsOf(field: Field, meter: MeterLimits): readonly [number, number] {
  switch (field) {
    case 'energy_kwh':
    case 'volume_m3':
    case 'interval_kwh':
    case 'interval_m3':
      return REGISTER_BOUNDS[digitsOf(meter)] ?? [0, 10 ** digitsOf(meter)];
    case 'temperature_c':
      return meter.medium === 'weather' ? AIR_TEMPERATURE : BOUNDS.temperature_c;
    default:
      return BOUNDS[field];
  }
}

/** Readings of a device that was exchanged may come late: the widest display counts. */
function digitsOf({ digits, history }: MeterLimits): number {
  return history ? history.exchanges.reduce((most, exchange) => Math.max(most, exchange.digits ?? 0), digits) : digits;
}

/** By number of digits. The display never shows 10^digits itself: it has rolled over. */
const REGISTER_BOUNDS = Array.from({ length: 13 }, (_, digits): readonly [number, number] => [0, 10 ** digits - 1e-9 * 10 ** digits]);

function instantText(at: number): string {
  return Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : String(at);
}
