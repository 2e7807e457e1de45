import { addDays, createLocalTime } from '../../domain/local-time.ts';
import type { SitePlan } from '../../domain/site.ts';
import { createDemoCampus } from '../../simulators/demo-campus.ts';
import { MADE_UP_DAYS as DAYS, openMadeUpSchool } from '../support/made-up-school.ts';
import { admit } from '../support/visitors.ts';
import { bookQuestions, fillBooksAndReports, trendQuestions } from './page-questions.ts';

export interface QueryLatency {
  query: string;
  runs: number;
  /** Milliseconds from request to the last byte of the answer, one request at a time. */
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  bytes: number;
}

export interface QueryBench {
  meters: number;
  days: number;
  /** Of the slowest question that the overview asks. */
  p95Ms: number;
  queries: QueryLatency[];
}

const WARM_UP = 3;
const RUNS = 60;
/** An evening of a teaching day: the usual of today is worked out over a full day. */
const NOW = Date.parse('2026-05-20T21:40:00+08:00');

/** Latency over HTTP of what the pages ask, on thirteen months of the demo campus. */
export async function benchQueries(runs = RUNS): Promise<QueryBench> {
  const plan = createDemoCampus({ seed: 1 });
  const school = await openMadeUpSchool({ plan, now: NOW, hallScreen: true });
  try {
    const known = await fillBooksAndReports(school, plan, NOW);
    const url = await school.app.listen({ host: '127.0.0.1', port: 0 });
    const { headers } = await admit(school.records, { role: 'administrator' });
    return await measureAll({ url, headers }, plan, { overview: overviewQuestions(plan, NOW), others: otherQuestions(plan, known) }, runs);
  } finally {
    await school.close();
  }
}

async function measureAll(server: Server, plan: SitePlan, { overview, others }: Questions, runs: number): Promise<QueryBench> {
  const latencies = async (questions: Record<string, Question>) => {
    const list: QueryLatency[] = [];
    for (const [query, question] of Object.entries(questions)) list.push(await measure(query, server, question, runs));
    return list;
  };
  const ofOverview = await latencies(overview);
  const p95Ms = Math.max(...ofOverview.map((latency) => latency.p95Ms));
  return { meters: plan.meters.length, days: DAYS, p95Ms, queries: [...ofOverview, ...(await latencies(others))] };
}

interface Server {
  url: string;
  headers: Record<string, string>;
}
/** A path to get, or one with a body to post. */
type Question = string | { path: string; body: object };
interface Questions {
  overview: Record<string, Question>;
  others: Record<string, Question>;
}

/** What the overview asks. */
export function overviewQuestions({ site: { id, timeZone } }: SitePlan, now: number): Record<string, string> {
  const site = `/api/sites/${id}`;
  const today = createLocalTime(timeZone).dayOf(now);
  const from = (days: number) => `from=${addDays(today, -days)}&to=${addDays(today, 1)}`;
  return {
    sites: '/api/sites',
    'today electricity': `${site}/today?medium=electricity`,
    'today water': `${site}/today?medium=water`,
    '30 days by building': `${site}/consumption?by=building&medium=electricity&bucket=day&${from(30)}`,
    '13 months by medium': `${site}/consumption?by=medium&bucket=month&${from(DAYS - 1)}`,
    'open alerts': `${site}/alerts?state=open`,
    buildings: `${site}/buildings`,
  };
}

function otherQuestions(plan: SitePlan, known: Record<string, string>): Record<string, Question> {
  const site = `/api/sites/${plan.site.id}`;
  const today = createLocalTime(plan.site.timeZone).dayOf(NOW);
  const from = (days: number) => `from=${addDays(today, -days)}&to=${addDays(today, 1)}`;
  return {
    '13 months by day': `${site}/consumption?by=medium&medium=electricity&bucket=day&${from(DAYS - 1)}`,
    '200 alerts': `${site}/alerts`,
    meters: `${site}/meters`,
    '90 nights': `${site}/nights?medium=electricity&${from(90)}`,
    ...trendQuestions(site, today),
    ...bookQuestions(site, known),
    status: '/api/status',
    rules: `${site}/rules`,
    'a rule tried on a month': {
      path: `${site}/rules/ac_left_on/try`,
      body: { scope: { kind: 'site', id: plan.site.id }, fromDay: addDays(today, -30), toDay: addDays(today, -1) },
    },
  };
}

/** @throws Error when an answer is not 200: the latency of a refusal says nothing */
async function measure(query: string, server: Server, question: Question, runs: number): Promise<QueryLatency> {
  const { headers } = server;
  const asJson = { ...headers, 'content-type': 'application/json' };
  const [url, request] =
    typeof question === 'string'
      ? [server.url + question, { headers }]
      : [server.url + question.path, { method: 'POST', headers: asJson, body: JSON.stringify(question.body) }];
  const times: number[] = [];
  let bytes = 0;
  for (let run = -WARM_UP; run < runs; run++) {
    const startedAt = performance.now();
    const response = await fetch(url, request);
    bytes = (await response.arrayBuffer()).byteLength;
    if (run >= 0) times.push(performance.now() - startedAt);
    if (response.status !== 200) throw new Error(`${url}: ${response.status}`);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => Math.round(times[Math.ceil(share * times.length) - 1]! * 100) / 100;
  return { query, runs, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), bytes };
}
