/** `npm run -s register`: the series of one register on standard input, each step explained on standard output (docs/register.md). */
import { text } from 'node:stream/consumers';
import type { ZodError } from 'zod';
import { explainSeries, SERIES_KEYS, seriesSchema } from './explain-series.ts';

/** Named, with the value and what is allowed; never more than a screen of them. */
function mistakesOf(error: ZodError, input: unknown): string[] {
  return error.issues.slice(0, 10).map(({ path, message, ...issue }) => {
    if (issue.code === 'unrecognized_keys') return `${issue.keys.join(', ')}: not known; known: ${SERIES_KEYS.join(', ')}`;
    let found: unknown = input;
    for (const key of path) found = found !== null && typeof found === 'object' ? Reflect.get(found, key) : undefined;
    const shown = found === undefined ? '' : `: ${JSON.stringify(found).slice(0, 60)}`;
    return `${path.join('.') || 'input'}${shown}: ${message}`;
  });
}

function refuse(mistakes: readonly string[]): void {
  for (const mistake of mistakes) console.error(mistake);
  process.exitCode = 2;
}

const input = await text(process.stdin);
let series: unknown;
let isJson = true;
try {
  series = JSON.parse(input);
} catch (error) {
  isJson = false;
  refuse([`input: not JSON (${error instanceof Error ? error.message : String(error)}); expected {"readings":[[time, value], …], …}`]);
}
if (isJson) {
  const parsed = seriesSchema.safeParse(series);
  if (parsed.success) console.log(JSON.stringify(explainSeries(parsed.data), undefined, 1));
  else refuse(mistakesOf(parsed.error, series));
}
