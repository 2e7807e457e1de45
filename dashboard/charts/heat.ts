import type { LoadAnswer } from '../../api/schemas/use.ts';
import { quantile } from './quantile.ts';

/** Hours by days: how strong the load is in each. */
export interface HeatModel {
  days: string[];
  /** Only hours that are known: what is absent is a hole. */
  cells: { day: number; hour: number; rate: number }[];
  /** The darkest shade begins here; a single peak does not make all the rest pale. */
  top: number;
}

/** Shades from pale to full; as many as the eye tells apart. */
export const SHADES = 6;
const TOP_SHARE = 0.98;

export function toHeat(days: LoadAnswer['days']): HeatModel {
  const cells = days.flatMap(({ hours }, day) => hours.flatMap((rate, hour) => (rate === null ? [] : [{ day, hour, rate }])));
  return {
    days: days.map(({ day }) => day),
    cells,
    top: quantile(
      cells.map(({ rate }) => rate),
      TOP_SHARE,
    ),
  };
}

/** 1 to `SHADES`. */
export function shadeOf(rate: number, top: number): number {
  if (top <= 0) return 1;
  return Math.min(SHADES, Math.max(1, Math.ceil((rate / top) * SHADES)));
}

/** A colour `#rrggbb` as pale as its shade. */
export function shadeColour(hex: string, shade: number): string {
  const part = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16);
  // The palest still differs from the ground: it is known, and little.
  const alpha = 0.08 + (0.92 * (shade - 1)) / (SHADES - 1);
  return `rgba(${part(1)}, ${part(3)}, ${part(5)}, ${alpha.toFixed(2)})`;
}
