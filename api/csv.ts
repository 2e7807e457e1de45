/** Characters with which a spreadsheet takes a text for a formula (ASVS 1.2.10). */
const FORMULA = /^[=+\-@\t\r\0]/;
/** A plain number is none, whatever its sign. */
const NUMBER = /^-?\d+(\.\d+)?$/;

/**
 * A table as RFC 4180 has it, with the mark by which Excel knows UTF-8. What a person typed cannot become a formula.
 *
 * @example csvOf([['=1+1', 'a"b']]) // '\uFEFF\'=1+1,"a""b"\r\n'
 */
export function csvOf(rows: readonly (readonly string[])[]): string {
  return `\uFEFF${rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('')}`;
}

function cellOf(text: string): string {
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
