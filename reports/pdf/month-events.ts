import type { Content, TableCell } from 'pdfmake/interfaces.js';
import type { Anomaly } from '../month/schema.ts';
import { anomalyCounts, nightLines } from '../words/month-lines.ts';
import { DASH, formatAmount, formatMoney, formatTook, GAP } from '../words/numbers.ts';
import { shortMoment } from '../words/times.ts';
import { figure, heading, paragraph, small, textOf, unitIn, type MonthPrint } from './month-print.ts';
import { printTable, type PrintColumn } from './table.ts';

/** What was found and what became of it, by loss; then the night's sums. */
export function printEvents(print: MonthPrint): Content[] {
  const { report, words } = print;
  const { anomalies } = words;
  const columns: PrintColumn[] = [
    { title: anomalies.number, width: 22, isNumber: true },
    { title: anomalies.foundAt, width: 44 },
    { title: anomalies.place, width: 78 },
    { title: anomalies.what, width: '*' },
    { title: anomalies.handling, width: 72 },
    { title: anomalies.acceptance, width: 54 },
    { title: anomalies.took, width: 34, isNumber: true },
    { title: anomalies.loss, width: 46, isNumber: true },
    { title: unitIn('yuan', print.locale), width: 34, isNumber: true },
  ];
  const { rows } = report.anomalies;
  return [
    heading(words.sections.anomalies),
    rows.length === 0
      ? paragraph(words.none)
      : printTable(
          columns,
          rows.map((row) => anomalyRow(print, row)),
          7,
        ),
    ...[anomalyCounts(print)].filter(Boolean).map(small),
    ...nightLines(print).map(paragraph),
  ];
}

function anomalyRow(print: MonthPrint, row: Anomaly): TableCell[] {
  const { report, locale, say } = print;
  return [
    figure(String(row.number)),
    textOf(shortMoment(row.foundAt, report.site.timeZone)),
    textOf(say(row.place)),
    textOf(say(row.what)),
    textOf(say(row.handling)),
    textOf(row.acceptance === null ? DASH : say(row.acceptance)),
    figure(formatTook(row.tookMs, locale)),
    ...lossOf(row),
  ];
}

/** Estimates, as the head says; two columns, so that each can be read down. */
const lossOf = ({ loss }: Anomaly): TableCell[] =>
  loss === null
    ? [figure(DASH), figure(DASH)]
    : [figure(`${formatAmount(loss.amount, loss.unit)}${GAP}${loss.unit}`), figure(formatMoney(loss.yuan))];
