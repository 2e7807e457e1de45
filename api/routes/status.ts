import { stat } from 'node:fs/promises';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { createReachability } from '../reachability.ts';
import { sumInside } from '../live.ts';
import type { ApiParts } from '../parts.ts';
import { PROBLEMS } from '../schemas/responses.ts';
import { statusAnswer } from '../schemas/status.ts';
import type { SiteView } from '../../consumption/site-view.ts';

/** The collector speaks every second or so. */
const COLLECTOR_SILENT_MS = 10_000;
const REFUSED_SHOWN = 100;
const EVENTS_SHOWN = 100;

export const statusRoutes: FastifyPluginCallbackZod<ApiParts> = (app, parts, done) => {
  const { records, readings, views, now, version, startedAt, recordsPath } = parts;
  const isReachable = createReachability(parts);

  /** Today changes with every reading and is judged by the jobs; earlier days wait only after late readings. */
  async function countUnjudged(all: readonly SiteView[]): Promise<number> {
    let days = 0;
    for (const { id, local } of all) {
      const today = local.dayOf(now());
      days += (await records.intervals.changedDays(id)).filter(({ day }) => day < today).length;
    }
    return days;
  }

  async function countWaiting(all: readonly SiteView[]): Promise<number> {
    let waiting = 0;
    for (const view of all) waiting += sumInside(view, await records.intervals.touchedByMeter(view.id));
    return waiting;
  }

  /** What belongs to no single school: file names, the broker, messages that nobody could use. */
  async function readSystem() {
    const [bytes, refusals, refusedMessages, events] = await Promise.all([
      sizeOf(recordsPath),
      records.intake.refusalCounts(),
      records.intake.refusedMessages(REFUSED_SHOWN),
      records.intake.events(EVENTS_SHOWN),
    ]);
    return { records: { place: recordsPath, bytes }, refusals, refusedMessages, events };
  }

  const schema = {
    summary: 'What is stored where, rates, lag, spool, quarantine, jobs',
    description: 'What belongs to no single school is told only to who reaches every school whole; to others it is null.',
    tags: ['status'],
    response: { 200: statusAnswer, ...PROBLEMS },
  };
  app.get('/status', { schema, config: { needs: 'see' } }, async ({ visitor }) => {
    const [all, isEverything] = await Promise.all([views.all(visitor), views.isEverything(visitor)]);
    const whole = new Set(all.filter((view) => view.isWhole).map(({ id }) => id));
    const [reachable, collector, system, unknownMeters, waitingMeterDays, unjudgedDays, jobs] = await Promise.all([
      isReachable(),
      records.intake.state(),
      isEverything ? readSystem() : NO_SYSTEM,
      records.intake.unknownMeters(),
      countWaiting(all),
      countUnjudged(all),
      records.ledger.lastRuns(),
    ]);
    const at = now();
    return {
      version,
      startedAt,
      now: at,
      readings: { kind: readings.kind, place: isEverything ? readings.place : null, reachable },
      collector: collector && {
        ...collector,
        ...(isEverything ? {} : { broker: null, trouble: null }),
        alive: at - collector.updatedAt <= COLLECTOR_SILENT_MS,
      },
      ...system,
      unknownMeters: unknownMeters.filter(({ site }) => isEverything || whole.has(site)),
      intervals: { waitingMeterDays, unjudgedDays },
      jobs: jobs.filter(({ job }) => isEverything || whole.has(job.split('@')[1] ?? '')),
    };
  });
  done();
};

const NO_SYSTEM = { records: null, refusals: null, refusedMessages: null, events: null };

/** Bytes of the records with what is not yet written back from SQLite's log. */
async function sizeOf(path: string): Promise<number> {
  const sizes = [path, `${path}-wal`].map((file) =>
    stat(file).then(
      ({ size }) => size,
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
