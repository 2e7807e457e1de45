import type { Aim } from './aims.ts';
import type { PartResult } from './result.ts';
import { summarizeCauses, summarizeRules } from './summary.ts';

/** A table of the report; the first column is text, the others numbers. */
export interface Table {
  title: string;
  columns: readonly string[];
  rows: readonly (readonly string[])[];
}

/** The report: aims first, then rules and causes by group of parts, then what was run. */
export function toTables(results: readonly PartResult[], aims: readonly Aim[]): Table[] {
  const groups: [string, readonly PartResult[]][] = [
    ['Simulated school, every fault known', results.filter(({ kind, role }) => kind === 'simulated' && role === 'truth')],
    ['Simulated school, nothing wrong', results.filter(({ role }) => role === 'control')],
    ...results.filter(({ kind }) => kind === 'real').map((result): [string, PartResult[]] => [result.what, [result]]),
  ];
  return [
    {
      title: 'Aims and what was measured',
      columns: ['aim', 'measured', 'from'],
      rows: aims.map(({ aim, measured, from }) => [aim, measured, from]),
    },
    ...groups.filter(([, parts]) => parts.length > 0).flatMap(([title, parts]) => [ruleTable(title, parts), causeTable(title, parts)]),
    partTable(results),
  ].filter(({ rows }) => rows.length > 0);
}

function ruleTable(title: string, parts: readonly PartResult[]): Table {
  return {
    title: `${title}: by rule`,
    columns: [
      'rule',
      'causes',
      'recall',
      'right (told at once)',
      'consistent',
      'false (told at once)',
      'precision',
      'meter-months',
      'false per meter-month (told at once)',
      'delay h (median, p90)',
    ],
    rows: summarizeRules(parts).map((one) => [
      one.rule,
      String(one.truths),
      fraction(one.recall),
      withFirm(String(one.right), String(one.firmRight)),
      String(one.consistent),
      withFirm(String(one.false), String(one.firmFalse)),
      fraction(one.precision),
      one.meterMonths.toFixed(0),
      withFirm(fraction(one.falsePerMeterMonth), fraction(one.firmFalsePerMeterMonth)),
      delay(one.medianDelayH, one.p90DelayH),
    ]),
  };
}

function causeTable(title: string, parts: readonly PartResult[]): Table {
  return {
    title: `${title}: by cause`,
    columns: ['cause', 'class', 'can be found', 'causes', 'found', 'recall', 'delay h (median, p90)', 'by rule'],
    rows: summarizeCauses(parts).map((one) => [
      one.cause,
      one.sizeClass,
      one.isFindable ? 'yes' : 'no',
      String(one.truths),
      String(one.found),
      fraction(one.recall),
      delay(one.medianDelayH, one.p90DelayH),
      Object.entries(one.byRule)
        .map(([rule, count]) => `${rule} ${count}`)
        .join(', '),
    ]),
  };
}

function partTable(results: readonly PartResult[]): Table {
  return {
    title: 'What was run',
    columns: ['part', 'seed', 'what', 'nights', 'meters', 'seconds'],
    rows: results.map(({ part, seed, what, fromNight, toNight, meters, seconds }) => [
      part,
      seed === null ? '–' : String(seed),
      what,
      `${fromNight} to ${toNight}`,
      String(meters),
      seconds.toFixed(0),
    ]),
  };
}

/** All, and in brackets those that are not for the morning digest only, where that is another number. */
const withFirm = (all: string, firm: string) => (all === firm ? all : `${all} (${firm})`);
const fraction = (value: number | null) => (value === null ? '–' : value.toFixed(value < 0.1 && value > 0 ? 4 : 3));
const delay = (median: number | null, p90: number | null) => (median === null ? '–' : `${median.toFixed(1)}, ${p90!.toFixed(1)}`);

export function toMarkdown({ title, columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [`### ${title}`, '', line(columns), line(columns.map(() => '---')), ...rows.map(line), ''].join('\n');
}

export function toText({ title, columns, rows }: Table): string {
  const widths = columns.map((column, index) => Math.max(column.length, ...rows.map((row) => row[index]!.length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) => cell.padEnd(widths[index]!))
      .join('  ')
      .trimEnd();
  return [title, line(columns), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line), ''].join('\n');
}
