import type { Content, TableCell } from 'pdfmake/interfaces.js';
import type { Indicator } from '../month/schema.ts';
import { adjustedText } from '../words/month-lines.ts';
import { DASH, formatAmount, formatChange, formatFixed, formatShare, groupDecimal } from '../words/numbers.ts';
import { cellAndCoverage, cellOf, figure, heading, paragraph, textOf, under, unitIn, type MonthPrint } from './month-print.ts';
import { printTable, type PrintColumn } from './table.ts';

/** The table of indicators; beneath it what a reader needs to judge a change: kinds of days, and weather. */
export function printFigures(print: MonthPrint): Content[] {
  const { report, words } = print;
  const table = printTable(
    indicatorColumns(print),
    report.indicators.map((row) => indicatorRow(print, row)),
    7,
  );
  return [heading(words.sections.figures), table, ...print.notes.take(), ...printContext(print)];
}

function indicatorColumns({ words: { figures } }: MonthPrint): PrintColumn[] {
  const number = (title: string, width: number): PrintColumn => ({ title, width, isNumber: true });
  return [
    { title: figures.name, width: '*' },
    number(figures.month, 52),
    number(figures.coverage, 30),
    number(figures.lastMonth, 48),
    number(figures.lastYear, 48),
    number(figures.mom, 32),
    number(figures.yoy, 32),
    number(figures.cumulated, 54),
    number(figures.quota, 40),
    number(figures.progress, 28),
  ];
}

function indicatorRow(print: MonthPrint, row: Indicator): TableCell[] {
  const { unit, month, quota } = row;
  return [
    { text: [print.say(row.name), { text: ` ${unitIn(unit, print.locale)}`, style: 'small' }] },
    cellOf(print, month, unit),
    figure(formatShare(month.coverage)),
    cellAndCoverage(print, row.lastMonth, unit),
    cellAndCoverage(print, row.lastYear, unit),
    figure(formatChange(row.mom)),
    figure(formatChange(row.yoy)),
    cumulatedOf(print, row),
    figure(quota === null ? DASH : groupDecimal(quota)),
    figure(formatShare(row.progress)),
  ];
}

/** January up to this month, and below it the same of last year. */
function cumulatedOf(print: MonthPrint, { cumulated, cumulatedLastYear, unit }: Indicator): TableCell {
  const now = cellAndCoverage(print, cumulated, unit);
  // A year of which the beginning is missing is no measure.
  if (cumulatedLastYear.value === null || cumulatedLastYear.why !== null) return now;
  return under(now, `${print.words.figures.before} ${formatAmount(cumulatedLastYear.value, unit)}`);
}

/** Three lines: this month, the last one, the same of last year. */
function printContext(print: MonthPrint): Content[] {
  const { report, words } = print;
  const { context } = words;
  const { weather, days, perTeachingDay } = report;
  const titles = [
    ...days.types.map(({ type }) => words.dayTypes[type]),
    context.perTeachingDayElectricity,
    context.perTeachingDayWater,
    context.meanC,
    context.heating,
    context.cooling,
    context.knownDays,
  ];
  const columns = [
    { title: context.days, width: 'auto' as const },
    ...titles.map((title): PrintColumn => ({ title, width: '*', isNumber: true })),
  ];
  const rows = SPANS.map((span): TableCell[] => [
    textOf(words.figures[span]),
    ...days.types.map((row) => figure(String(row[span]))),
    cellAndCoverage(print, perTeachingDay.electricity[span], 'kWh'),
    cellAndCoverage(print, perTeachingDay.water[span], 'm³'),
    ...[weather.meanC, weather.heatingDegreeDays, weather.coolingDegreeDays].map((of) => figure(formatFixed(of[span], 1))),
    figure(String(weather.knownDays[span])),
  ]);
  const table = { ...Object(printTable(columns, rows, 7)), margin: [0, 6, 0, 0] } as Content;
  const adjusted = paragraph(`${context.adjusted}${words.colon}${adjustedText(print)}`);
  return [table, ...print.notes.take(), ...(days.isProvisional ? [paragraph(words.provisional)] : []), adjusted];
}
const SPANS = ['month', 'lastMonth', 'lastYear'] as const;
