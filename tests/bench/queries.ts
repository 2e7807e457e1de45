import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { createApp } from '../../api/app.ts';
import { type Alert, alertId } from '../../domain/alert.ts';
import type { Finding } from '../../domain/finding.ts';
import { INTERVAL_MS, type IntervalDay, QUALITIES } from '../../domain/interval.ts';
import { addDays, createLocalTime, daysBetween, type LocalTime } from '../../domain/local-time.ts';
import { MEDIUM_FACTS } from '../../domain/medium.ts';
import { DEFAULT_ROUND } from '../../domain/round.ts';
import type { Meter, SitePlan } from '../../domain/site.ts';
import { createCorrectionDesk } from '../../desk/correction-desk.ts';
import { createManualDesk } from '../../desk/manual-desk.ts';
import { createNightDesk } from '../../desk/night-desk.ts';
import { createTrialDesk } from '../../desk/trial-desk.ts';
import { createRecompute } from '../../jobs/recompute.ts';
import { createDemoCampus } from '../../simulators/demo-campus.ts';
import type { Records } from '../../store/ports.ts';
import { openSqliteReadingStore } from '../../store/readings/sqlite.ts';
import { openRecords } from '../../store/records/open-records.ts';
import { openSecrets } from '../../store/secrets.ts';
import { admit } from '../support/visitors.ts';

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

/** No question of the pages is one for a channel. */
const NO_MESSAGES = { test: () => Promise.resolve(undefined), nudge() {}, hostTrouble: () => undefined, webPushKey: () => '' };
const DAYS = 396;
const ALERTS = 400;
const WARM_UP = 3;
const RUNS = 60;
/** An evening of a teaching day: the usual of today is worked out over a full day. */
const NOW = Date.parse('2026-05-20T21:40:00+08:00');

/** Latency over HTTP of what the pages ask, on thirteen months of the demo campus. */
export async function benchQueries(runs = RUNS): Promise<QueryBench> {
  const dir = await mkdtemp(join(tmpdir(), 'greenleaf-bench-'));
  const recordsPath = join(dir, 'records.sqlite');
  const records = await openRecords(recordsPath);
  try {
    const plan = createDemoCampus({ seed: 1 });
    await fill(records, plan);
    const readings = openSqliteReadingStore(join(dir, 'readings.sqlite'));
    const now = () => NOW;
    const recompute = createRecompute({ readings, records, now, log: pino({ level: 'silent' }) });
    const desk = createCorrectionDesk({ records, readings, recompute, now });
    const manual = createManualDesk({ records, readings, desk, now });
    const trial = createTrialDesk({ records, readings, defaults: {}, now });
    const night = createNightDesk({ records, now, detectors: {} });
    const parts = {
      records,
      readings,
      desk,
      manual,
      trial,
      night,
      messages: NO_MESSAGES,
      roundTimes: DEFAULT_ROUND,
      ruleDefaults: {},
      now,
    };
    const access = { secrets: openSecrets(dir), isDemo: false, plainSignIn: false };
    const app = await createApp({ ...parts, ...access, version: 'bench', startedAt: NOW, recordsPath });
    const { headers } = await admit(records, { role: 'administrator' });
    try {
      const url = await app.listen({ host: '127.0.0.1', port: 0 });
      return await measureAll(url, headers, plan, runs);
    } finally {
      await app.close();
      await readings.close();
    }
  } finally {
    await records.close();
    await rm(dir, { recursive: true });
  }
}

async function measureAll(url: string, headers: Headers, plan: SitePlan, runs: number): Promise<QueryBench> {
  const { overview, others } = questionsOf(plan);
  const latencies = async (questions: Record<string, Question>) => {
    const list: QueryLatency[] = [];
    for (const [query, question] of Object.entries(questions)) list.push(await measure(query, { url, headers }, question, runs));
    return list;
  };
  const ofOverview = await latencies(overview);
  const p95Ms = Math.max(...ofOverview.map((latency) => latency.p95Ms));
  return { meters: plan.meters.length, days: DAYS, p95Ms, queries: [...ofOverview, ...(await latencies(others))] };
}

type Headers = Record<string, string>;
/** A path to get, or one with a body to post. */
type Question = string | { path: string; body: object };

function questionsOf(plan: SitePlan): { overview: Record<string, Question>; others: Record<string, Question> } {
  const site = `/api/sites/${plan.site.id}`;
  const today = createLocalTime(plan.site.timeZone).dayOf(NOW);
  const from = (days: number) => `from=${addDays(today, -days)}&to=${addDays(today, 1)}`;
  return {
    overview: {
      sites: '/api/sites',
      'today electricity': `${site}/today?medium=electricity`,
      'today water': `${site}/today?medium=water`,
      '30 days by building': `${site}/consumption?by=building&medium=electricity&bucket=day&${from(30)}`,
      '13 months by medium': `${site}/consumption?by=medium&bucket=month&${from(DAYS - 1)}`,
      'open alerts': `${site}/alerts?state=open`,
      buildings: `${site}/buildings`,
    },
    others: {
      '13 months by day': `${site}/consumption?by=medium&medium=electricity&bucket=day&${from(DAYS - 1)}`,
      '200 alerts': `${site}/alerts`,
      meters: `${site}/meters`,
      '90 nights': `${site}/nights?medium=electricity&${from(90)}`,
      status: '/api/status',
      rules: `${site}/rules`,
      'a rule tried on a month': {
        path: `${site}/rules/ac_left_on/try`,
        body: { scope: { kind: 'site', id: plan.site.id }, fromDay: addDays(today, -30), toDay: addDays(today, -1) },
      },
    },
  };
}

/** @throws Error when an answer is not 200: the latency of a refusal says nothing */
async function measure(query: string, server: { url: string; headers: Headers }, question: Question, runs: number): Promise<QueryLatency> {
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

/** Thirteen months of intervals for every meter, and some hundred alerts. Shapes, not physics: only their number matters here. */
async function fill(records: Records, plan: SitePlan): Promise<void> {
  const local = createLocalTime(plan.site.timeZone);
  const today = local.dayOf(NOW);
  const days = daysBetween(addDays(today, 1 - DAYS), addDays(today, 1));
  await records.catalog.declare(plan);
  const consuming = plan.meters.filter(({ medium }) => MEDIUM_FACTS[medium].register !== undefined);
  for (const meter of consuming) {
    const rows = days.map((day) => madeUpDay(local, day, meter));
    const span = { fromAt: rows[0]!.startAt, toAt: NOW };
    await records.intervals.replaceDays({ site: plan.site.id, meter: meter.id, days: rows, steps: [], ...span, seq: 0 });
  }
  await records.alerts.apply(
    Array.from({ length: ALERTS }, (_, index) => ({ alert: madeUpAlert(plan, local, index) })),
    NOW,
  );
}

function madeUpDay(local: LocalTime, day: string, meter: Meter): IntervalDay {
  const startAt = local.startOfDay(day);
  const count = (local.startOfDay(addDays(day, 1)) - startAt) / INTERVAL_MS;
  const known = Math.min(count, Math.max(0, Math.floor((NOW - startAt) / INTERVAL_MS)));
  const amount = (index: number) => (meter.medium === 'water' ? 0.1 : 3) * (1 + Math.sin((index / count) * 2 * Math.PI));
  const values = Float64Array.from({ length: count }, (_, index) => (index < known ? amount(index) : Number.NaN));
  const qualities = Uint8Array.from({ length: count }, (_, index) => QUALITIES.indexOf(index < known ? 'measured' : 'absent'));
  return { day, startAt, values, qualities };
}

function madeUpAlert(plan: SitePlan, local: LocalTime, index: number): Alert {
  const circuits = plan.meters.filter(({ role }) => role === 'ac_circuit');
  const meter = circuits[index % circuits.length]!.id;
  const night = addDays(local.dayOf(NOW), -1 - Math.floor(index / circuits.length));
  const finding: Finding = {
    rule: 'ac_left_on',
    meter,
    night,
    startAt: local.at(night, '23:30'),
    certainty: 'measured',
    rate: { value: 2.1, unit: 'kW' },
    wasted: { value: 5.2, unit: 'kWh' },
    evidence: [
      { name: 'rolling_energy', value: 2.2, unit: 'kWh' },
      { name: 'threshold', value: 0.15, unit: 'kWh' },
    ],
  };
  const state = index < 6 ? 'open' : 'recovered';
  const site = plan.site.id;
  return { id: alertId(site, finding), site, rule: finding.rule, meter, night, state, openedAt: finding.startAt, updatedAt: NOW, finding };
}
