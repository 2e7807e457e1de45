import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Log } from '../domain/log.ts';
import { FolderError, openFolder } from './folder.ts';
import { type Line, runBacktest } from './run.ts';
import { loadSeries } from './series.ts';

const HELP = `Old readings of a school through Greenleaf's own intake, intervals and detectors.

  npm run -s backtest -- DIR [--readings FILE] [--meters FILE] [--json]

DIR holds meters.csv, readings.csv or readings.csv.gz, and calendar.csv and weather.csv if there are (docs/backtest.md).
--json prints one JSON object a line; without it months, totals, alerts and steps in words.`;

/** A bar on a terminal, nothing where a program reads. */
function createProgress(isTerminal: boolean): (what: string, share: number) => void {
  let shown = '';
  return (what, share) => {
    if (!isTerminal) return;
    const bar = '█'.repeat(Math.round(share * 30)).padEnd(30, '·');
    const text = `${what.padEnd(10)} ${bar} ${Math.floor(share * 100)} %`;
    if (text === shown) return;
    shown = text;
    process.stderr.write(`\r${text}${share >= 1 ? '\n' : ''}`);
  };
}

function toText(line: Line): string {
  switch (line.type) {
    case 'month':
      return `${line.month}  ${line.meter.padEnd(24)} ${line.value === null ? '–' : line.value.toFixed(2)} ${line.unit}  coverage ${(line.coverage * 100).toFixed(1)} %`;
    case 'meter':
      return `total    ${line.meter.padEnd(24)} ${line.total?.toFixed(3) ?? '–'} ${line.unit}${line.held === null ? '' : `, of it ${line.held} in long gaps, out of single days`}`;
    case 'alert':
      return `alert  ${line.rule} ${line.meter} from ${line.start} to ${line.end ?? 'the end'}${line.estimate ? `, about ${line.estimate.value.toPrecision(3)} ${line.estimate.unit}` : ''}`;
    case 'step':
      return `step   ${line.kind} ${line.meter} at ${line.at}: ${line.detail}`;
    case 'summary':
      return `${line.readings} readings of ${line.meters} meters over ${line.days} days in ${line.seconds} s; ${line.missing} missing; refused ${JSON.stringify(line.refused)}`;
  }
}

const complain = (words: string) => (facts: object) => {
  const why = 'err' in facts && facts.err instanceof Error ? `: ${facts.err.message}` : '';
  console.error(words + why);
};
const log: Log = { info: () => {}, warn: (facts, words) => complain(words)(facts), error: (facts, words) => complain(words)(facts) };

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { readings: { type: 'string' }, meters: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  const [directory] = positionals;
  if (values.help || directory === undefined || positionals.length > 1) {
    console.log(HELP);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const startedAt = performance.now();
  const progress = createProgress(process.stderr.isTTY);
  const folder = openFolder(directory, values);
  const { size } = statSync(folder.readingsFile);
  const { series, missing } = await loadSeries(folder, (bytes) => progress('reading', bytes / size));
  await runBacktest({
    folder,
    series,
    missing,
    detectors: {},
    onDay: (done, total) => progress('replaying', done / total),
    onLine: (line) => console.log(values.json ? JSON.stringify(line) : toText(line)),
    log,
    startedAt,
    clock: () => performance.now(),
  });
}

try {
  await main();
} catch (error) {
  const isMistake = error instanceof FolderError || (error instanceof TypeError && 'code' in error);
  console.error(isMistake ? error.message : error);
  process.exitCode = 1;
}
