import { stat } from 'node:fs/promises';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { createReachability } from '../reachability.ts';
import type { ApiParts } from '../parts.ts';
import { PROBLEMS } from '../schemas/responses.ts';
import { statusAnswer } from '../schemas/status.ts';

/** The collector speaks every second or so. */
const COLLECTOR_SILENT_MS = 10_000;
const REFUSED_SHOWN = 100;
const EVENTS_SHOWN = 100;

export const statusRoutes: FastifyPluginCallbackZod<ApiParts> = (app, parts, done) => {
  const { records, readings, views, now, version, startedAt, recordsPath } = parts;
  const isReachable = createReachability(parts);

  /** Today changes with every reading and is judged by the jobs; earlier days wait only after late readings. */
  async function countUnjudged(): Promise<number> {
    let days = 0;
    for (const { id, local } of await views.all()) {
      const today = local.dayOf(now());
      days += (await records.intervals.changedDays(id)).filter(({ day }) => day < today).length;
    }
    return days;
  }

  const schema = {
    summary: 'What is stored where, rates, lag, spool, quarantine, jobs',
    tags: ['status'],
    response: { 200: statusAnswer, ...PROBLEMS },
  };
  app.get('/status', { schema }, async () => {
    const [reachable, bytes, collector, refusals, refusedMessages, unknownMeters, events, waitingMeterDays, unjudgedDays, jobs] =
      await Promise.all([
        isReachable(),
        sizeOf(recordsPath),
        records.intake.state(),
        records.intake.refusalCounts(),
        records.intake.refusedMessages(REFUSED_SHOWN),
        records.intake.unknownMeters(),
        records.intake.events(EVENTS_SHOWN),
        records.intervals.touchedCount(),
        countUnjudged(),
        records.ledger.lastRuns(),
      ]);
    const at = now();
    return {
      version,
      startedAt,
      now: at,
      readings: { kind: readings.kind, place: readings.place, reachable },
      records: { place: recordsPath, bytes },
      collector: collector && { ...collector, alive: at - collector.updatedAt <= COLLECTOR_SILENT_MS },
      refusals,
      refusedMessages,
      unknownMeters,
      events,
      intervals: { waitingMeterDays, unjudgedDays },
      jobs,
    };
  });
  done();
};

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
