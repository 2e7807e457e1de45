/** `npm run -s bench -- [--json] [--long] [--only ingest|recompute|detectors|queries|reports|pages]`: what this machine does, measured now. */
import { parseArgs } from 'node:util';
import { benchDetectors } from './detectors.ts';
import type { Figure } from './figures.ts';
import { benchIngest } from './ingest.ts';
import { benchPages } from './pages.ts';
import { benchQueries, type QueryBench } from './queries.ts';
import { benchRecompute } from './recompute.ts';
import { benchReports } from './reports.ts';

const QUICK_MESSAGES = 100_000;
const LONG_MESSAGES = 400_000;

const { values } = parseArgs({ options: { json: { type: 'boolean' }, long: { type: 'boolean' }, only: { type: 'string' } } });
const isWanted = (part: string) => values.only === undefined || values.only === part;
const ingest = isWanted('ingest') ? await benchIngest({ messages: values.long ? LONG_MESSAGES : QUICK_MESSAGES }) : undefined;
const recompute = isWanted('recompute') ? await benchRecompute() : undefined;
const detectors = isWanted('detectors') ? await benchDetectors() : undefined;
const reports = isWanted('reports') ? await benchReports() : undefined;
const pages = isWanted('pages') ? await benchPages() : undefined;
const queries = isWanted('queries') ? await benchQueries() : undefined;
if (values.json) console.log(JSON.stringify({ ingest, recompute, detectors, reports, pages, queries }));
else {
  for (const figure of [...(ingest ?? []), ...(recompute ?? []), ...(detectors ?? []), ...(reports ?? []), ...(pages ?? [])])
    console.log(lineOf(figure));
  for (const line of queries ? linesOf(queries) : []) console.log(line);
}

function lineOf({ name, value, unit, low, high, note }: Figure): string {
  const range = low === undefined || high === undefined ? '' : `(${shown(low)} to ${shown(high)})`;
  return `${name.padEnd(46)} ${shown(value).padStart(9)} ${unit.padEnd(11)} ${range.padEnd(22)} ${note ?? ''}`.trimEnd();
}

function linesOf({ meters, days, p95Ms, queries: each }: QueryBench): string[] {
  const line = (query: string, ...cells: string[]) => `${query.padEnd(60)} ${cells.map((cell) => cell.padStart(9)).join(' ')}`;
  return [
    '',
    line(`API, ${meters} meters, ${days} days: ms`, 'p50', 'p95', 'p99', 'bytes'),
    ...each.map(({ query, p50Ms, p95Ms: p95, p99Ms, bytes }) => line(query, shown(p50Ms), shown(p95), shown(p99Ms), String(bytes))),
    line('slowest p95', '', shown(p95Ms)),
  ];
}

function shown(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}
