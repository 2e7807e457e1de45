import type { Sheet } from 'write-excel-file/node';
import type { Cell as ReportCell } from '../month/schema.ts';
import { campusIn, nameIn, say } from '../words/locale.ts';
import { unitName } from '../words/month-words.ts';
import { dayCell, momentCell, moneyCell, numberCell, shareCell, tableSheet, textCell, type SheetColumn } from './sheet.ts';
import type { MonthWorkbook } from './month-workbook.ts';

/** The tables of numbers, in full: every building, every day, every meter. */
export function numberSheets(book: MonthWorkbook): Sheet<Buffer>[] {
  return [
    figuresSheet(book),
    subItemSheet(book),
    buildingSheet(book),
    daySheet(book),
    monthSheet(book),
    anomalySheet(book),
    meterSheet(book),
  ];
}

/** An amount and, beside it, its coverage and whether it is estimated in part. */
function known<Line>(
  { words }: MonthWorkbook,
  title: string,
  of: (line: Line) => ReportCell,
  toCell = (cell: ReportCell) => numberCell(cell.value),
): SheetColumn<Line>[] {
  return [
    { title, width: 16, cell: (line) => toCell(of(line)) },
    { title: `${title} ${words.figures.coverage}`, width: 10, cell: (line) => shareCell(of(line).coverage) },
    { title: `${title} ${words.figures.isEstimated}`, width: 9, cell: (line) => textCell(of(line).isEstimated ? words.figures.yes : '') },
  ];
}

const reasonOf = (book: MonthWorkbook, cells: readonly ReportCell[]) => {
  const reasons = cells.flatMap(({ why }) => (why === null ? [] : [say(why, book.locale)]));
  return textCell([...new Set(reasons)].join(book.words.semicolon));
};

function figuresSheet(book: MonthWorkbook): Sheet<Buffer> {
  const { report, words, locale } = book;
  const { figures } = words;
  type Line = (typeof report.indicators)[number];
  const amount = (title: string, of: (line: Line) => ReportCell) =>
    known<Line>(book, title, of).map((column, index) =>
      index > 0
        ? column
        : { ...column, cell: (line: Line) => (line.unit === 'yuan' ? moneyCell(of(line).value) : numberCell(of(line).value)) },
    );
  const columns: SheetColumn<Line>[] = [
    { title: figures.name, width: 24, cell: (line) => textCell(say(line.name, locale)) },
    { title: figures.unit, width: 11, cell: (line) => textCell(unitName(line.unit, locale)) },
    ...amount(figures.month, (line) => line.month),
    ...amount(figures.lastMonth, (line) => line.lastMonth),
    ...amount(figures.lastYear, (line) => line.lastYear),
    { title: figures.mom, width: 10, cell: (line) => shareCell(line.mom) },
    { title: figures.yoy, width: 10, cell: (line) => shareCell(line.yoy) },
    ...amount(figures.cumulated, (line) => line.cumulated),
    ...amount(figures.cumulatedLastYear, (line) => line.cumulatedLastYear),
    { title: figures.quota, width: 14, cell: (line) => numberCell(line.quota) },
    { title: figures.progress, width: 10, cell: (line) => shareCell(line.progress) },
    { title: figures.formula, width: 40, cell: (line) => textCell(line.formula && say(line.formula, locale)) },
    { title: figures.why, width: 40, cell: (line) => reasonOf(book, [line.month, line.lastMonth, line.lastYear, line.cumulated]) },
  ];
  return tableSheet(words.sheets.figures, columns, report.indicators);
}

function subItemSheet(book: MonthWorkbook): Sheet<Buffer> {
  const { report, words, locale } = book;
  const { subItems } = words;
  type Line = (typeof report.subItems)[number];
  const columns: SheetColumn<Line>[] = [
    { title: subItems.code, width: 10, cell: (line) => textCell(line.metering === 'rest' ? null : line.code) },
    { title: subItems.name, width: 24, cell: (line) => textCell(say(line.name, locale)) },
    ...known<Line>(book, subItems.amount, (line) => line.value),
    { title: subItems.share, width: 10, cell: (line) => shareCell(line.share) },
    { title: subItems.yoy, width: 10, cell: (line) => shareCell(line.yoy) },
    { title: subItems.metering, width: 18, cell: (line) => textCell(subItems.kinds[line.metering]) },
    { title: subItems.note, width: 40, cell: (line) => textCell(line.note && say(line.note, locale)) },
    { title: words.figures.why, width: 30, cell: (line) => reasonOf(book, [line.value]) },
  ];
  return tableSheet(words.sheets.subItems, columns, report.subItems);
}

function buildingSheet(book: MonthWorkbook): Sheet<Buffer> {
  const { report, words, locale } = book;
  const { buildings } = words;
  type Line = (typeof report.buildings)[number];
  const columns: SheetColumn<Line>[] = [
    { title: buildings.campus, width: 12, cell: (line) => textCell(campusIn(line, locale)) },
    { title: buildings.name, width: 30, cell: (line) => textCell(nameIn(line, locale)) },
    ...known<Line>(book, buildings.electricity, (line) => line.electricity),
    { title: buildings.share, width: 10, cell: (line) => shareCell(line.share) },
    { title: buildings.yoy, width: 10, cell: (line) => shareCell(line.yoy) },
    { title: buildings.nightShare, width: 10, cell: (line) => shareCell(line.nightShare) },
    ...known<Line>(book, buildings.water, (line) => line.water),
    { title: `${buildings.water} ${buildings.waterYoy}`, width: 10, cell: (line) => shareCell(line.waterYoy) },
    { title: buildings.minNightFlow, width: 12, cell: (line) => numberCell(line.minNightFlowLph) },
    { title: words.figures.why, width: 40, cell: (line) => reasonOf(book, [line.electricity, line.water]) },
  ];
  return tableSheet(words.sheets.buildings, columns, report.buildings);
}

function daySheet({ report, words }: MonthWorkbook): Sheet<Buffer> {
  const { tables, figures } = words;
  const { electricity, water } = report.charts;
  type Series = typeof electricity;
  type Line = { day: string; index: number };
  const number = (title: string, of: (line: Line) => number | null | undefined): SheetColumn<Line> => ({
    title,
    width: 16,
    cell: (line) => numberCell(of(line) ?? null),
  });
  const flag = (title: string, { estimated }: Series): SheetColumn<Line> => ({
    title,
    width: 12,
    cell: ({ index }) => textCell(estimated[index] ? figures.yes : ''),
  });
  const columns: SheetColumn<Line>[] = [
    { title: tables.day, width: 12, cell: ({ day }) => dayCell(day) },
    number(tables.electricity, ({ index }) => electricity.values[index]),
    flag(tables.electricityEstimated, electricity),
    number(tables.electricityLastYear, ({ index }) => electricity.lastYear[index]),
    number(tables.water, ({ index }) => water.values[index]),
    flag(tables.waterEstimated, water),
    number(tables.waterLastYear, ({ index }) => water.lastYear[index]),
  ];
  return tableSheet(
    words.sheets.days,
    columns,
    electricity.days.map((day, index) => ({ day, index })),
  );
}

function monthSheet({ report, words }: MonthWorkbook): Sheet<Buffer> {
  const { tables, figures } = words;
  type Line = (typeof report.charts.months)[number];
  const columns: SheetColumn<Line>[] = [
    { title: tables.month, width: 12, cell: (line) => textCell(line.month) },
    { title: tables.electricity, width: 16, cell: (line) => numberCell(line.electricity) },
    { title: tables.water, width: 16, cell: (line) => numberCell(line.water) },
    { title: tables.isEstimated, width: 12, cell: (line) => textCell(line.isEstimated ? figures.yes : '') },
  ];
  return tableSheet(words.sheets.months, columns, report.charts.months);
}

function anomalySheet({ report, words, locale }: MonthWorkbook): Sheet<Buffer> {
  const { anomalies } = words;
  type Line = (typeof report.anomalies.rows)[number];
  const columns: SheetColumn<Line>[] = [
    { title: anomalies.number, width: 7, cell: (line) => numberCell(line.number) },
    { title: anomalies.foundAt, width: 17, cell: (line) => momentCell(line.foundAt, report.site.timeZone) },
    { title: anomalies.place, width: 28, cell: (line) => textCell(say(line.place, locale)) },
    { title: anomalies.what, width: 40, cell: (line) => textCell(say(line.what, locale)) },
    { title: anomalies.handling, width: 28, cell: (line) => textCell(say(line.handling, locale)) },
    { title: anomalies.acceptance, width: 24, cell: (line) => textCell(line.acceptance && say(line.acceptance, locale)) },
    { title: anomalies.tookHours, width: 12, cell: (line) => numberCell(line.tookMs === null ? null : line.tookMs / 3_600_000, '#,##0.0') },
    { title: anomalies.lossAmount, width: 12, cell: (line) => numberCell(line.loss?.amount ?? null) },
    { title: anomalies.lossUnit, width: 8, cell: (line) => textCell(line.loss?.unit) },
    { title: anomalies.lossYuan, width: 12, cell: (line) => moneyCell(line.loss?.yuan ?? null) },
    { title: anomalies.lossHow, width: 28, cell: (line) => textCell(line.loss && say(line.loss.how, locale)) },
  ];
  return tableSheet(words.sheets.anomalies, columns, report.anomalies.rows);
}

/** What the sums are made of, so that they can be added up again. */
function meterSheet({ report, words, locale }: MonthWorkbook): Sheet<Buffer> {
  const { tables, figures } = words;
  type Line = (typeof report.meters)[number];
  const days = report.charts.electricity.days;
  const columns: SheetColumn<Line>[] = [
    { title: tables.meter, width: 30, cell: (line) => textCell(nameIn(line, locale)) },
    { title: tables.building, width: 12, cell: (line) => textCell(line.building) },
    { title: tables.medium, width: 10, cell: (line) => textCell(words.media[line.medium]) },
    { title: figures.unit, width: 8, cell: (line) => textCell(line.medium === 'electricity' || line.medium === 'heat' ? 'kWh' : 'm³') },
    { title: figures.month, width: 14, cell: (line) => numberCell(line.month) },
    { title: figures.coverage, width: 10, cell: (line) => shareCell(line.coverage) },
    { title: tables.held, width: 14, cell: (line) => numberCell(line.held) },
    { title: figures.lastMonth, width: 14, cell: (line) => numberCell(line.lastMonth) },
    { title: figures.lastYear, width: 14, cell: (line) => numberCell(line.lastYear) },
    ...days.map((day, index): SheetColumn<Line> => ({ title: day, width: 11, cell: (line) => numberCell(line.days[index] ?? null) })),
  ];
  return tableSheet(words.sheets.meters, columns, report.meters);
}
