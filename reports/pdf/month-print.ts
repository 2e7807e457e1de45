import type { Content, TableCell } from 'pdfmake/interfaces.js';
import type { Sentence } from '../../domain/words.ts';
import type { Cell, MonthReport, Remarks } from '../month/schema.ts';
import { say, type ReportLocale } from '../words/locale.ts';
import { monthWords, unitName, type MonthWords } from '../words/month-words.ts';
import { DASH, formatAmount, formatShare, GAP } from '../words/numbers.ts';
import { toPrintable } from './fonts.ts';
import { createFootnotes, type Footnotes } from './footnotes.ts';

/** A version of the report and what stands beside its numbers. */
export interface MonthDocument {
  report: MonthReport;
  remarks: Remarks;
  state: 'draft' | 'approved';
  approvedBy: string | null;
  approvedAt: number | null;
  locale: ReportLocale;
}

/** What each part of the print needs. */
export interface MonthPrint extends MonthDocument {
  words: MonthWords;
  notes: Footnotes;
  /** A sentence in the language of the print, in signs that its font has. */
  say(sentence: Sentence): string;
}

export function toPrint(document: MonthDocument): MonthPrint {
  const { locale } = document;
  return { ...document, words: monthWords(locale), notes: createFootnotes(locale), say: (sentence) => toPrintable(say(sentence, locale)) };
}

export const heading = (text: string): Content => ({ text, style: 'heading', headlineLevel: 1 });
export const paragraph = (text: string): Content => ({ text: toPrintable(text), margin: [0, 1, 0, 1] });
export const small = (text: string): Content => ({ text: toPrintable(text), style: 'small', margin: [0, 1, 0, 1] });

export const textOf = (text: string): TableCell => ({ text: toPrintable(text) });
export const figure = (text: string): TableCell => ({ text: toPrintable(text), style: 'number' });

/** A number and how well it is known: `估` beside it, and the mark of the footnote that says why. */
export function cellOf({ words, notes, say: inWords }: MonthPrint, cell: Cell, unit: string): TableCell {
  const mark = cell.why === null ? '' : notes.mark(inWords(cell.why));
  if (cell.value === null) return figure(`${DASH}${mark}`);
  return { ...Object(figureText(formatAmount(cell.value, unit), cell.isEstimated ? words.estimate : '', mark)), style: 'number' };
}

/** The same with its coverage below, where that is short and no column of the table says it. */
export function cellAndCoverage(print: MonthPrint, cell: Cell, unit: string): TableCell {
  const number = cellOf(print, cell, unit);
  if (cell.coverage === null || cell.coverage >= SHORT_COVERAGE) return number;
  return under(number, `${print.words.figures.coverage}${GAP}${formatShare(cell.coverage)}`);
}
const SHORT_COVERAGE = 0.98;

/** A second, smaller line below what stands in a cell. */
export const under = (cell: TableCell, line: string): TableCell => ({
  stack: [cell as Content, { text: toPrintable(line), style: 'small', fontSize: 5.5 }],
  style: 'number',
});

function figureText(number: string, estimate: string, mark: string): Content {
  const behind = [estimate, mark].filter(Boolean).join('');
  return behind === '' ? { text: toPrintable(number) } : { text: [toPrintable(number), { text: `${GAP}${behind}`, fontSize: 6 }] };
}

export const unitIn = (unit: string, locale: ReportLocale): string => toPrintable(unitName(unit, locale));
