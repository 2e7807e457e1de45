import { BALANCE_BOUNDS } from '../domain/balance.ts';
import type { Meter } from '../domain/site.ts';
import { type Fit, slopeThrough } from './slope.ts';

/** The factor has to leave less than this of the scatter of parent − Σ children; */
const UNEXPLAINED = 0.25;
/** where the children count more than their parent one of them is wrong for sure: then this is enough, with a lead over the others. */
const LEADING = { unexplained: 0.6, lead: 0.1 } as const;
/** Both halves of the time have to give the same slope, so far: as a share of it, and near zero as it is. */
const STEADY = { share: 0.2, slope: 0.1, scatter: 0.1 } as const;
/** Hours in which a parent is at zero and its children are not: then it is the parent that fails. */
const MOST_DEAD_HOURS = 2;
/** Where it is only the gap of a closed family that speaks, the factor has to be this large at least. */
const MIN_FACTOR_OF_GAP = 1.9;

/** A meter that counts `factor` times what it should. */
export interface Misfit {
  meter: Meter;
  factor: number;
}

/**
 * Which meter of a family counts wrong by a factor, if that explains what does not fit. For each meter, what it would have to
 * count (parent − Σ other children; for the parent Σ children) is set against what it counts: a straight line, its slope one
 * where nothing is wrong.
 *
 * @param rows    amounts of the same hours: parent first, then the children
 * @param options slopes between which nothing is said
 */
export function misfitOf(
  rows: readonly number[][],
  parent: Meter,
  children: readonly Meter[],
  options: { lowest: number; highest: number },
): Misfit | undefined {
  const parts = rows.map((row) => ({ parent: row[0]!, sum: row.slice(1).reduce((sum, amount) => sum + amount, 0) }));
  const whole = parts.reduce((sum, part) => sum + part.parent, 0);
  const gap = (whole - parts.reduce((sum, { sum: part }) => sum + part, 0)) / whole;
  const lacking = parts.reduce((sum, part) => sum + Math.max(0, part.sum - part.parent), 0) / whole;
  const isImpossible = lacking > -BALANCE_BOUNDS.lowest;
  const dead = parts.filter((part) => part.parent === 0 && part.sum > -BALANCE_BOUNDS.lowest * (whole / parts.length));
  if (dead.length > MOST_DEAD_HOURS) return undefined;
  if (!(whole > 0) || (!isImpossible && gap <= BALANCE_BOUNDS.highest)) return undefined;
  const candidates = [
    // What the parent would have to be, against what it is.
    { meter: parent, x: parts.map(({ parent: amount }) => amount), y: parts.map(({ sum }) => sum) },
    ...children.map((meter, index) => ({
      meter,
      x: rows.map((row) => row[index + 1]!),
      y: rows.map((row, hour) => parts[hour]!.parent - parts[hour]!.sum + row[index + 1]!),
    })),
  ];
  const fits = candidates.flatMap(({ meter, x, y }) => {
    const fit = slopeThrough(x, y);
    return fit && isSteady(x, y, fit) ? [{ meter, ...fit }] : [];
  });
  const [best, next] = fits.toSorted((a, b) => a.unexplained - b.unexplained);
  if (!best || best.slope <= 0) return undefined;
  const leads = isImpossible && best.unexplained <= LEADING.unexplained && best.unexplained + LEADING.lead <= (next?.unexplained ?? 1);
  if (best.unexplained > UNEXPLAINED && !leads) return undefined;
  const { slope, meter } = best;
  if (slope >= options.lowest && slope <= options.highest) return undefined;
  // A child that counts too much, or a parent that counts too little, makes the sum larger than the whole.
  const breaksSum = meter === parent ? slope > 1 : slope < 1;
  if (breaksSum ? !isImpossible : !isGapOf(parent, meter, rows, children, slope)) return undefined;
  return { meter, factor: 1 / slope };
}

/** Whether a family that is metered completely would be closed if the meter counted `slope` times what it does. */
function isGapOf(parent: Meter, meter: Meter, rows: readonly number[][], children: readonly Meter[], slope: number): boolean {
  if (parent.role !== 'campus_main' || Math.max(slope, 1 / slope) < MIN_FACTOR_OF_GAP) return false;
  const columns = [parent, ...children].map(
    (one, column) => rows.reduce((sum, row) => sum + row[column]!, 0) * (one === meter ? slope : 1),
  );
  const share = 1 - columns.slice(1).reduce((sum, amount) => sum + amount, 0) / columns[0]!;
  return share >= BALANCE_BOUNDS.lowest && share <= BALANCE_BOUNDS.highest;
}

/** A half in which the meter hardly varied says nothing. */
function isSteady(x: readonly number[], y: readonly number[], { slope, scatter }: Fit): boolean {
  const half = x.length >> 1;
  const halves = [slopeThrough(x.slice(0, half), y.slice(0, half)), slopeThrough(x.slice(half), y.slice(half))];
  const telling = halves.filter((fit) => fit !== undefined && fit.scatter >= STEADY.scatter * scatter);
  return telling.every((fit) => Math.abs(fit!.slope - slope) <= Math.max(STEADY.share * slope, STEADY.slope));
}
