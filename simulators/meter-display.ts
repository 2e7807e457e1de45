import { endOf, type Fault, isActive } from './faults/fault.ts';
import { keyOf, uniform } from './physics/random.ts';
import type { World } from './world.ts';

/**
 * What the register shows when `total` has flowed through at an instant: cut to the display's step, before the ratio, with
 * all that faults do to it.
 */
export type Display = (at: number, total: number) => number;

/** @param faults of any meters; those of this one are picked out */
export function createDisplay(world: World, meter: number, seed: number, faults: readonly Fault[]): Display {
  const { id, digits, resolution, ratios, medium } = world.meters[meter]!;
  const ratio = ratios[0]?.ratio ?? 1;
  const modulus = 10 ** digits;
  const steps = Math.round(1 / resolution);
  const own = faults.filter(({ meters }) => meters[0] === id);
  const losses = own.filter(({ fault }) => fault === 'stuck_register' || fault === 'wrong_ct_ratio');
  const anchors = own
    .filter(({ fault }) => fault === 'reset' || fault === 'exchange' || fault === 'rollover')
    .toSorted((a, b) => a.startAt - b.startAt);
  const glitches = own.filter(({ fault }) => fault === 'glitch');
  const opening = Math.floor((medium === 'water' ? 12_000 : 60_000) * uniform(keyOf(seed, `opening:${id}`), 1)) + 100;
  const totals = new Map<number, number>();

  function totalAt(at: number): number {
    const known = totals.get(at);
    if (known !== undefined) return known;
    const total = world.totalAt(meter, at);
    totals.set(at, total);
    return total;
  }

  /** What the counter made of what flowed: less while it stood still, more with wrong transformers. */
  function counted(at: number, total: number): number {
    let sum = total;
    for (const loss of losses) {
      if (at <= loss.startAt) continue;
      const within = (at < endOf(loss) ? total : totalAt(endOf(loss))) - totalAt(loss.startAt);
      sum += loss.fault === 'stuck_register' ? -within : within * (loss.magnitude.value - 1);
    }
    return sum;
  }

  const countedAt = (at: number) => counted(at, totalAt(at));

  function shown(at: number, total: number): number {
    const next = anchors.find(({ startAt }) => startAt > at);
    if (next?.fault === 'rollover') return modulus - (countedAt(next.startAt) - counted(at, total)) / ratio;
    const last = anchors.findLast(({ startAt }) => startAt <= at);
    if (!last) return opening + counted(at, total) / ratio;
    return (last.fault === 'rollover' ? 0 : last.magnitude.value) + (counted(at, total) - countedAt(last.startAt)) / ratio;
  }

  return (at, total) => {
    const glitch = glitches.find((candidate) => isActive(candidate, at));
    const value = glitch ? glitch.magnitude.value : own.length === 0 ? opening + total / ratio : shown(at, total);
    const inside = ((value % modulus) + modulus) % modulus;
    return Math.floor(inside * steps + 1e-6) / steps;
  };
}
