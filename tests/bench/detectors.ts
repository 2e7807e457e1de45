import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SERIES_RULES } from '../../analysis/registry.ts';
import { createTrialDesk } from '../../desk/trial-desk.ts';
import { INTERVAL_MS, type IntervalDay, QUALITIES } from '../../domain/interval.ts';
import { addDays, createLocalTime, daysBetween } from '../../domain/local-time.ts';
import type { Meter, SitePlan } from '../../domain/site.ts';
import { latestNight } from '../../jobs/cadence.ts';
import { toSchool } from '../../jobs/catalog-cache.ts';
import { judgeTasks, tasksOf } from '../../jobs/judge-night.ts';
import { createDemoCampus } from '../../simulators/demo-campus.ts';
import type { Records } from '../../store/ports.ts';
import { openRecords } from '../../store/records/open-records.ts';
import { createMemoryReadings } from '../jobs/campus.ts';
import type { Figure } from './figures.ts';
import { largeSchool } from './large-school.ts';
import { watchMemory } from './watch-memory.ts';

/** Monday morning after the weekly list was made: rules of every cadence have a night behind them. */
const NOW = Date.parse('2026-11-16T06:45:00+08:00');
const TODAY = '2026-11-16';
const MEGABYTE = 1_048_576;

export interface DetectorBench {
  meters?: number;
}

/** How long all rules about intervals need for one night of a large school, and one rule for a month of the demo school. */
export async function benchDetectors({ meters = 1000 }: DetectorBench = {}): Promise<Figure[]> {
  const dir = await mkdtemp(join(tmpdir(), 'greenleaf-bench-detectors-'));
  const records = await openRecords(join(dir, 'records.sqlite'), { temporary: true });
  try {
    const demo = createDemoCampus({ seed: 1 });
    const plan = largeSchool(demo, meters);
    await fill(records, plan);
    const deps = { records, readings: createMemoryReadings(), now: () => NOW };
    const school = toSchool(plan, {});
    const tasks = tasksOf(school, SERIES_RULES, (detector, { cadence }) => {
      const night = latestNight(detector, cadence, school.local, NOW);
      return [{ fromNight: night, toNight: night }];
    });
    const before = process.memoryUsage.rss();
    const peak = watchMemory();
    const startedAt = performance.now();
    const cpuBefore = process.cpuUsage();
    const judged = await judgeTasks(deps, school, tasks);
    const seconds = (performance.now() - startedAt) / 1000;
    const cpu = process.cpuUsage(cpuBefore);
    const grown = (peak() - before) / MEGABYTE;
    const questions = judged.reduce((sum, { watched }) => sum + watched.length, 0);
    const found = judged.reduce((sum, { findings }) => sum + findings.length, 0);
    const note = `${SERIES_RULES.length} rules, ${questions} questions, ${found} findings, limit 5`;
    // What the machine does beside it makes the time longer, but not this.
    const cpuSeconds = (cpu.user + cpu.system) / 1e6;
    return [
      { name: `detectors: a night of ${plan.meters.length} meters`, value: seconds, unit: 's', note },
      { name: 'detectors: processor time of it', value: cpuSeconds, unit: 's' },
      { name: 'detectors: memory that it took more', value: grown, unit: 'MB', note: 'limit 300' },
      ...(await slowestRules(deps, school, tasks)),
      ...(await benchTrial(deps, demo, records)),
    ];
  } finally {
    await records.close();
    await rm(dir, { recursive: true });
  }
}

type Deps = Parameters<typeof judgeTasks>[0];

async function slowestRules(
  deps: Deps,
  school: Parameters<typeof judgeTasks>[1],
  tasks: Parameters<typeof judgeTasks>[2],
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { rule } of SERIES_RULES) {
    const startedAt = performance.now();
    await judgeTasks(
      deps,
      school,
      tasks.filter((task) => task.rule.rule === rule),
    );
    figures.push({ name: `detectors: ${rule} alone`, value: (performance.now() - startedAt) / 1000, unit: 's' });
  }
  return figures.toSorted((a, b) => b.value - a.value).slice(0, 5);
}

/** A month of the demo school, the slowest rule. */
async function benchTrial(deps: Deps, demo: SitePlan, records: Records): Promise<Figure[]> {
  await fill(records, demo);
  const desk = createTrialDesk({ ...deps, records, defaults: {} });
  const span = { fromNight: addDays(TODAY, -31), toNight: addDays(TODAY, -1) };
  let slowest: Figure = { name: '', value: 0, unit: 's' };
  for (const { rule } of SERIES_RULES) {
    const startedAt = performance.now();
    const { meters } = await desk.tryRule(demo.site.id, rule, { scope: { kind: 'site', id: demo.site.id }, options: {}, ...span });
    const value = (performance.now() - startedAt) / 1000;
    const note = `the slowest: ${rule}, ${meters.length} of ${demo.meters.length} meters, limit 3`;
    if (value >= slowest.value) slowest = { name: 'detectors: a rule tried on a month', value, unit: 's', note };
  }
  return [slowest];
}

/** As many days as the rule that looks back furthest wants. Shapes, not physics: busy by day, quiet and a little uneven at night. */
async function fill(records: Records, plan: SitePlan): Promise<void> {
  const local = createLocalTime(plan.site.timeZone);
  const lookBack = Math.max(...SERIES_RULES.map((rule) => rule.create(rule.options.parse({})).lookBackNights));
  const days = daysBetween(addDays(TODAY, -lookBack - 40), addDays(TODAY, 1));
  await records.catalog.declare(plan);
  const hours = days.flatMap((day) =>
    Array.from({ length: 24 }, (_, hour) => {
      const at = local.startOfDay(day) + hour * 3_600_000;
      return { at, temperatureC: 15 + 8 * Math.sin(hour / 4) };
    }),
  );
  await records.weather.saveHours(
    plan.site.id,
    'file',
    hours.filter(({ at }) => at < NOW),
  );
  for (const [index, meter] of plan.meters.entries()) {
    if (meter.medium === 'weather') continue;
    const rows = days.map((day): IntervalDay => {
      const startAt = local.startOfDay(day);
      const count = (local.startOfDay(addDays(day, 1)) - startAt) / INTERVAL_MS;
      const known = Math.max(0, Math.min(count, Math.floor((NOW - startAt) / INTERVAL_MS)));
      const values = Float64Array.from({ length: count }, (_, at) => (at < known ? amount(meter, index, startAt, at, count) : Number.NaN));
      const qualities = Uint8Array.from({ length: count }, (_, at) => QUALITIES.indexOf(at < known ? 'measured' : 'absent'));
      return { day, startAt, values, qualities };
    });
    const span = { fromAt: rows[0]!.startAt, toAt: NOW };
    await records.intervals.replaceDays({ site: plan.site.id, meter: meter.id, days: rows, steps: [], ...span, seq: 0 });
  }
}

function amount({ medium, resolution }: Meter, meter: number, startAt: number, at: number, count: number): number {
  const isDay = at > count * 0.28 && at < count * 0.92;
  const noise = Math.abs(Math.sin(startAt / 1e7 + at * 12.9898 + meter * 78.233));
  const peak = medium === 'water' ? 0.3 : 4;
  const raw = isDay ? peak * (0.3 + noise) : medium === 'water' ? 0 : 0.02 * noise;
  return Math.round(raw / resolution) * resolution;
}
