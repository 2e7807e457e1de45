import { addDays } from '../domain/local-time.ts';
import type { Step } from '../domain/register.ts';
import type { Meter } from '../domain/site.ts';
import type { IntervalStore, ReadingStore, TouchedMeter } from '../store/ports.ts';
import type { KnownSite } from './catalog-cache.ts';
import { localDaysOf, overlayDays } from './overlay-days.ts';
import { consumptionField, recomputeAmounts, type Recomputation, recomputeRegister, type Span } from './recompute-span.ts';

const DAY_MS = 86_400_000;
/** First look around a touched span; grows when it does not suffice. */
const LOOK_AROUND_MS = 2 * 3_600_000;
const WIDEN = 8;

export interface RecomputeStores {
  readings: Pick<ReadingStore, 'range'>;
  intervals: IntervalStore;
  pieceDays: number;
}

/**
 * Bring the intervals of one meter in step with its readings in a touched span, or the last piece of it, and clear the mark.
 *
 * @throws StoreUnavailable of the reading store
 */
export async function recomputeMeter(
  { readings, intervals, pieceDays }: RecomputeStores,
  site: KnownSite | undefined,
  mark: TouchedMeter,
): Promise<void> {
  const touched = lastPiece(mark, pieceDays);
  const meter = site?.meters.get(mark.meter);
  const keys = { site: mark.site, meter: mark.meter, ...touched, seq: mark.seq };
  const result = meter && (await recomputation(readings, intervals, meter, touched));
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

/** Whole UTC days, as marks are; the most recent first, because people ask for last night before last year. */
function lastPiece({ fromAt, toAt }: TouchedMeter, pieceDays: number): Span {
  return { fromAt: Math.max(fromAt, (Math.floor((toAt - 1) / DAY_MS) + 1 - pieceDays) * DAY_MS), toAt };
}

async function recomputation(
  readings: RecomputeStores['readings'],
  intervals: IntervalStore,
  meter: Meter,
  touched: Span,
): Promise<Recomputation | undefined> {
  const field = consumptionField(meter);
  if (!field) return undefined;
  const fields = [field];
  const reachMs = 2 * meter.readingIntervalS * 1000 + 900_000;
  if (meter.kind === 'interval') {
    return recomputeAmounts(
      meter,
      touched,
      await readings.range(meterRef(meter), touched.fromAt - reachMs, touched.toAt + reachMs, { fields }),
    );
  }
  let lookMs = Math.max(LOOK_AROUND_MS, 4 * meter.readingIntervalS * 1000);
  let fromAt = touched.fromAt - lookMs;
  let toAt = touched.toAt + lookMs;
  for (;;) {
    const rows = await readings.range(meterRef(meter), fromAt, toAt, { bracket: true, fields });
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
