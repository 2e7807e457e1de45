import { INTERVAL_MS } from '../domain/interval.ts';
import { addDays } from '../domain/local-time.ts';
import type { Field } from '../domain/medium.ts';
import { LOOK_AHEAD, type Step } from '../domain/register.ts';
import type { Meter } from '../domain/site.ts';
import type { DaysReplacement, IntervalStore, ReadingStore, TouchedMeter } from '../store/ports.ts';
import type { KnownSite } from './catalog-cache.ts';
import { localDaysOf, overlayDays } from './overlay-days.ts';
import {
  ceilToGrid,
  consumptionField,
  NO_SPAN,
  type Recomputation,
  recomputeAmounts,
  recomputeRegister,
  type Span,
} from './recompute-span.ts';

const DAY_MS = 86_400_000;
/** First look around a touched span; grows when it does not suffice. */
const LOOK_AROUND_MS = 2 * 3_600_000;
const WIDEN = 8;
/** Spring of 2255: InfluxDB counts nanoseconds in 63 bits. */
const LAST_INSTANT = 9_000_000_000_000;

export interface ReplacementStores {
  readings: Pick<ReadingStore, 'range'>;
  intervals: Pick<IntervalStore, 'days' | 'steps' | 'firstDays' | 'rawSince'>;
}

export interface RecomputeStores extends ReplacementStores {
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
  const untouched = { site: mark.site, meter: mark.meter, ...touched, days: [], steps: [], stepSpan: NO_SPAN };
  const replacement = site && meter ? await computeReplacement({ readings, intervals }, site, meter, touched) : untouched;
  await intervals.replaceDays({ ...replacement, ...touched, seq: mark.seq });
}

/**
 * What readings or corrections that were touched in a span change in the days and steps of a meter: the same as if everything
 * were computed from scratch. Nothing is written; no mark is cleared by it (`seq` is 0).
 *
 * @param meter as it is to be understood now; what is stored may have been computed with other facts about the touched span
 * @param span  half open; `toAt` may be +∞: up to the last reading
 * @throws StoreUnavailable of the reading store
 */
export async function computeReplacement(
  { readings, intervals }: ReplacementStores,
  site: KnownSite,
  meter: Meter,
  span: Span,
): Promise<DaysReplacement> {
  const rawSince = await intervals.rawSince();
  const touched = { fromAt: Math.max(span.fromAt, rawSince, 0), toAt: span.toAt };
  const keys = { site: meter.site, meter: meter.id, fromAt: touched.fromAt, seq: 0 };
  const field = consumptionField(meter);
  // An instrument without consumption, or a time of which nothing is kept: what is stored stays.
  if (!field || touched.fromAt >= touched.toAt) return { ...keys, toAt: touched.fromAt, days: [], steps: [], stepSpan: NO_SPAN };
  const { segments, grid, steps, stepSpan } = await recomputation({ readings, intervals }, site, meter, field, touched, rawSince);
  const kept = { fromAt: Math.max(grid.fromAt, ceilToGrid(rawSince)), toAt: grid.toAt };
  const days = localDaysOf(site.local, kept);
  const known = days.length === 0 ? [] : await intervals.days(meter.site, [meter.id], days[0]!, addDays(days.at(-1)!, 1));
  return {
    ...keys,
    toAt: Math.min(touched.toAt, Math.max(touched.fromAt, stepSpan.toAt)),
    days: overlayDays(site.local, known, segments, kept),
    steps,
    stepSpan,
  };
}

/** Whole UTC days, as marks are; the most recent first, because people ask for last night before last year. */
function lastPiece({ fromAt, toAt }: TouchedMeter, pieceDays: number): Span {
  return { fromAt: Math.max(fromAt, (Math.floor((toAt - 1) / DAY_MS) + 1 - pieceDays) * DAY_MS), toAt };
}

async function recomputation(
  { readings, intervals }: ReplacementStores,
  site: KnownSite,
  meter: Meter,
  field: Field,
  touched: Span,
  rawSince: number,
): Promise<Recomputation> {
  /** What is older than `rawSince` may be there (it came late) or not; nothing rests on it. */
  const read = async (fromAt: number, toAt: number) => {
    const ref = { site: meter.site, meter: meter.id, medium: meter.medium };
    const rows = await readings.range(ref, Math.max(fromAt, rawSince), Math.min(toAt, LAST_INSTANT), { bracket: true, fields: [field] });
    return rows.filter(({ at }) => at >= rawSince);
  };
  if (meter.kind === 'interval') {
    const reachMs = 2 * meter.readingIntervalS * 1000 + INTERVAL_MS;
    return recomputeAmounts(meter, site.local, touched, await read(touched.fromAt - reachMs, touched.toAt + reachMs));
  }
  let lookMs = Math.max(LOOK_AROUND_MS, (LOOK_AHEAD + 3) * meter.readingIntervalS * 1000);
  let fromAt = touched.fromAt - lookMs;
  let toAt = touched.toAt + lookMs;
  for (;;) {
    const rows = await read(fromAt, toAt);
    const firstAt = rows[0]?.at ?? fromAt;
    const lastAt = rows.at(-1)?.at ?? fromAt;
    const stored = await storedSteps(intervals, meter, firstAt, lastAt);
    const reachesStart = firstAt >= fromAt || fromAt <= rawSince;
    const isCutOff = reachesStart && (await hasDaysBefore(intervals, site, meter, rawSince, firstAt));
    const result = recomputeRegister(
      meter,
      site.local,
      touched,
      { readings: rows, reachesStart, reachesEnd: lastAt < toAt, isCutOff },
      stored,
    );
    if (result.kind === 'ready') return result;
    lookMs *= WIDEN;
    if (result.side === 'before') fromAt = Math.min(fromAt, firstAt) - lookMs;
    else toAt = Math.max(toAt, lastAt) + lookMs;
  }
}

/** Whether the readings before the first one that is kept were forgotten, instead of never having been there. */
async function hasDaysBefore(
  intervals: ReplacementStores['intervals'],
  { local }: KnownSite,
  meter: Meter,
  rawSince: number,
  firstAt: number,
): Promise<boolean> {
  if (rawSince === Number.NEGATIVE_INFINITY) return false;
  const firstDay = (await intervals.firstDays(meter.site)).get(meter.id);
  return firstDay !== undefined && firstDay < local.dayOf(firstAt);
}

async function storedSteps(
  intervals: ReplacementStores['intervals'],
  meter: Meter,
  fromAt: number,
  toAt: number,
): Promise<Map<number, Step>> {
  const steps = await intervals.steps(meter.site, { meter: meter.id, fromAt, toAt: toAt + 1, limit: Number.MAX_SAFE_INTEGER });
  return new Map(steps.map((step) => [step.toAt, step]));
}
