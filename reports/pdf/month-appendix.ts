import type { Content } from 'pdfmake/interfaces.js';
import { basisBlocks, type BasisBlock } from '../words/month-basis.ts';
import { toPrintable } from './fonts.ts';
import { heading, type MonthPrint } from './month-print.ts';

/** With what it was counted: last, small, in two columns; a list that is empty is left out. */
export function printAppendix(print: MonthPrint): Content[] {
  const blocks = basisBlocks(print).map(({ title, lines }) => ({ title, lines: lines.map(toPrintable) }));
  return [heading(print.words.sections.appendix), { columns: inHalves(blocks), columnGap: 14 }];
}

/** By length of text: the first column takes what makes half of it. */
function inHalves(blocks: readonly BasisBlock[]): Content[] {
  const sizeOf = ({ lines }: BasisBlock) => 1.5 + lines.reduce((sum, line) => sum + Math.ceil(line.length / 46), 0);
  const half = blocks.reduce((sum, one) => sum + sizeOf(one), 0) / 2;
  const columns: [BasisBlock[], BasisBlock[]] = [[], []];
  let filled = 0;
  for (const one of blocks) {
    columns[filled + sizeOf(one) / 2 <= half || filled === 0 ? 0 : 1].push(one);
    filled += sizeOf(one);
  }
  return columns.map((column) => ({ stack: column.map(printBlock), width: '*' }));
}

const printBlock = ({ title, lines }: BasisBlock): Content => ({
  stack: [{ text: title, bold: true, fontSize: 7, margin: [0, 3, 0, 0] }, ...lines.map((text): Content => ({ text, fontSize: 6.5 }))],
});
