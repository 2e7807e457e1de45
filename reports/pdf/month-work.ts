import type { Content } from 'pdfmake/interfaces.js';
import { meteringLines, roundLines } from '../words/month-lines.ts';
import { formatTook } from '../words/numbers.ts';
import { figure, heading, paragraph, textOf, type MonthPrint } from './month-print.ts';
import { printTable, type PrintColumn } from './table.ts';

/** Rounds, repairs, and how far the meters can be trusted. */
export function printWork(print: MonthPrint): Content[] {
  const { words } = print;
  return [
    heading(words.sections.rounds),
    ...roundLines(print).map(paragraph),
    heading(words.sections.repairs),
    printRepairs(print),
    heading(words.sections.metering),
    ...meteringLines(print).map(paragraph),
  ];
}

function printRepairs({ report: { repairs }, words, locale, say }: MonthPrint): Content {
  const of = words.repairs;
  if (repairs.length === 0) return paragraph(words.none);
  const number = (title: string): PrintColumn => ({ title, width: 72, isNumber: true });
  const columns: PrintColumn[] = [
    { title: of.category, width: '*' },
    number(of.accepted),
    number(of.done),
    number(of.mean),
    number(of.overdue),
    number(of.satisfaction),
  ];
  const rows = repairs.map((row) => [
    textOf(say(row.category)),
    figure(String(row.accepted)),
    figure(String(row.done)),
    figure(formatTook(row.meanMs, locale)),
    figure(String(row.overdue)),
    figure(row.satisfaction ?? of.notAsked),
  ]);
  return printTable(columns, rows, 7);
}
