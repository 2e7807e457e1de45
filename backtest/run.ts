import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createChannels } from '../collector/channels.ts';
import type { RuleDefaults } from '../analysis/rulebook.ts';
import type { Alert } from '../domain/alert.ts';
import { coverageOf, INTERVAL_MS, sumAmounts } from '../domain/interval.ts';
import { addDays, createLocalTime, daysBetween, type LocalTime } from '../domain/local-time.ts';
import type { Log } from '../domain/log.ts';
import { MEDIUM_FACTS } from '../domain/medium.ts';
import { createJobs } from '../jobs/jobs.ts';
import { createRecompute } from '../jobs/recompute.ts';
import type { CollectorState, Records, StepRecord } from '../store/ports.ts';
import { openSqliteReadingStore } from '../store/readings/sqlite.ts';
import { openRecords } from '../store/records/open-records.ts';
import { type Folder, toSitePlans } from './folder.ts';
import { createReplayIntake } from './intake.ts';
import type { Series } from './series.ts';

export type Line =
  | { type: 'month'; meter: string; month: string; value: number | null; unit: string; coverage: number }
  | { type: 'meter'; meter: string; total: number | null; days: number | null; held: number | null; unit: string }
  | { type: 'alert'; rule: string; meter: string; start: string; end: string | null; estimate: { value: number; unit: string } | null }
  | { type: 'step'; meter: string; at: string; kind: string; detail: string }
  | { type: 'summary'; readings: number; missing: number; refused: Record<string, number>; meters: number; days: number; seconds: number };

type MonthLine = Extract<Line, { type: 'month' }>;

export interface BacktestOptions {
  folder: Folder;
  series: readonly Series[];
  missing: number;
  /** Options by rule: only what differs from the defaults. */
  detectors: RuleDefaults;
  /** Days done and to do. */
  onDay: (done: number, total: number) => void;
  onLine: (line: Line) => void;
  log: Log;
  startedAt: number;
  clock: () => number;
}

const WHOLE_NUMBER_OF_ALERTS = 100_000;

/**
 * Old readings through the program's own road: intake, intervals, detectors, with the clock at the end of each day of
 * the data. Everything is kept in a temporary folder that is gone afterwards.
 */
export async function runBacktest(options: BacktestOptions): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'greenleaf-backtest-'));
  const records = await openRecords(join(dir, 'records.sqlite'), { temporary: true });
  const readings = openSqliteReadingStore(join(dir, 'readings.sqlite'), { temporary: true });
  try {
    await replay(options, records, readings);
  } finally {
    await readings.close();
    await records.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function replay(options: BacktestOptions, records: Records, readings: ReturnType<typeof openSqliteReadingStore>): Promise<void> {
  const { folder, series, detectors, log, onLine } = options;
  const plans = toSitePlans(folder);
  for (const plan of plans) {
    await records.catalog.declare(plan);
    await records.weather.saveHours(plan.site.id, 'file', folder.weather);
  }
  const channels = createChannels(records.catalog);
  await channels.refresh();

  let now = 0;
  const clock = () => now;
  const intake = createReplayIntake({ readings, records, channels, now: clock, log });
  const recompute = createRecompute({ readings, records, now: clock, log });
  const quiet = { publish: () => Promise.resolve(), print: () => {}, mqttRoot: 'campus' };
  const jobs = createJobs({ records, readings, detectors, ...quiet, now: clock, monotonic: clock, log });

  const local = createLocalTime(plans[0]?.site.timeZone ?? 'UTC');
  const days = daysOf(series, local);
  for (const [index, day] of days.entries()) {
    const [fromAt, toAt] = [local.startOfDay(day), local.startOfDay(addDays(day, 1))];
    now = toAt;
    for (const plan of plans) {
      const ids = new Set(plan.meters.map(({ id }) => id));
      // A reading at midnight closes the day: it comes with it.
      for (const one of series) if (ids.has(one.meter.id)) intake.send(plan.site.id, one, fromAt + 1, toAt + 1);
    }
    await intake.settle();
    await records.intake.saveState(listening(now));
    while ((await recompute.runOnce()) > 0);
    await jobs.runDue();
    await jobs.rejudge();
    options.onDay(index + 1, days.length);
  }

  for (const plan of plans) {
    const siteLocal = createLocalTime(plan.site.timeZone);
    for (const { id, medium } of plan.meters) {
      const { unit } = MEDIUM_FACTS[medium];
      const lines = await months(records, plan.site.id, id, unit, series, siteLocal);
      for (const line of lines) onLine(line);
      onLine(await meterLine(records, plan.site.id, id, unit, lines));
    }
    const alerts = await records.alerts.list(plan.site.id, { limit: WHOLE_NUMBER_OF_ALERTS });
    for (const alert of alerts.toReversed()) onLine(alertLine(alert));
    const steps = await records.intervals.steps(plan.site.id, { limit: WHOLE_NUMBER_OF_ALERTS });
    for (const step of steps.toReversed()) onLine(stepLine(step));
  }
  const refused = Object.fromEntries((await records.intake.refusalCounts()).map(({ reason, count }) => [reason, count]));
  const count = series.reduce((sum, { at }) => sum + at.length, 0);
  const seconds = Math.round(options.clock() - options.startedAt) / 1000;
  onLine({ type: 'summary', readings: count, missing: options.missing, refused, meters: series.length, days: days.length, seconds });
}

/** The replay listens all the time: a meter that sends nothing is silent. */
function listening(now: number): CollectorState {
  const idle = { storedReadings: 0, messages: 0, readingsPerSecond: 0, inFlight: 0, writeLagMs: null, spooled: 0, spoolSince: null };
  return { updatedAt: now, connected: true, broker: 'replay', protocol: null, trouble: null, startedAt: 0, ...idle };
}

function daysOf(series: readonly Series[], local: LocalTime): string[] {
  const first = Math.min(...series.map(({ at }) => at[0] ?? Number.POSITIVE_INFINITY));
  const last = Math.max(...series.map(({ at }) => at.at(-1) ?? Number.NEGATIVE_INFINITY));
  return first <= last ? daysBetween(local.dayOf(first - 1), addDays(local.dayOf(last - 1), 1)) : [];
}

/** Local months from the first to the last reading of a meter; coverage counts the quarter hours between them. */
async function months(
  records: Records,
  site: string,
  meter: string,
  unit: string,
  all: readonly Series[],
  local: LocalTime,
): Promise<MonthLine[]> {
  const series = all.find((one) => one.meter.id === meter);
  if (!series || series.at.length === 0) return [];
  const beginsAt = series.at[0]! - (series.meter.kind === 'interval' ? series.meter.readingIntervalS * 1000 : 0);
  const endsAt = series.at.at(-1)!;
  const sums = new Map<string, { totals: (number | null)[]; counts: number[]; expected: number }>();
  const totals = await records.intervals.totals(site, [meter], local.dayOf(beginsAt), addDays(local.dayOf(endsAt), 1));
  const byDay = new Map(totals.map((total) => [total.day, total]));
  for (const day of daysBetween(local.dayOf(beginsAt), addDays(local.dayOf(endsAt - 1), 1))) {
    const month = day.slice(0, 7);
    const sum = sums.get(month) ?? { totals: [], counts: [], expected: 0 };
    sums.set(month, sum);
    const fromAt = Math.max(beginsAt, local.startOfDay(day));
    sum.expected += Math.ceil((Math.min(endsAt, local.startOfDay(addDays(day, 1))) - fromAt) / INTERVAL_MS);
    const known = byDay.get(day);
    sum.totals.push(known?.total ?? null);
    known?.counts.forEach((count, quality) => (sum.counts[quality] = (sum.counts[quality] ?? 0) + count));
  }
  return [...sums].map(([month, { totals: ofDays, counts, expected }]) => ({
    type: 'month',
    meter,
    month,
    value: sumAmounts(ofDays),
    unit,
    coverage: Math.round(coverageOf(counts, expected).covered * 1e4) / 1e4,
  }));
}

/** All that the meter counted: in its days, and in long gaps over midnight, which belong to no single day. */
async function meterLine(records: Records, site: string, meter: string, unit: string, lines: readonly MonthLine[]): Promise<Line> {
  const days = sumAmounts(lines.map(({ value }) => value));
  const gaps = await records.intervals.held(site, [meter], 0, Number.MAX_SAFE_INTEGER);
  const held = sumAmounts(gaps.map(({ consumption }) => consumption));
  return { type: 'meter', meter, total: sumAmounts([days, held]), days, held, unit };
}

const iso = (at: number) => new Date(at).toISOString();

function alertLine({ rule, meter, finding }: Alert): Line {
  const { startAt, endAt, wasted, rate } = finding;
  return { type: 'alert', rule, meter, start: iso(startAt), end: endAt === undefined ? null : iso(endAt), estimate: wasted ?? rate };
}

function stepLine({ meter, toAt, kind, from, to, consumption, booking }: StepRecord): Line {
  const known = booking === 'held' ? `${consumption} of a gap, in no single day` : `counted as ${consumption}`;
  const detail = `register ${from} → ${to}, ${consumption === null ? 'not counted' : known}`;
  return { type: 'step', meter, at: iso(toAt), kind, detail };
}
