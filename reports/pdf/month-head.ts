import type { Content } from 'pdfmake/interfaces.js';
import { DECIMAL } from '../../domain/decimal.ts';
import { DASH, GAP, groupDecimal } from '../words/numbers.ts';
import { nameIn } from '../words/locale.ts';
import { coverageLine, standOf } from '../words/month-lines.ts';
import { reasonLines } from '../words/reasons.ts';
import { monthName } from '../words/times.ts';
import { CONTENT_WIDTH } from './document.ts';
import { toPrintable } from './fonts.ts';
import { drawDays, drawMonths } from './month-charts.ts';
import { figure, heading, paragraph, small, textOf, unitIn, type MonthPrint } from './month-print.ts';
import { printTable } from './table.ts';

/** School, month, who, version, how complete; then the five sentences and, of a later version, what has changed. */
export function printHead(print: MonthPrint): Content[] {
  const { report, words, say } = print;
  return [
    printTitle(print),
    small(standOf(print, print.approvedBy, print.approvedAt)),
    small(coverageLine(print)),
    heading(words.sections.summary),
    ...report.summary.map((sentence) => paragraph(say(sentence))),
    ...printChanges(print),
    ...printCharts(print),
    small(`${words.charts.key}${words.semicolon}${words.charts.keyMonths}`),
  ];
}

function printTitle({ report, words, locale, state }: MonthPrint): Content {
  const title = words.title(monthName(report.month, locale));
  const text = toPrintable(`${nameIn(report.site, locale)}${GAP}${GAP}${title}`);
  if (state === 'approved') return { text, style: 'title' };
  return {
    columns: [
      { text, style: 'title', width: '*' },
      { text: words.draft, style: 'title', width: 'auto' },
    ],
  };
}

function printChanges(print: MonthPrint): Content[] {
  const { report, words, locale, say } = print;
  const { changes } = report;
  if (changes === null) return [];
  const { what, before, after, unit, none } = words.changes;
  const columns = [
    { title: what, width: '*' },
    { title: before, width: 80, isNumber: true },
    { title: after, width: 80, isNumber: true },
    { title: unit, width: 60 },
  ];
  const rows = changes.rows.map((row) => [
    textOf(say(row.what)),
    figure(inFull(row.before)),
    figure(inFull(row.after)),
    textOf(unitIn(row.unit, locale)),
  ]);
  return [
    heading(words.sections.changes(changes.fromVersion)),
    paragraph(`${words.changes.reasons}${words.colon}${reasonLines(print, changes.reasons).join(words.semicolon)}`),
    rows.length === 0 ? paragraph(none) : printTable(columns, rows),
  ];
}

/** In full: a change may be smaller than what a table rounds away. Words stand as they are. */
const inFull = (value: string | null) => (value === null ? DASH : DECIMAL.test(value) ? groupDecimal(value) : value);

const CHART = { width: (CONTENT_WIDTH - 12) / 2, height: 68 };

function printCharts({ report: { charts }, words }: MonthPrint): Content[] {
  const titled = (title: string, svg: string): Content => ({ stack: [{ text: title, style: 'small', bold: true }, { svg }] });
  const row = (left: Content, right: Content): Content => ({ columns: [left, right], columnGap: 12, margin: [0, 4, 0, 0] });
  return [
    row(
      titled(words.charts.electricityDays, drawDays(charts.electricity, CHART)),
      titled(words.charts.waterDays, drawDays(charts.water, CHART)),
    ),
    row(
      titled(words.charts.electricityMonths, drawMonths(charts.months, 'electricity', CHART)),
      titled(words.charts.waterMonths, drawMonths(charts.months, 'water', CHART)),
    ),
  ];
}
