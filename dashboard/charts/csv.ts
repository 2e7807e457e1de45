import { type ChartModel, levelAt } from './model.ts';

interface Words {
  time: string;
  value: string;
  compared: string;
  usualLow: string;
  usualHigh: string;
  coverage: string;
  estimated: string;
  quality: string;
  threshold: string;
  baseline: string;
}

/** One row of the table view and of the file. Absent stays empty. */
export type Cells = (string | number | null)[];

/**
 * A chart as a table: the header and one row a point. Only columns that the chart has.
 *
 * @param timeOf writes an instant in the site's zone
 */
export function toRows(model: ChartModel, words: Words, timeOf: (at: number) => string): { header: string[]; rows: Cells[] } {
  const instant = model.grain === 'instant';
  const { against, beside } = model;
  // A proof is what the rule saw: it is held against something, not judged by its coverage.
  const isPlain = model.register !== undefined || against !== undefined || model.isCount === true;
  const header = [
    words.time,
    beside ? beside.names[0] : `${words.value} (${model.unit})`,
    ...(beside ? [beside.names[1]] : []),
    ...(model.compared ? [`${words.compared} (${model.unit})`] : []),
    ...(model.usual ? [words.usualLow, words.usualHigh] : []),
    ...(against ? [words.threshold, words.baseline] : []),
    ...(isPlain ? [] : instant ? [words.quality] : [words.coverage, words.estimated]),
  ];
  const rows = model.points.map((point, index) => [
    timeOf(point.at),
    point.value,
    ...(beside ? [beside.values[index] ?? null] : []),
    ...(model.compared ? [model.compared.values[index] ?? null] : []),
    ...(model.usual ? [model.usual.low[index] ?? null, model.usual.high[index] ?? null] : []),
    ...(against ? [levelAt(against.threshold, index), levelAt(against.baseline, index)] : []),
    ...(isPlain ? [] : instant ? [point.quality ?? null] : [point.coverage, point.estimated]),
  ]);
  return { header, rows };
}

/** RFC 4180 with a byte-order mark, so that Excel reads the Chinese. */
export function toCsv(header: readonly string[], rows: readonly Cells[]): string {
  const line = (cells: readonly (string | number | null)[]) => cells.map(toCell).join(',');
  return `\ufeff${[line(header), ...rows.map(line)].join('\r\n')}\r\n`;
}

function toCell(cell: string | number | null): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(Math.round(cell * 1e6) / 1e6);
  // A text that a spreadsheet would take for a formula is led by an apostrophe.
  const text = /^[=+\-@\t]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
