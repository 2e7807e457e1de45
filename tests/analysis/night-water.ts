import type { IntervalSeries } from '../../analysis/series.ts';
import { INTERVAL_MS, QUALITIES } from '../../domain/interval.ts';
import { addDays, daysBetween } from '../../domain/local-time.ts';
import { at, shanghai } from './series-of.ts';

/** Mulberry32: small, seeded, good enough for flushes. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Number of arrivals where so many are expected (Knuth). */
function poisson(mean: number, random: () => number): number {
  const limit = Math.exp(-mean);
  let product = random();
  let count = 0;
  while (product > limit) {
    product *= random();
    count++;
  }
  return count;
}

const FLUSH_L = 6;

/**
 * Nights of a building as domain note 5.2 assumes them: flushes of 6 L as a Poisson stream from midnight to six, a constant leak
 * from one evening on, a register that shows whole pulses.
 */
export function nightWater(options: {
  from: string;
  nights: number;
  flushesPerHour: number;
  pulseL: number;
  leak?: { lph: number; fromNight: string };
  seed: number;
}): IntervalSeries {
  const { from, nights, flushesPerHour, pulseL, leak, seed } = options;
  const random = randomOf(seed);
  const startAt = shanghai.startOfDay(from);
  const count = (shanghai.startOfDay(addDays(from, nights + 1)) - startAt) / INTERVAL_MS;
  const values = new Float64Array(count);
  const leakAt = leak ? at(leak.fromNight, '20:00') : Number.POSITIVE_INFINITY;
  let litres = random() * pulseL;
  let shown = Math.floor(litres / pulseL);
  for (let index = 0; index < count; index++) {
    const isNight = index % 96 < 24;
    if (isNight) litres += FLUSH_L * poisson(flushesPerHour / 4, random);
    if (startAt + index * INTERVAL_MS >= leakAt) litres += leak!.lph / 4;
    const pulses = Math.floor(litres / pulseL);
    values[index] = ((pulses - shown) * pulseL) / 1000;
    shown = pulses;
  }
  return { startAt, values, qualities: new Uint8Array(count).fill(QUALITIES.indexOf('measured')) };
}

/** Nights from one to another, both included. */
export const nightsOf = (fromNight: string, toNight: string) => daysBetween(fromNight, addDays(toNight, 1));
