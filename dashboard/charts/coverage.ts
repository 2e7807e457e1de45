import { FULL_COVERAGE, type ChartPoint } from './model.ts';

export interface CoverageNote {
  /** Share of the whole that is measured. */
  coverage: number;
  estimated: number;
  /** Spans below full coverage, worst first. */
  weak: { at: number; coverage: number }[];
}

/**
 * What is to be said under a chart about what is missing; undefined when there is nothing to say.
 * Spans that still go on are not judged, nor are those before the first reading of all.
 */
export function coverageNote(points: readonly ChartPoint[]): CoverageNote | undefined {
  const first = points.findIndex(({ value }) => value !== null);
  if (first < 0) return undefined;
  const judged = points.slice(first).filter(({ running }) => !running);
  if (judged.length === 0) return undefined;
  const mean = (share: (point: ChartPoint) => number) => judged.reduce((sum, point) => sum + share(point), 0) / judged.length;
  const coverage = mean((point) => point.coverage);
  const weak = judged
    .filter((point) => point.coverage < FULL_COVERAGE)
    .map(({ at, coverage: share }) => ({ at, coverage: share }))
    .toSorted((one, other) => one.coverage - other.coverage);
  if (coverage >= FULL_COVERAGE && weak.length === 0) return undefined;
  return { coverage, estimated: mean((point) => point.estimated), weak };
}
