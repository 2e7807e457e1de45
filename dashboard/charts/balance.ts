import type { BalanceAnswer, BalanceRow } from '../../api/schemas/balance.ts';
import type { Cells } from './csv.ts';

/** Months of an answer, the newest first. */
export const monthsOf = (rows: readonly BalanceRow[]): string[] =>
  [...new Set(rows.map(({ month }) => month))].toSorted((one, other) => other.localeCompare(one));

/** The rows of one month: what is outside first and what is far outside before the rest, what is unknown last. */
export function rowsOf(rows: readonly BalanceRow[], month: string): BalanceRow[] {
  const weight = ({ gapShare, verdict }: BalanceRow) =>
    verdict === 'unknown' ? -1 : Math.abs(gapShare ?? 1) + (verdict === 'outside' ? 1000 : 0);
  return rows.filter((row) => row.month === month).toSorted((one, other) => weight(other) - weight(one));
}

/** Ends of the common scale of a month, as shares of the main: a little beyond the bounds, and beyond what is there up to ±50 %. */
export function scaleOf(
  { lowest, highest }: Pick<BalanceAnswer, 'lowest' | 'highest'>,
  rows: readonly BalanceRow[],
): { low: number; high: number } {
  const shares = rows.flatMap(({ gapShare }) => (gapShare === null ? [] : [gapShare]));
  const span = highest - lowest;
  return {
    low: Math.max(-0.5, Math.min(lowest - span / 2, ...shares)),
    high: Math.min(0.5, Math.max(highest + span / 2, ...shares)),
  };
}

/** Where a share stands on a scale, 0 to 1; what is beyond stands at its end. */
export const placeOn = ({ low, high }: { low: number; high: number }, share: number): number =>
  Math.min(1, Math.max(0, (share - low) / (high - low)));

/** One line a meter and month: mains first, each followed by its branches. */
export function toBalanceRows(rows: readonly BalanceRow[], nameOf: (named: { name: string; nameEn: string }) => string): Cells[] {
  return rows.flatMap(({ month, meter, parent, children, childrenSum, gap, gapShare }) => [
    [month, meter.id, nameOf(meter), '', meter.unit, parent.value, parent.coverage, childrenSum.value, childrenSum.coverage, gap, gapShare],
    ...children.map(
      (child): Cells => [month, child.id, nameOf(child), meter.id, meter.unit, child.value, child.coverage, null, null, null, null],
    ),
  ]);
}
