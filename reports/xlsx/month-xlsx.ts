import { monthWords } from '../words/month-words.ts';
import { numberSheets } from './month-sheets.ts';
import { basisSheet, changesSheet, summarySheet, workSheet } from './month-texts.ts';
import type { MonthWorkbook } from './month-workbook.ts';
import { renderXlsx } from './sheet.ts';

/** The month's report as a workbook: numbers as numbers with their units in the heads, what is not known left empty. */
export function monthXlsx(document: Omit<MonthWorkbook, 'words'>): Promise<Buffer> {
  const book = { ...document, words: monthWords(document.locale) };
  const [changes, basis] = [changesSheet(book), basisSheet(book)];
  return renderXlsx([summarySheet(book), ...numberSheets(book), workSheet(book), ...changes, basis]);
}
