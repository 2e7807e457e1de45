import { INTERVAL_MS } from '../domain/interval.ts';
import type { MeterUse } from './bill-question.ts';

/** Amounts of one meter under one price: whole grains, so that no order of adding changes them. */
export interface Drawer {
  stretch: number;
  grains: number;
  isEstimated: boolean;
}

export interface EstimateRuns {
  /** Each quarter of the span in its order. @param isEstimate its own value belongs to a long gap inside its day */
  pass(drawer: Drawer, quarter: { at: number; grains: number; isEstimate: boolean }): void;
  end(): void;
}

/**
 * Marks the drawers whose amount is an estimate. Of a long gap the total is known and its spread is not: so it makes an estimate only
 * where it is shared between drawers, or reaches out of the span. A flat that is read once a month on the day of its bill gets an
 * exact one.
 */
export function createEstimateRuns(held: MeterUse['held'], startAt: number, endAt: number): EstimateRuns {
  const gaps = held
    .filter(({ amount }) => amount !== 0)
    .map((gap) => ({ ...gap, drawers: new Set<Drawer>(), reachesOut: gap.fromAt < startAt || gap.toAt > endAt }));
  let run: { drawers: Set<Drawer>; grains: number; reachesOut: boolean } | undefined;

  function close(reachesOut: boolean): void {
    if (run && run.grains !== 0) mark(run.drawers, run.reachesOut || reachesOut);
    run = undefined;
  }

  return {
    pass(drawer, { at, grains, isEstimate }) {
      for (const gap of gaps) if (gap.fromAt < at + INTERVAL_MS && gap.toAt > at) gap.drawers.add(drawer);
      if (!isEstimate) return close(false);
      // Where it begins with the span nobody sees whether it began before.
      run ??= { drawers: new Set(), grains: 0, reachesOut: at === startAt };
      run.drawers.add(drawer);
      run.grains += grains;
    },
    end() {
      close(true);
      for (const { drawers, reachesOut } of gaps) mark(drawers, reachesOut);
    },
  };
}

function mark(drawers: ReadonlySet<Drawer>, reachesOut: boolean): void {
  if (drawers.size > 1 || reachesOut) for (const drawer of drawers) drawer.isEstimated = true;
}
