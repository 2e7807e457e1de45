import { z } from 'zod';
import { COLLECTOR_EVENTS, REFUSALS } from '../../store/ports.ts';
import { instant } from './common.ts';

/**
 * GET /api/status: what is stored where, rates, lag, spool, quarantine, jobs. What belongs to no single school is told only to who
 * reaches every school whole; to others it is null.
 */
export const statusAnswer = z.object({
  version: z.string(),
  startedAt: instant,
  now: instant,
  readings: z.object({ kind: z.enum(['influx', 'sqlite']), place: z.string().nullable(), reachable: z.boolean() }),
  records: z.object({ place: z.string(), bytes: z.number() }).nullable(),
  collector: z
    .object({
      updatedAt: instant,
      /** False when the collector has not spoken for ten seconds. */
      alive: z.boolean(),
      connected: z.boolean(),
      broker: z.string().nullable(),
      protocol: z.string().nullable(),
      trouble: z.string().nullable(),
      storedReadings: z.number(),
      messages: z.number(),
      readingsPerSecond: z.number(),
      inFlight: z.number(),
      writeLagMs: z.number().nullable(),
      spooled: z.number(),
      spoolSince: instant.nullable(),
      startedAt: instant,
    })
    .nullable(),
  refusals: z.array(z.object({ reason: z.enum(REFUSALS), count: z.number(), lastAt: instant })).nullable(),
  refusedMessages: z
    .array(z.object({ at: instant, reason: z.enum(REFUSALS), topic: z.string(), detail: z.string(), sample: z.string() }))
    .nullable(),
  /** Of the schools that are reached whole. */
  unknownMeters: z.array(
    z.object({
      site: z.string(),
      source: z.string(),
      address: z.string(),
      topic: z.string(),
      sample: z.string(),
      count: z.number(),
      firstAt: instant,
      lastAt: instant,
    }),
  ),
  /** Newest first: what may have cost data. */
  events: z.array(z.object({ at: instant, kind: z.enum(COLLECTOR_EVENTS), fromAt: instant.nullable(), detail: z.string() })).nullable(),
  intervals: z.object({
    /** Of the meters that are reached. */
    waitingMeterDays: z.number().int(),
    /** Days before today whose nights are still to be judged, all sites that are reached together. */
    unjudgedDays: z.number().int(),
  }),
  /** Of the schools that are reached whole. */
  jobs: z.array(
    z.object({
      job: z.string(),
      slotAt: instant,
      startedAt: instant,
      finishedAt: instant.nullable(),
      outcome: z.enum(['running', 'done', 'failed']),
      detail: z.string(),
    }),
  ),
});

/**
 * GET /api/sites/:site/events (text/event-stream). Events:
 * `readings` data {meters: [{meter, at, register, rate}]} · `alerts` data {open, lastChange} ·
 * `intervals` data {waitingMeterDays, lastDay}. A comment line every 15 s keeps proxies awake.
 */
export const liveReadings = z.object({
  meters: z.array(z.object({ meter: z.string(), at: instant, register: z.number().nullable(), rate: z.number().nullable() })),
});
export const liveAlerts = z.object({ open: z.number().int(), lastChange: instant });
export const liveIntervals = z.object({ waitingMeterDays: z.number().int() });

export type StatusAnswer = z.infer<typeof statusAnswer>;
export type LiveReadings = z.infer<typeof liveReadings>;
export type LiveAlerts = z.infer<typeof liveAlerts>;
export type LiveIntervals = z.infer<typeof liveIntervals>;
