import type { BillMeter } from '../domain/bill.ts';
import { ABSENT_QUALITY, INTERVAL_MS, isCovering, QUALITIES } from '../domain/interval.ts';
import type { PricePeriod } from '../domain/tariff.ts';
import type { BillQuestion, MeterUse } from './bill-question.ts';
import { createEstimateRuns, type Drawer } from './estimate-runs.ts';
import { Exact, toDecimal } from './exact.ts';
import type { PriceClock } from './price-clock.ts';
import { type SpanQuarter, spanQuarters } from './span-quarters.ts';
import type { Stretch } from './stretches.ts';

/** What was used in one stretch, by price period; null: one price all day. */
export interface StretchUse extends Stretch {
  periods: { period: PricePeriod | null; amount: Exact; isEstimated: boolean }[];
}

export interface MeteredUse {
  stretches: StretchUse[];
  meters: BillMeter[];
}

/** In all periods of some stretches. */
export function usedIn(uses: readonly Pick<StretchUse, 'periods'>[]): Exact {
  let sum = new Exact(0);
  for (const { periods } of uses) for (const { amount } of periods) sum = sum.plus(amount);
  return sum;
}

const GRAINS_A_UNIT = 1_000_000;
const ESTIMATED = QUALITIES.indexOf('estimated');
const QUARTERS_A_DAY = 96;
/** Finer than any product of a whole grain and a share of six decimals. */
const AMOUNT_DECIMALS = 12;

interface PeriodDrawer extends Drawer {
  period: PricePeriod | null;
}

/** Sort what the meters used by what has a price of its own. @param clocks by version; undefined: no time of use */
export function sortUse(question: BillQuestion, stretches: readonly Stretch[], clocks: readonly (PriceClock | undefined)[]): MeteredUse {
  const sums = stretches.map((stretch): StretchUse => ({ ...stretch, periods: [] }));
  const meters = question.meters.map((meter): BillMeter => {
    const { drawers, told } = sortMeter(question, meter, spanQuarters(question, meter, stretches, clocks));
    for (const { stretch, period, grains, isEstimated } of drawers) {
      const amount = new Exact(grains).div(GRAINS_A_UNIT).times(meter.share).toDecimalPlaces(AMOUNT_DECIMALS);
      const { periods } = sums[stretch]!;
      const sum = periods.find((same) => same.period === period);
      if (!sum) periods.push({ period, amount, isEstimated });
      else Object.assign(sum, { amount: sum.amount.plus(amount), isEstimated: sum.isEstimated || isEstimated });
    }
    return { meter: meter.meter, share: meter.share, ...meter.told, ...told };
  });
  return { stretches: sums, meters };
}

type Told = Pick<BillMeter, 'startAt' | 'endAt' | 'amount' | 'coverage' | 'estimated'>;

function sortMeter(
  { local, from, to }: BillQuestion,
  meter: MeterUse,
  quarters: Iterable<SpanQuarter>,
): { drawers: Iterable<PeriodDrawer>; told: Told } {
  const [startAt, endAt] = [local.startOfDay(from), local.startOfDay(to)];
  const drawers = new Map<string, PeriodDrawer>();
  const runs = createEstimateRuns(meter.held, startAt, endAt);
  const tally = createCount();
  const stepQuarters = Math.ceil((meter.readingIntervalS * 1000) / INTERVAL_MS);
  let last: PeriodDrawer | undefined;
  for (const quarter of quarters) {
    const { stretch, period, index, at, grains, quality } = quarter;
    const key = `${stretch} ${period}`;
    const drawer = drawers.get(key) ?? { stretch, period, grains: 0, isEstimated: false };
    drawers.set(key, drawer);
    if (last && drawer !== last && isBetweenReadings(index, stepQuarters)) last.isEstimated = drawer.isEstimated = true;
    last = drawer;
    drawer.grains += grains;
    tally.add(quarter);
    runs.pass(drawer, { at, grains, isEstimate: quality === ESTIMATED });
  }
  runs.end();
  // A meter that is read once a month: what it shows at the edges of the span is a guess between two readings.
  const isGuessed = stepQuarters > QUARTERS_A_DAY && meter.told.isInterpolated;
  if (isGuessed) for (const drawer of drawers.values()) drawer.isEstimated = true;
  return { drawers: drawers.values(), told: { startAt, endAt, ...tally.told() } };
}

/** A meter with a slow rhythm was shared by time: a price that begins between its readings makes estimates of both sides. When in the day a daily reading comes is not known. */
const isBetweenReadings = (index: number, stepQuarters: number) => stepQuarters >= QUARTERS_A_DAY || index % stepQuarters !== 0;

function createCount() {
  let [expected, covered, estimated, known, grains] = [0, 0, 0, 0, 0];
  const share = (part: number) => Math.round((part / Math.max(1, expected)) * 1e6) / 1e6;
  return {
    add(quarter: SpanQuarter) {
      expected++;
      grains += quarter.grains;
      if (quarter.quality !== ABSENT_QUALITY || quarter.isHeld) known++;
      if (isCovering(quarter.quality)) covered++;
      else if (quarter.quality === ESTIMATED || quarter.isHeld) estimated++;
    },
    told: () => ({
      amount: known === 0 ? null : toDecimal(new Exact(grains).div(GRAINS_A_UNIT)),
      coverage: share(covered),
      estimated: share(estimated),
    }),
  };
}
