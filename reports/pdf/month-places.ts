import type { Content, TableCell } from 'pdfmake/interfaces.js';
import type { Medium } from '../../domain/medium.ts';
import type { BuildingRow, Cell, SubItem } from '../month/schema.ts';
import { campusIn, nameIn } from '../words/locale.ts';
import { formatChange, formatFixed, formatShare } from '../words/numbers.ts';
import { restOf } from '../words/rest.ts';
import { cellOf, figure, heading, textOf, type MonthPrint } from './month-print.ts';
import { printTable, type PrintColumn } from './table.ts';

/** Buildings that are printed by name; all of them stand in the XLSX. */
export const MOST_BUILDINGS = 10;

/** What it was used for, and where: ten buildings, the rest together, and what no meter below the main ones saw. */
export function printPlaces(print: MonthPrint): Content[] {
  return [heading(print.words.sections.places), ...printSubItems(print), { text: '', margin: [0, 3] }, ...printBuildings(print)];
}

function printSubItems(print: MonthPrint): Content[] {
  const { subItems, figures } = print.words;
  const columns: PrintColumn[] = [
    { title: subItems.code, width: 30 },
    { title: subItems.name, width: 100 },
    { title: subItems.amount, width: 56, isNumber: true },
    { title: figures.coverage, width: 36, isNumber: true },
    { title: subItems.share, width: 36, isNumber: true },
    { title: subItems.yoy, width: 36, isNumber: true },
    { title: subItems.metering, width: 66 },
    { title: subItems.note, width: '*' },
  ];
  const table = printTable(
    columns,
    print.report.subItems.map((row) => subItemRow(print, row)),
    7,
  );
  return [table, ...print.notes.take()];
}

function printBuildings(print: MonthPrint): Content[] {
  const { buildings } = print.words;
  const columns: PrintColumn[] = [
    { title: buildings.campus, width: print.locale === 'en' ? 44 : 30 },
    { title: buildings.name, width: '*' },
    { title: buildings.electricity, width: 52, isNumber: true },
    { title: buildings.coverage, width: 30, isNumber: true },
    { title: buildings.share, width: 30, isNumber: true },
    { title: buildings.yoy, width: 34, isNumber: true },
    { title: buildings.nightShare, width: 34, isNumber: true },
    { title: buildings.water, width: 48, isNumber: true },
    { title: buildings.coverage, width: 30, isNumber: true },
    { title: buildings.waterYoy, width: 34, isNumber: true },
    { title: buildings.minNightFlow, width: 40, isNumber: true },
  ];
  const named = print.report.buildings.slice(0, MOST_BUILDINGS).map((row) => buildingRow(print, row));
  const table = printTable(columns, [...named, ...restRow(print), ...balanceRows(print)], 7);
  return [table, ...print.notes.take()];
}

function subItemRow(print: MonthPrint, row: SubItem): TableCell[] {
  const { words, say } = print;
  return [
    textOf(row.metering === 'rest' ? '' : row.code),
    textOf(say(row.name)),
    cellOf(print, row.value, 'kWh'),
    figure(formatShare(row.value.coverage)),
    figure(formatShare(row.share)),
    figure(formatChange(row.yoy)),
    textOf(words.subItems.kinds[row.metering]),
    textOf(row.note === null ? '' : say(row.note)),
  ];
}

function buildingRow(print: MonthPrint, row: BuildingRow): TableCell[] {
  return [
    textOf(campusIn(row, print.locale)),
    textOf(nameIn(row, print.locale)),
    cellOf(print, row.electricity, 'kWh'),
    figure(formatShare(row.electricity.coverage)),
    figure(formatShare(row.share)),
    figure(formatChange(row.yoy)),
    figure(formatShare(row.nightShare)),
    cellOf(print, row.water, 'm³'),
    figure(formatShare(row.water.coverage)),
    figure(formatChange(row.waterYoy)),
    figure(formatFixed(row.minNightFlowLph, 0)),
  ];
}

/** The buildings beyond the tenth, together. */
function restRow(print: MonthPrint): TableCell[][] {
  const rest = print.report.buildings.slice(MOST_BUILDINGS);
  if (rest.length === 0) return [];
  const { electricity, water, share } = restOf(rest);
  return [placeRow(print, print.words.buildings.rest(rest.length), electricity, figure(formatShare(share)), water, BLANK)];
}

/** A line of the whole table that is no building. */
function placeRow(print: MonthPrint, name: string, electricity: Cell, share: TableCell, water: Cell, waterShare: TableCell): TableCell[] {
  const pair = (cell: Cell, unit: string) => [cellOf(print, cell, unit), figure(cell.coverage === null ? '' : formatShare(cell.coverage))];
  return [BLANK, textOf(name), ...pair(electricity, 'kWh'), share, BLANK, BLANK, ...pair(water, 'm³'), waterShare, BLANK];
}

/** What the branch meters leave unexplained, and the main meters, on lines of their own. */
function balanceRows(print: MonthPrint): TableCell[][] {
  const { report, words } = print;
  const of = (medium: Medium) => report.balance.find((row) => row.medium === medium);
  const [electricity, water] = [of('electricity'), of('water')];
  if (!electricity && !water) return [];
  const gapOf = (row: typeof water): Cell => ({ value: row?.gap ?? null, coverage: null, isEstimated: false, why: null });
  const mainOf = (row: typeof water): Cell => row?.main ?? gapOf(undefined);
  const [share, waterShare] = [electricity, water].map((row) => figure(formatShare(row?.gapShare ?? null)));
  const bold = (cell: TableCell): TableCell => ({ ...Object(cell), bold: true });
  return [
    placeRow(print, words.buildings.gap, gapOf(electricity), share!, gapOf(water), waterShare!),
    placeRow(print, words.buildings.total, mainOf(electricity), BLANK, mainOf(water), BLANK).map(bold),
  ];
}
const BLANK: TableCell = { text: '' };
