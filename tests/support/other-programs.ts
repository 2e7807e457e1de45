import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './temporary-folder.ts';

/** Our files as programs of others read them. */

const PYTHON = '/usr/bin/python3';
export const hasPoppler = existsSync('/usr/bin/pdftotext');
export const hasOpenpyxl = existsSync('/usr/lib/python3/dist-packages/openpyxl');
if (!hasPoppler) console.warn('SKIPPED: what is printed in the PDFs, because poppler is not installed (apt-get install poppler-utils)');
if (!hasOpenpyxl)
  console.warn('SKIPPED: workbooks in another program, because openpyxl is not installed (apt-get install python3-openpyxl)');

/** Text of each page without any space: where a line breaks does not matter. */
export function printedPages(pdf: Buffer): string[] {
  const file = join(temporaryFolder(), 'printed.pdf');
  writeFileSync(file, pdf);
  const text = execFileSync('pdftotext', ['-raw', file, '-'], { encoding: 'utf8', maxBuffer: 64e6 });
  return text.split('\f').slice(0, -1).map(withoutSpaces);
}
export const withoutSpaces = (text: string): string => text.replaceAll(/\s/g, '');

/** A cell as openpyxl reads it: `n` number, `s` text, `d` date as ISO text, `f` a formula. */
export interface OtherCell {
  type: string;
  value: string | number | null;
  format: string;
}
export type OtherWorkbook = Record<string, OtherCell[][]>;

const READ = `
import json, sys, warnings
warnings.simplefilter('ignore')
import openpyxl
book = openpyxl.load_workbook(sys.argv[1])
value = lambda c: c.value.isoformat() if c.data_type == 'd' and c.value is not None else c.value
print(json.dumps({s.title: [[{'type': c.data_type, 'value': value(c), 'format': c.number_format} for c in row] for row in s.iter_rows()] for s in book}))
`;

export function openedWorkbook(xlsx: Buffer): OtherWorkbook {
  const file = join(temporaryFolder(), 'opened.xlsx');
  writeFileSync(file, xlsx);
  return JSON.parse(execFileSync(PYTHON, ['-c', READ, file], { encoding: 'utf8', maxBuffer: 64e6 })) as OtherWorkbook;
}
