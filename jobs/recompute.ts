import type { Clock } from '../domain/clock.ts';
import type { Step } from '../domain/register.ts';
import type { Meter } from '../domain/site.ts';
import { type IntervalStore, type ReadingStore, type Records, StoreUnavailable, type TouchedMeter } from '../store/ports.ts';
import { createCatalogCache, type KnownSite } from './catalog-cache.ts';
import type { Log } from './log.ts';
import { addDays } from '../domain/local-time.ts';
import { breathe, createLoop, type Loop } from './loop.ts';
import { localDaysOf, overlayDays } from './overlay-days.ts';
import { consumptionField, recomputeAmounts, type Recomputation, recomputeRegister, type Span } from './recompute-span.ts';

const DAY_MS = 86_400_000;
const IDLE_MS = 1000;
const METERS_PER_ROUND = 200;
/** Longest span computed at once: bounds memory and the time for which the event loop is held. Whole UTC days, as marks are. */
const PIECE_DAYS = 60;
/** First look around a touched span; grows when it does not suffice. */
const LOOK_AROUND_MS = 2 * 3_600_000;
const WIDEN = 8;
/** A meter whose computation failed is left alone for so long. */
const RETRY_MS = 60_000;

interface RecomputeDeps {
  readings: Pick<ReadingStore, 'range'>;
  records: Pick<Records, 'catalog' | 'intervals'>;
  now: Clock;
  log: Log;
}

export interface Recompute extends Loop {
  /**
   * Recompute what is marked at the moment of the call, the most recent first.
   *
   * @returns meters (or pieces of long spans) done; 0 when nothing waits
   * @throws StoreUnavailable of the reading store; what was done before stays done
   */
  runOnce(): Promise<number>;
}

/** Keeps the intervals in step with the readings: takes marks of touched spans, computes, replaces. */
export function createRecompute({ readings, records, now, log }: RecomputeDeps): Recompute {
  const sitesNow = createCatalogCache(records.catalog);
  const failedAt = new Map<string, number>();

  async function runOnce(): Promise<number> {
    const waiting = await records.intervals.touched(METERS_PER_ROUND);
    if (waiting.length === 0) return 0;
    const sites = await sitesNow();
    let done = 0;
    for (const mark of waiting) {
      const key = `${mark.site}/${mark.meter}`;
      if (now() - (failedAt.get(key) ?? Number.NEGATIVE_INFINITY) < RETRY_MS) continue;
      try {
        await recomputeMeter({ readings, intervals: records.intervals }, sites.get(mark.site), mark);
        failedAt.delete(key);
        done++;
      } catch (error) {
        if (error instanceof StoreUnavailable) throw error;
        failedAt.set(key, now());
        log.error({ err: error, site: mark.site, meter: mark.meter }, 'intervals could not be computed');
      }
      await breathe();
    }
    return done;
  }

  const loop = createLoop(async () => {
    try {
      return (await runOnce()) >= METERS_PER_ROUND ? 0 : IDLE_MS;
    } catch (error) {
      log.warn({ err: error }, 'recomputing intervals has to wait');
      return error instanceof StoreUnavailable ? Math.max(error.retryAfterMs, IDLE_MS) : 10 * IDLE_MS;
    }
  });
  return { runOnce, ...loop };
}

interface Stores {
  readings: Pick<ReadingStore, 'range'>;
  intervals: IntervalStore;
}

async function recomputeMeter({ readings, intervals }: Stores, site: KnownSite | undefined, mark: TouchedMeter): Promise<void> {
  const touched = firstPiece(mark);
  const meter = site?.meters.get(mark.meter);
  const keys = { site: mark.site, meter: mark.meter, ...touched, seq: mark.seq };
  const result = meter && (await recomputation({ readings, intervals }, meter, touched));
  // An instrument without consumption, or a meter that is not declared any more: only the mark goes.
  if (!site || !result) return intervals.replaceDays({ ...keys, days: [], steps: [] });
  const days = localDaysOf(site.local, result.grid);
  const known = days.length === 0 ? [] : await intervals.days(mark.site, [mark.meter], days[0]!, addDays(days.at(-1)!, 1));
  await intervals.replaceDays({
    ...keys,
    days: overlayDays(site.local, known, result.segments, result.grid),
    steps: result.steps,
    stepSpan: result.stepSpan,
  });
}

function firstPiece({ fromAt, toAt }: TouchedMeter): Span {
  return { fromAt, toAt: Math.min(toAt, (Math.floor(fromAt / DAY_MS) + PIECE_DAYS) * DAY_MS) };
}

async function recomputation({ readings, intervals }: Stores, meter: Meter, touched: Span): Promise<Recomputation | undefined> {
  const field = consumptionField(meter);
  if (!field) return undefined;
  const reachMs = 2 * meter.readingIntervalS * 1000 + 900_000;
  if (meter.kind === 'interval') {
    return recomputeAmounts(meter, touched, await readings.range(meterRef(meter), touched.fromAt - reachMs, touched.toAt + reachMs));
  }
  let lookMs = Math.max(LOOK_AROUND_MS, 4 * meter.readingIntervalS * 1000);
  let fromAt = touched.fromAt - lookMs;
  let toAt = touched.toAt + lookMs;
  for (;;) {
    const rows = await readings.range(meterRef(meter), fromAt, toAt, { bracket: true });
    const firstAt = rows[0]?.at ?? fromAt;
    const lastAt = rows.at(-1)?.at ?? toAt - 1;
    const stored = await storedSteps(intervals, meter, firstAt, lastAt);
    const surroundings = { readings: rows, reachesStart: firstAt >= fromAt, reachesEnd: lastAt < toAt };
    const result = recomputeRegister(meter, field, touched, surroundings, stored);
    if (result.kind === 'ready') return result;
    lookMs *= WIDEN;
    if (result.side === 'before') fromAt = Math.min(fromAt, firstAt) - lookMs;
    else toAt = Math.max(toAt, lastAt) + lookMs;
  }
}

const meterRef = ({ site, id, medium }: Meter) => ({ site, meter: id, medium });

async function storedSteps(intervals: IntervalStore, meter: Meter, fromAt: number, toAt: number): Promise<Map<number, Step>> {
  const steps = await intervals.steps(meter.site, { meter: meter.id, fromAt, toAt: toAt + 1, limit: Number.MAX_SAFE_INTEGER });
  return new Map(steps.map((step) => [step.toAt, step]));
}
