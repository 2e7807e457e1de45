import { INTERVAL_MS, isCovering } from '../../domain/interval.ts';
import { PER_HOUR } from '../power.ts';
import type { IntervalSeries } from '../series.ts';

/** The quarter hours of one night, so that the mean of any stretch of it is one subtraction. */
export interface NightPower {
  /** Local day of its evening. */
  night: string;
  fromAt: number;
  /** Quarter hours. */
  length: number;
  /** kWh and known quarter hours before each index; `length + 1` values. */
  energyKwh: Float64Array;
  known: Float64Array;
  /** Of each index, the first quarter hour after the newest permitted one before it; 0 without one. */
  freeFrom: Uint8Array;
}

/**
 * @param parts     meters whose consumption is taken off: what is left is without a meter of its own
 * @param permitted people may be there: such quarter hours do not count as known
 */
export function nightPower(
  main: IntervalSeries,
  parts: readonly IntervalSeries[],
  { night, fromAt, toAt }: { night: string; fromAt: number; toAt: number },
  permitted: (at: number) => boolean,
): NightPower {
  const length = Math.max(0, Math.floor((toAt - fromAt) / INTERVAL_MS));
  const energyKwh = new Float64Array(length + 1);
  const known = new Float64Array(length + 1);
  const freeFrom = new Uint8Array(length + 1);
  for (let quarter = 0; quarter < length; quarter++) {
    const at = fromAt + quarter * INTERVAL_MS;
    const amount = remainder(main, parts, at);
    const isPermitted = permitted(at);
    const counts = !Number.isNaN(amount) && !isPermitted;
    freeFrom[quarter + 1] = isPermitted ? quarter + 1 : freeFrom[quarter]!;
    energyKwh[quarter + 1] = energyKwh[quarter]! + (counts ? amount : 0);
    known[quarter + 1] = known[quarter]! + (counts ? 1 : 0);
  }
  return { night, fromAt, length, energyKwh, known, freeFrom };
}

/** kWh of the interval that begins at an instant without its metered parts; NaN unless all of them are known. */
export function remainder(main: IntervalSeries, parts: readonly IntervalSeries[], at: number): number {
  const index = (at - main.startAt) / INTERVAL_MS;
  if (index < 0 || index >= main.values.length || !isCovering(main.qualities[index]!)) return Number.NaN;
  let rest = main.values[index]!;
  for (const { values, qualities } of parts) {
    if (!isCovering(qualities[index]!)) return Number.NaN;
    rest -= values[index]!;
  }
  return rest;
}

/** Share of the quarter hours [from, to) that have to be known for their mean (domain note 5.3, D2). */
const MIN_KNOWN = 0.9;

/** Mean kW of the quarter hours [from, to) of a night; NaN where less than 90 % of them are known. */
export function meanKw({ energyKwh, known, length }: NightPower, from: number, to: number): number {
  if (to > length) return Number.NaN;
  const count = known[to]! - known[from]!;
  return count >= MIN_KNOWN * (to - from) ? ((energyKwh[to]! - energyKwh[from]!) / count) * PER_HOUR : Number.NaN;
}
