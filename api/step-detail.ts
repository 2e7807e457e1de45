import { INTERVAL_MS, type IntervalDay, isCovering, qualityOf } from '../domain/interval.ts';
import { addDays } from '../domain/local-time.ts';
import { MEDIUM_FACTS } from '../domain/medium.ts';
import type { RegisterReading } from '../domain/register.ts';
import { type Meter, placeAt } from '../domain/site.ts';
import { stepOptions } from '../domain/step-options.ts';
import type { IntervalStore, ReadingStore, Records, StepRecord } from '../store/ports.ts';
import { NotFound } from './problems.ts';
import type { StepDetail } from './schemas/corrections.ts';
import { type SiteView, toNames } from '../consumption/site-view.ts';
import { inForce, toStepView } from './steps.ts';
import { round } from '../consumption/tally.ts';

/** Readings on each side, and inside: quarantined ones. */
const AROUND = 150;
const INSIDE = 100;
const NEIGHBOURS = 12;
const SHORTEST_LOOK_MS = 6 * 3_600_000;
/** What is drawn of the intervals: the day before and the day after, and no more than this before the end of a long gap. */
const DAY_MS = 86_400_000;
const LONGEST_MS = 14 * DAY_MS;

interface StepStores {
  records: Pick<Records, 'intervals' | 'corrections'>;
  readings: Pick<ReadingStore, 'range'>;
}

/**
 * What there is to decide a step by.
 *
 * @throws NotFound when no remarkable step of the meter ends there; StoreUnavailable
 */
export async function readStepDetail({ records, readings }: StepStores, view: SiteView, meter: Meter, toAt: number): Promise<StepDetail> {
  const [step] = await records.intervals.steps(view.id, { meter: meter.id, fromAt: toAt, toAt: toAt + 1, limit: 1 });
  if (!step) throw new NotFound(`remarkable step of meter '${meter.id}' that ends at`, String(toAt));
  const [registers, corrections, intervals, relatives] = await Promise.all([
    readRegisters(readings, view, meter, step),
    inForce(records, view, meter.id),
    readIntervals(records.intervals, view, meter, step),
    readRelatives(records.intervals, view, meter, step),
  ]);
  const before = registers.filter(({ at }) => at <= step.fromAt);
  const inside = registers.filter(({ at }) => at > step.fromAt && at < step.toAt);
  const after = registers.filter(({ at }) => at >= step.toAt);
  const neighbours = {
    before: before.filter(({ at }) => at < step.fromAt).slice(-NEIGHBOURS),
    after: after.filter(({ at }) => at > step.toAt).slice(0, NEIGHBOURS),
  };
  const shown = [...before.slice(-AROUND), ...inside.slice(0, INSIDE), ...after.slice(0, AROUND)];
  return {
    step: toStepView(view, step, corrections),
    options: stepOptions(meter, step, neighbours),
    readings: shown.map(({ at, value }) => ({ at, register: value })),
    usualPerHour: usualPerHour(intervals, step),
    ratedPerHour: meter.ratingPerHour ?? null,
    ...relatives,
    intervals: intervals.map(({ at, value, quality }) => ({ at, value, quality: qualityOf(quality) })),
  };
}

async function readRegisters(
  readings: StepStores['readings'],
  view: SiteView,
  { id, medium, readingIntervalS }: Meter,
  { fromAt, toAt }: StepRecord,
): Promise<RegisterReading[]> {
  const { register } = MEDIUM_FACTS[medium];
  if (!register) return [];
  const aroundMs = Math.max(SHORTEST_LOOK_MS, readingIntervalS * 1000 * AROUND);
  const ref = { site: view.id, meter: id, medium };
  const found = await readings.range(ref, fromAt - aroundMs, toAt + aroundMs + 1, { fields: [register] });
  return found.flatMap(({ at, fields }) => {
    const value = fields[register];
    return value === undefined ? [] : [{ at, value }];
  });
}

interface Known {
  at: number;
  value: number | null;
  /** Index into QUALITIES. */
  quality: number;
}

async function readIntervals(
  intervals: Pick<IntervalStore, 'days'>,
  view: SiteView,
  meter: Meter,
  { fromAt, toAt }: StepRecord,
): Promise<Known[]> {
  const [first, last] = [Math.max(fromAt, toAt - LONGEST_MS) - DAY_MS, toAt + DAY_MS];
  const days = await daysOver(intervals, view, [meter.id], first, last);
  return days.flatMap(toKnown).filter(({ at }) => at + INTERVAL_MS > first && at < last);
}

function daysOver(intervals: Pick<IntervalStore, 'days'>, view: SiteView, meters: readonly string[], fromAt: number, toAt: number) {
  return intervals.days(view.id, meters, view.local.dayOf(fromAt), addDays(view.local.dayOf(toAt), 1));
}

const toKnown = ({ startAt, values, qualities }: IntervalDay): Known[] =>
  Array.from(values, (value, index) => ({
    at: startAt + index * INTERVAL_MS,
    value: Number.isNaN(value) ? null : value,
    quality: qualities[index] ?? 0,
  }));

/** Mean of what is known well before and after the step. */
function usualPerHour(intervals: readonly Known[], { fromAt, toAt }: StepRecord): number | null {
  const outside = intervals.filter(({ at, quality }) => isCovering(quality) && (at + INTERVAL_MS <= fromAt || at >= toAt));
  if (outside.length === 0) return null;
  return round(outside.reduce((sum, { value }) => sum + value!, 0) / (outside.length * (INTERVAL_MS / 3_600_000)));
}

/** What the meter above and those below counted in the time of the step; they stood where they stood when it began. */
async function readRelatives(
  intervals: Pick<IntervalStore, 'days'>,
  view: SiteView,
  meter: Meter,
  step: StepRecord,
): Promise<Pick<StepDetail, 'parent' | 'children'>> {
  const above = view.meters.get(placeAt(meter, step.fromAt).parent ?? '');
  const parent = above?.medium === meter.medium ? above : undefined;
  const children = view.plan.meters.filter((other) => other.medium === meter.medium && placeAt(other, step.fromAt).parent === meter.id);
  const ids = [...(parent ? [parent] : []), ...children].map(({ id }) => id);
  const days = ids.length > 0 ? await daysOver(intervals, view, ids, step.fromAt, step.toAt) : [];
  const sumOf = (meters: readonly Meter[]) => {
    const mine = new Set(meters.map(({ id }) => id));
    return consumptionIn(days.filter((day) => mine.has(day.meter)).flatMap(toKnown), meters.length, step);
  };
  return {
    parent: parent ? { id: parent.id, ...toNames(parent), ...sumOf([parent]) } : null,
    children: children.length > 0 ? { meters: children.length, ...sumOf(children) } : null,
  };
}

/** A step ends where a reading came, not on the grid: of the intervals at its ends only the share inside counts. */
function consumptionIn(
  intervals: readonly Known[],
  meters: number,
  { fromAt, toAt }: StepRecord,
): { consumption: number | null; coverage: number } {
  let consumption: number | null = null;
  let coveredMs = 0;
  for (const { at, value, quality } of intervals) {
    const insideMs = Math.min(at + INTERVAL_MS, toAt) - Math.max(at, fromAt);
    if (value === null || insideMs <= 0) continue;
    consumption = (consumption ?? 0) + (value * insideMs) / INTERVAL_MS;
    if (isCovering(quality)) coveredMs += insideMs;
  }
  return {
    consumption: consumption === null ? null : round(consumption),
    coverage: Math.min(1, round(coveredMs / Math.max(1, meters * (toAt - fromAt)))),
  };
}
