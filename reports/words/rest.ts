import type { Decimal } from '../../domain/decimal.ts';
import type { BuildingRow, Cell } from '../month/schema.ts';

/** Decimal texts added up without leaving the decimal digits. */
function addDecimals(values: readonly Decimal[]): Decimal {
  const places = Math.max(0, ...values.map((value) => value.split('.')[1]?.length ?? 0));
  const whole = (value: Decimal) => BigInt(value.split('.')[0]! + (value.split('.')[1] ?? '').padEnd(places, '0'));
  const sum = values.reduce((total, value) => total + whole(value), 0n);
  const digits = (sum < 0n ? -sum : sum).toString().padStart(places + 1, '0');
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return sum < 0n ? `-${text}` : text;
}

/** What is known of several, together: as complete as the worst of them, and how many are missing. */
function sumOf(cells: readonly Cell[]): Cell {
  const known = cells.filter((cell): cell is Cell & { value: Decimal } => cell.value !== null);
  const missing = cells.length - known.length;
  const why = missing === 0 ? null : { zh: `其中 ${missing} 处未知，未计入`, en: `${missing} of them unknown and not counted` };
  if (known.length === 0) return { value: null, coverage: null, isEstimated: false, why };
  return {
    value: addDecimals(known.map(({ value }) => value)),
    coverage: Math.min(...known.map(({ coverage }) => coverage ?? 1)),
    isEstimated: known.some(({ isEstimated }) => isEstimated),
    why,
  };
}

/** Buildings that are told together. */
export function restOf(rows: readonly BuildingRow[]): { electricity: Cell; water: Cell; share: number | null } {
  const shares = rows.flatMap(({ share }) => (share === null ? [] : [share]));
  return {
    electricity: sumOf(rows.map(({ electricity }) => electricity)),
    water: sumOf(rows.map(({ water }) => water)),
    share: shares.length === 0 ? null : shares.reduce((sum, share) => sum + share, 0),
  };
}
