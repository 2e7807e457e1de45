import { MAX_PROOF_VALUES, type Proof } from '../domain/finding.ts';
import { INTERVAL_MS } from '../domain/interval.ts';
import { type IntervalSeries, knownAmount } from './series.ts';

/** Quarter hours in an hour: amount of an interval × this = mean kW (or m³/h) in it. */
export const PER_HOUR = 3_600_000 / INTERVAL_MS;

/** Mean kW of the interval that begins at an instant; undefined where it is not known well enough. */
export function powerKw(series: IntervalSeries, at: number): number | undefined {
  const amount = knownAmount(series, at);
  return amount === undefined ? undefined : amount * PER_HOUR;
}

/**
 * The quarter hours of [fromAt, toAt) in kW, with the lines that decided. A stretch too long for a proof loses its beginning.
 *
 * @param threshold, baseline kW; one for all
 */
export function powerProof(
  series: IntervalSeries,
  fromAt: number,
  toAt: number,
  { threshold, baseline }: Pick<Proof, 'threshold' | 'baseline'>,
): Proof {
  const startAt = Math.max(fromAt, series.startAt, toAt - MAX_PROOF_VALUES * INTERVAL_MS);
  const values: (number | null)[] = [];
  for (let at = startAt; at < toAt; at += INTERVAL_MS) values.push(powerKw(series, at) ?? null);
  return { startAt, stepMs: INTERVAL_MS, unit: 'kW', values, threshold, baseline };
}

export const onGrid = (at: number) => Math.floor(at / INTERVAL_MS) * INTERVAL_MS;
export const ceilOnGrid = (at: number) => Math.ceil(at / INTERVAL_MS) * INTERVAL_MS;
