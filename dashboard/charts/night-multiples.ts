import type { NightFlowAnswer } from '../../api/schemas/use.ts';
import type { LocalTime } from '../../domain/local-time.ts';
import type { Medium } from '../../domain/medium.ts';
import type { ChartModel, Shade } from './model.ts';
import { toNightsChart } from './nights.ts';

/** The nights of one building among others on the same scale. */
export interface NightMultiple {
  id: string;
  name: string;
  nameEn: string;
  /** Last night. */
  newest: number | null;
  /** Middle of the last three nights, and of those before. */
  recent: number | null;
  before: number | null;
  coverage: number;
  chart: ChartModel;
}

const RECENT = 3;

/** What flows most in the last three nights first; buildings of which nothing is known last. */
export function toNightMultiples({ unit, buildings }: NightFlowAnswer, medium: Medium, local: LocalTime, shades: Shade[]): NightMultiple[] {
  return buildings
    .map(({ building, name, nameEn, nights }) => {
      const values = nights.map(({ value }) => value);
      return {
        id: building,
        name,
        nameEn,
        newest: values.at(-1) ?? null,
        recent: middleOf(values.slice(-RECENT)),
        before: middleOf(values.slice(0, -RECENT)),
        coverage: nights.reduce((sum, { coverage }) => sum + coverage, 0) / Math.max(1, nights.length),
        chart: toNightsChart({ unit, nights }, medium, local, shades),
      };
    })
    .toSorted((one, other) => (other.recent ?? -1) - (one.recent ?? -1));
}

/** The middle one: a night of cleaning does not count. */
function middleOf(values: readonly (number | null)[]): number | null {
  const sorted = values.filter((value) => value !== null).toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return null;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** A filling tank would make a flat line of everything else. */
const FAR_ABOVE = 8;

/** The top of the common scale: that of the highest building, or, where that is far above the others, of the next. */
export function topOf(multiples: readonly NightMultiple[]): { top: number; isClipped: boolean } {
  const tops = multiples
    .map(({ chart }) => Math.max(0, ...chart.points.map(({ value }) => value ?? 0)))
    .toSorted((one, other) => other - one);
  const [highest = 0, next = 0] = tops;
  const isClipped = next > 0 && highest > FAR_ABOVE * next;
  return { top: isClipped ? next : highest, isClipped };
}
