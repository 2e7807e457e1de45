import type { SitePlan } from '../../domain/site.ts';
import { createDemoCampus } from '../../simulators/demo-campus.ts';
import { openMadeUpSchool } from '../support/made-up-school.ts';
import { admit } from '../support/visitors.ts';
import { type Figure, medianOf } from './figures.ts';
import { largeSchool } from './large-school.ts';
import { fillBooksAndReports } from './page-questions.ts';
import { overviewQuestions } from './queries.ts';
import { watchMemory } from './watch-memory.ts';

const NOW = Date.parse('2026-05-20T21:40:00+08:00');
const MONTH = '2026-03';
const ROUNDS = 5;
const QUESTIONS = 20;
const MEGABYTE = 1_048_576;

/** A month's report from "make" to both files, of the demo school and of a large one; and what the overview of the large one asks. */
export async function benchReports({ meters = 1000 } = {}): Promise<Figure[]> {
  const demo = createDemoCampus({ seed: 1 });
  return [...(await benchSchool(demo, 3)), ...(await benchSchool(largeSchool(demo, meters, demo.site.id), 15))];
}

async function benchSchool(plan: SitePlan, limitSeconds: number): Promise<Figure[]> {
  const school = await openMadeUpSchool({ plan, now: NOW });
  try {
    await fillBooksAndReports(school, plan, NOW);
    const { headers } = await admit(school.records, { role: 'administrator' });
    const url = await school.app.listen({ host: '127.0.0.1', port: 0 });
    const server = { url, headers, of: `${plan.meters.length} meters` };
    const site = `/api/sites/${plan.site.id}`;
    const before = process.memoryUsage.rss();
    const peak = watchMemory();
    const reports = await benchReport(server, site, limitSeconds);
    const grown = (peak() - before) / MEGABYTE;
    return [...reports, { name: `memory that it took more, ${server.of}`, value: grown, unit: 'MB' }, await benchOverview(server, plan)];
  } finally {
    await school.close();
  }
}

interface Server {
  url: string;
  headers: Record<string, string>;
  of: string;
}

async function benchReport(server: Server, site: string, limitSeconds: number): Promise<Figure[]> {
  const report = `${site}/month-reports/${MONTH}`;
  const times = { made: [] as number[], seen: [] as number[], pdf: [] as number[], xlsx: [] as number[], whole: [] as number[] };
  for (let version = 1; version <= ROUNDS; version++) {
    const made = await timed(server, report, { why: 'bench' });
    const seen = await timed(server, report);
    const startedAt = performance.now();
    const file = (format: string) => timed(server, `${report}/${version}/report.${format}?locale=zh-CN`);
    const [pdf, xlsx] = await Promise.all([file('pdf'), file('xlsx')]);
    times.whole.push(made + performance.now() - startedAt);
    times.made.push(made);
    times.seen.push(seen);
    times.pdf.push(pdf);
    times.xlsx.push(xlsx);
  }
  const figure = (name: string, each: readonly number[], note?: string) => medianOf(`${name}, ${server.of}`, 'ms', each, note);
  return [
    figure('month report: made', times.made),
    figure('month report: looked at', times.seen),
    figure('month report: PDF, both at once', times.pdf),
    figure('month report: XLSX, both at once', times.xlsx),
    figure('month report: from "make" to both', times.whole, `limit ${limitSeconds} s`),
  ];
}

/** The slowest of the questions that the overview asks, one at a time. */
async function benchOverview(server: Server, plan: SitePlan): Promise<Figure> {
  let slowest: Figure = { name: '', value: 0, unit: 'ms' };
  for (const [query, path] of Object.entries(overviewQuestions(plan, NOW))) {
    const times: number[] = [];
    for (let run = 0; run < QUESTIONS; run++) times.push(await timed(server, path));
    const value = times.toSorted((a, b) => a - b)[Math.ceil(0.95 * QUESTIONS) - 1]!;
    const note = `p95 of the slowest: ${query}, limit 150`;
    if (value > slowest.value) slowest = { name: `overview, ${server.of}`, value, unit: 'ms', note };
  }
  return slowest;
}

/** @throws Error when an answer is not good: the latency of a refusal says nothing */
async function timed({ url, headers }: Server, path: string, body?: object): Promise<number> {
  const asJson = { ...headers, 'content-type': 'application/json' };
  const request = body ? { method: 'POST', headers: asJson, body: JSON.stringify(body) } : { headers };
  const startedAt = performance.now();
  const response = await fetch(url + path, request);
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return performance.now() - startedAt;
}
