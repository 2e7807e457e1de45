import type { MonthReport } from '../month/schema.ts';
import { formatFixed } from '../words/numbers.ts';
import { toPrintable } from './fonts.ts';
import { svgBar, svgHatched, svgOf, svgPath, svgText, type Box } from './svg.ts';

/** Small bar charts of the printed report. Pure: numbers in, SVG out. No colour carries a meaning. */

const INK = '#4a4a4a';
const LINE = '#c4c4c4';
const LEFT = 34;
const FOOT = 10;
const TOP = 5;

interface Frame {
  width: number;
  height: number;
}

interface Bar {
  label: string;
  /** Null: no data, and no bar. */
  value: number | null;
  isEstimated: boolean;
}

/** The top of the axis: the next of 1, 2, 2.5, 5 × 10ⁿ that divides in four. */
export function topOfAxis(highest: number): number {
  if (highest <= 0) return 1;
  const size = 10 ** Math.floor(Math.log10(highest));
  return [1, 1.2, 1.6, 2, 2.4, 3.2, 4, 5, 6, 8, 10].map((step) => step * size).find((top) => top >= highest)!;
}

/** @param before outline of the same bars a year ago; absent: none */
function barChart({ width, height }: Frame, bars: readonly Bar[], before: readonly (number | null)[] = []): string {
  const top = topOfAxis(Math.max(0, ...bars.map(({ value }) => value ?? 0), ...before.map((value) => value ?? 0)));
  const plot: Box = { x: LEFT, y: TOP, width: width - LEFT, height: height - TOP - FOOT };
  const step = plot.width / Math.max(1, bars.length);
  const yOf = (value: number) => plot.y + plot.height * (1 - value / top);
  const boxOf = (index: number, value: number): Box => {
    const y = yOf(value);
    return { x: plot.x + (index + 0.14) * step, y, width: step * 0.72, height: plot.y + plot.height - y };
  };
  const parts = [0, 0.5, 1].flatMap((share) => [
    svgPath(`M${plot.x} ${yOf(top * share)}h${plot.width}`, LINE, 0.4),
    svgText(plot.x - 3, yOf(top * share) + 2, toPrintable(formatFixed(top * share, top < 4 ? 1 : 0)), 'end'),
  ]);
  for (const [index, { label, value, isEstimated }] of bars.entries()) {
    if (value !== null && value > 0) parts.push(isEstimated ? svgHatched(boxOf(index, value), INK) : svgBar(boxOf(index, value), INK));
    if (label) parts.push(svgText(plot.x + (index + 0.5) * step, height - 2, label, 'middle'));
  }
  parts.push(
    svgPath(
      outlineOf(before, (index) => plot.x + index * step, step, yOf),
      '#8a8a8a',
      0.8,
    ),
  );
  return svgOf(width, height, parts);
}

/** A step line over the days that are known; it breaks where one is not. */
function outlineOf(
  values: readonly (number | null)[],
  xOf: (index: number) => number,
  step: number,
  yOf: (value: number) => number,
): string {
  const pieces: string[] = [];
  for (const [index, value] of values.entries()) {
    if (value === null) continue;
    const isBroken = index === 0 || values[index - 1] === null;
    pieces.push(`${isBroken ? `M${xOf(index)} ${yOf(value)}` : `V${yOf(value)}`}h${step}`);
  }
  return pieces.join('') || 'M0 0';
}

/** Bars of the month's days, the outline of the same month a year before. */
export function drawDays(series: MonthReport['charts']['electricity'], frame: Frame): string {
  const isLabelled = (index: number) => index === 0 || (index + 1) % 5 === 0;
  const bars = series.days.map((day, index) => ({
    label: isLabelled(index) ? String(Number(day.slice(8))) : '',
    value: series.values[index] ?? null,
    isEstimated: series.estimated[index] ?? false,
  }));
  return barChart(frame, bars, series.lastYear);
}

/** Thirteen months, this one last. */
export function drawMonths(months: MonthReport['charts']['months'], medium: 'electricity' | 'water', frame: Frame): string {
  const bars = months.map(({ month, isEstimated, ...values }) => ({
    label: month.endsWith('-01') ? month.slice(0, 4) : String(Number(month.slice(5))),
    value: values[medium],
    isEstimated,
  }));
  return barChart(frame, bars);
}
