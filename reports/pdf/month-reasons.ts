import type { Content } from 'pdfmake/interfaces.js';
import { causesOf, savingLines } from '../words/month-reasons.ts';
import { toPrintable } from './fonts.ts';
import { heading, paragraph, textOf, type MonthPrint } from './month-print.ts';
import { printTable } from './table.ts';

/** Why: what the data says apart from what people suppose; what is to be done, by whom, until when; what was saved, with its method. */
export function printReasons(print: MonthPrint): Content[] {
  const { words, remarks } = print;
  const note = remarks.note === '' ? [] : [paragraph(`${words.reasons.note}${words.colon}${remarks.note}`)];
  return [
    heading(words.sections.reasons),
    ...printCauses(print),
    ...printMeasures(print),
    ...printSavings(print),
    ...note,
    printSignature(print),
  ];
}

function printCauses(print: MonthPrint): Content[] {
  const { words } = print;
  const groups = causesOf(print, print.remarks);
  if (groups.length === 0) return [paragraph(words.reasons.noCauses)];
  return groups.flatMap(({ title, texts }) => [
    { text: title, bold: true, margin: [0, 2, 0, 1] },
    { ol: texts.map(toPrintable), margin: [0, 0, 0, 2] },
  ]);
}

function printMeasures({ remarks, words }: MonthPrint): Content[] {
  const { measures, measure, responsible, due, noMeasures } = words.reasons;
  const title: Content = { text: measures, bold: true, margin: [0, 3, 0, 1] };
  if (remarks.measures.length === 0) return [title, paragraph(noMeasures)];
  const columns = [
    { title: measure, width: '*' as const },
    { title: responsible, width: 90 },
    { title: due, width: 70 },
  ];
  const rows = remarks.measures.map((row) => [textOf(row.text), textOf(row.responsible || '–'), textOf(row.dueDay ?? '–')]);
  return [title, printTable(columns, rows)];
}

/** A saving is named only where a method stands behind it; else why there is no conclusion. */
function printSavings(print: MonthPrint): Content[] {
  const { report, words } = print;
  if (report.savings.length === 0) return [];
  const lines = savingLines(print).map(toPrintable);
  return [{ text: words.reasons.savings, bold: true, margin: [0, 4, 0, 1] }, { ul: lines }];
}

/** Room for a pen; who approved it in the program stands there already. */
function printSignature({ words, state, approvedBy }: MonthPrint): Content {
  const { prepared, approved, received, date } = words.signature;
  const line = (name: string, by: string) => ({ text: toPrintable(`${name}${words.colon}${by || words.blank}`), width: '*' });
  return {
    columns: [line(prepared, ''), line(approved, state === 'approved' ? (approvedBy ?? '') : ''), line(received, ''), line(date, '')],
    margin: [0, 16, 0, 6],
    fontSize: 9,
  };
}
