/**
 * Randomness without state: a number is a hash of what it is for (seed, name, day, minute), so any moment of any load can
 * be computed alone, in any order, and comes out the same. Mixing steps after MurmurHash3's finaliser (Appleby, public domain).
 */

/** Fold a counter into a key. Both are taken as 32-bit integers. */
export function mix(key: number, counter: number): number {
  let hash = key ^ Math.imul(counter, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Key of a named thing under a seed. */
export function keyOf(seed: number, name: string): number {
  let key = mix(0x811c9dc5, seed);
  for (let index = 0; index < name.length; index++) key = mix(key, name.charCodeAt(index) + index * 65_536);
  return key;
}

/** Evenly spread over [0, 1). */
export function uniform(key: number, a: number, b = 0): number {
  return mix(mix(key, a), b) / 4_294_967_296;
}

/** Standard normal (Box–Muller). */
export function normal(key: number, a: number, b = 0): number {
  const radius = Math.sqrt(-2 * Math.log(1 - uniform(key, a, b)));
  return radius * Math.cos(2 * Math.PI * uniform(mix(key, 0x5bd1e995), a, b));
}

/** Smooth noise in [-1, 1] over a real axis; neighbouring whole numbers are independent. */
export function smoothNoise(key: number, x: number): number {
  const cell = Math.floor(x);
  const within = x - cell;
  const weight = within * within * (3 - 2 * within);
  const left = uniform(key, cell);
  return 2 * (left + (uniform(key, cell + 1) - left) * weight) - 1;
}

/** Poisson count for one uniform number; from a mean of 30 on the rounded normal curve is near enough. */
export function poisson(mean: number, key: number, a: number, b = 0): number {
  if (mean <= 0) return 0;
  if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(key, a, b)));
  let left = uniform(key, a, b);
  let share = Math.exp(-mean);
  let count = 0;
  while (left >= share && count < 200) {
    left -= share;
    count++;
    share *= mean / count;
  }
  return count;
}

/** Logit of a number in (0, 1): personal thresholds spread so make a logistic share of people act at each temperature. */
export function logit(share: number): number {
  const inside = Math.min(0.999, Math.max(0.001, share));
  return Math.log(inside / (1 - inside));
}
