import writeXlsxFile, { type Cell, type Row, type Sheet } from 'write-excel-file/node';

/** One column of a table: its unit stands in its title, never in its cells. */
export interface SheetColumn<Line> {
  title: string;
  /** In characters. */
  width: number;
  cell: (line: Line) => Cell;
}

/** Formats of Excel. */
export const FORMATS = { money: '#,##0.00', percent: '0.0%', day: 'yyyy-mm-dd', moment: 'yyyy-mm-dd hh:mm' };

/** As many digits after the point as the number has: `#,##0.##` would leave a point behind whole numbers. */
function formatOf(value: string | number): string {
  const [, fraction = ''] = String(value).split('.');
  return fraction === '' ? '#,##0' : `#,##0.${'0'.repeat(Math.min(6, fraction.length))}`;
}

/** Text stays text, also when it begins with `=`. */
export const textCell = (value: string | null | undefined): Cell =>
  value ? { type: String, value, wrap: true, alignVertical: 'top' } : null;

/** Decimal text or a number, as a number; null stays empty, never 0. */
export function numberCell(value: string | number | null, format?: string): Cell {
  return value === null ? null : { type: Number, value: Number(value), format: format ?? formatOf(value), alignVertical: 'top' };
}
export const moneyCell = (value: string | number | null): Cell => numberCell(value, FORMATS.money);
export const shareCell = (value: number | null): Cell => numberCell(value, FORMATS.percent);

/** A local day as a date. */
export function dayCell(day: string | null): Cell {
  return day === null ? null : { type: Date, value: new Date(`${day}T00:00:00Z`), format: FORMATS.day, alignVertical: 'top' };
}

/** An instant on the clock of the site: a sheet knows no zones, so that what is written is what its clock showed. */
export function momentCell(at: number | null, timeZone: string): Cell {
  if (at === null) return null;
  const local = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(at);
  return { type: Date, value: new Date(`${local.replace(' ', 'T')}Z`), format: FORMATS.moment, alignVertical: 'top' };
}

export const boldCell = (value: string): Cell => ({ type: String, value, fontWeight: 'bold', alignVertical: 'top' });
const headCell = (value: string): Cell => ({
  ...Object(boldCell(value)),
  wrap: true,
  alignVertical: 'center',
  backgroundColor: '#e8e8e8',
  bottomBorderStyle: 'thin',
});

/** A head and a line for each of `lines`. */
export function toRows<Line>(columns: readonly SheetColumn<Line>[], lines: readonly Line[]): Row[] {
  return [columns.map(({ title }) => headCell(title)), ...lines.map((line) => columns.map(({ cell }) => cell(line)))];
}

/** A sheet that is one table, its head always in sight. */
export function tableSheet<Line>(name: string, columns: readonly SheetColumn<Line>[], lines: readonly Line[]): Sheet<Buffer> {
  return {
    sheet: toSheetName(name),
    data: toRows(columns, lines),
    columns: widthsOf(columns),
    stickyRowsCount: 1,
    orientation: 'landscape',
  };
}

/** A sheet of several tables or of free rows. */
export function freeSheet(name: string, rows: Row[], widths: readonly number[]): Sheet<Buffer> {
  return { sheet: toSheetName(name), data: rows, columns: widths.map((width) => ({ width })), orientation: 'landscape' };
}

const widthsOf = (columns: readonly { width: number }[]) => columns.map(({ width }) => ({ width }));

/** Excel takes 31 characters, and not these. */
const toSheetName = (name: string) => name.replace(/[[\]/\\:*?]+/g, ' ').slice(0, 31) || '–';

export async function renderXlsx(sheets: readonly Sheet<Buffer>[]): Promise<Buffer> {
  return writeXlsxFile([...sheets], { fontSize: 11 }).toBuffer();
}
