import type { Content, CustomTableLayout, Size, TableCell } from 'pdfmake/interfaces.js';
import { GREY } from './document.ts';

export interface PrintColumn {
  title: string;
  width: Size;
  /** Numbers stand right, beneath a title that stands right. */
  isNumber?: boolean;
}

/** Hairlines between rows, a stronger one around and below the head; no vertical ones. */
const LEDGER: CustomTableLayout = {
  hLineWidth: (index, { table }) => (index === 0 || index === 1 || index === table.body.length ? 0.7 : 0.3),
  vLineWidth: () => 0,
  hLineColor: (index, { table }) => (index === 0 || index === 1 || index === table.body.length ? '#333333' : GREY.pale),
  paddingLeft: (index) => (index === 0 ? 0 : 3),
  paddingRight: () => 2,
  paddingTop: () => 1.2,
  paddingBottom: () => 1.2,
};

/** A table whose head comes again on a new page and whose rows are not torn. */
export function printTable(columns: readonly PrintColumn[], rows: readonly TableCell[][], fontSize = 7.5): Content {
  const head = columns.map(
    ({ title, isNumber }): TableCell => ({ text: title, style: 'head', fontSize: fontSize - 0.5, alignment: isNumber ? 'right' : 'left' }),
  );
  return {
    table: { headerRows: 1, dontBreakRows: true, keepWithHeaderRows: 1, widths: columns.map(({ width }) => width), body: [head, ...rows] },
    layout: LEDGER,
    fontSize,
  };
}
