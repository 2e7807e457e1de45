import { INTERVAL_MS, isCovering } from '../domain/interval.ts';
import type { IntervalSeries } from './series.ts';

/** Intervals in a row, all with the same amount. Half open: indices into the series. */
export interface Run {
  from: number;
  to: number;
  /** Intervals of it whose amount is known; those in between that are not known neither lengthen nor end it. */
  known: number;
  /** kWh or m³ per interval. */
  amount: number;
  /** Nothing known comes after it. */
  isOpen: boolean;
}

/** Far below one step of any display, and above binary dust. */
const SAME = 1e-7;

/**
 * Cut a series into runs of equal amounts.
 *
 * @param count intervals from the beginning that are looked at
 */
export function runsOf({ values, qualities }: IntervalSeries, count: number): Run[] {
  const runs: Run[] = [];
  let run: Run | undefined;
  for (let index = 0; index < Math.min(count, values.length); index++) {
    const amount = values[index]!;
    if (Number.isNaN(amount)) continue;
    const isKnown = isCovering(qualities[index]!);
    if (run && Math.abs(amount - run.amount) <= SAME * Math.max(1, run.amount)) {
      if (isKnown) {
        run.to = index + 1;
        run.known++;
      }
    } else if (isKnown) {
      if (run) run.isOpen = false;
      runs.push((run = { from: index, to: index + 1, known: 1, amount, isOpen: true }));
    } else if (run && Math.abs(amount) > SAME) {
      // Not known well, but not the same either: the run ends, and the next one begins with what is known.
      run.isOpen = false;
      run = undefined;
    }
  }
  return runs;
}

export const isZero = (run: Run) => Math.abs(run.amount) <= SAME;
export const lengthMs = (run: Run) => run.known * INTERVAL_MS;

/**
 * How long runs of a kind usually get: the third longest, so that two earlier faults do not make a third one usual.
 *
 * @returns ms; 0 where there are fewer than three
 */
export function usualLengthMs(runs: readonly Run[]): number {
  return runs.map(lengthMs).toSorted((a, b) => b - a)[2] ?? 0;
}
