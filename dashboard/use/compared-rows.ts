import type { ComparedUse, ComparisonAnswer } from '../../api/schemas/use.ts';
import type { Cells } from '../charts/csv.ts';

/** What buildings are ranked by. */
export const MEASURES = ['total', 'perM2', 'perPerson', 'nightShare', 'change'] as const;
export type Measure = (typeof MEASURES)[number];
type Row = ComparisonAnswer['buildings'][number];

export function measureOf(use: ComparedUse, measure: Measure): number | null {
  if (measure === 'total') return use.amount.value;
  if (measure === 'nightShare') return use.nightShare?.value ?? null;
  return use[measure];
}

/** The largest first, by name of the measure; what is not known comes last, the larger use first. */
export function rank(rows: readonly Row[], measure: Measure): Row[] {
  return rows.toSorted((one, other) => {
    const [mine, others] = [measureOf(one, measure), measureOf(other, measure)];
    if (mine === null || others === null) return (mine === null ? 1 : 0) - (others === null ? 1 : 0) || total(other) - total(one);
    return others - mine;
  });
}

const total = ({ amount }: Row) => amount.value ?? -1;

/** Lengths of small bars, 0 to 1 of the longest; of a change by its size. */
export function barOf(rows: readonly Row[], row: Row, measure: Measure): number {
  const longest = Math.max(0, ...rows.map((one) => Math.abs(measureOf(one, measure) ?? 0)));
  return longest === 0 ? 0 : Math.abs(measureOf(row, measure) ?? 0) / longest;
}

/** The table as it is downloaded: numbers as they are, absent empty. */
export function toComparedRows(rows: readonly (ComparedUse & { name: string })[]): Cells[] {
  return rows.map((row) => [
    row.name,
    row.amount.value,
    row.amount.coverage,
    row.amount.estimated,
    row.areaM2,
    row.perM2,
    row.people,
    row.perPerson,
    row.nightShare?.value ?? null,
    row.before.value,
    row.before.coverage,
    row.change,
  ]);
}
