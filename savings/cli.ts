import { parseArgs } from 'node:util';
import { FolderError } from '../backtest/folder.ts';
import { savingInFolder } from './folder-saving.ts';
import { toQuestion } from './question.ts';
import { toJson, toWords } from './say.ts';

const HELP = `What a measure saved at one meter of a folder of old readings: used against expected from a baseline model (docs/savings.md).

  npm run -s savings -- DIR --meter M --baseline FROM/TO --reporting FROM/TO [--json]
                        [--timezone ZONE] [--readings FILE] [--meters FILE]

DIR is laid out as for backtest (docs/backtest.md); without a meters.csv the readings are amounts of intervals.
FROM/TO are local days such as 2025-09-01/2026-09-01; TO is no part of it.
--timezone: an IANA name, or UTC-6; without it that of meters.csv, and without that
the first reading is taken to begin a day (at 06:00 UTC: UTC-6).
--json prints one JSON object: savedPercent, interval, model and refused (null, or why nothing can be said).`;

async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      meter: text,
      baseline: text,
      reporting: text,
      timezone: text,
      readings: text,
      meters: text,
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const [directory] = positionals;
  if (values.help || directory === undefined || positionals.length > 1) {
    console.log(HELP);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const question = toQuestion(directory, values);
  const saving = await savingInFolder(question);
  console.log(values.json ? JSON.stringify(toJson(question, saving)) : toWords(question, saving));
}

try {
  await main();
} catch (error) {
  const isMistake = error instanceof FolderError || (error instanceof TypeError && 'code' in error);
  console.error(isMistake ? error.message : error);
  process.exitCode = 1;
}
