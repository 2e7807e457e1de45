import type { Finding } from '../domain/finding.ts';
import { WATCH_MS } from '../domain/handling.ts';
import { INTERVAL_MS } from '../domain/interval.ts';
import { ceilOnGrid, PER_HOUR } from './power.ts';
import { type IntervalSeries, knownAmount } from './series.ts';

/**
 * What the meter says after somebody said "off". `rate` is above the alert's own baseline, kW or L/h like the finding's.
 * `no_data`: the watch is over, and some of it is not known.
 */
export type OffWatch =
  | { kind: 'watching'; untilAt: number }
  | { kind: 'confirmed'; at: number; rate: number }
  | { kind: 'still_on'; at: number; rate: number }
  | { kind: 'no_data' };

/** What counts as off, in the unit of the finding's rate. */
export interface OffLevel {
  /** Not above it: off. */
  level: number;
  /** What the place takes when nothing was left on. */
  baseline: number;
}

/** Readings of the last quarter hour may come so much later. */
const LATE_MS = 30 * 60_000;
/** As in analysis/ac-standby.ts: fewer nights say nothing about the standby. */
const MIN_STANDBY_NIGHTS = 5;
/** A 15-min mean of so much above its standby is a unit that runs (domain note 5.4). */
const AC_ON_KW = 0.15;

/** People press at the door and switch off then; a meter's clock may differ by some minutes too. */
const GRACE_MS = 5 * 60_000;

/** The first quarter hour that counts. */
const watchFromAt = (saidAt: number) => ceilOnGrid(saidAt + GRACE_MS);

/** The watch lasts until the end of the quarter hour in which 45 minutes have passed. */
export const watchUntilAt = (saidAt: number) => ceilOnGrid(saidAt + GRACE_MS + WATCH_MS);

/**
 * What the alert's own evidence says about being off: the same lines by which its rule sees the end, half of the excess where
 * the rule has none. Undefined when the finding has no rate and no line.
 */
export function offLevelOf({ rule, evidence, rate }: Finding): OffLevel | undefined {
  const number = (name: string) => evidence.find((one) => one.name === name)?.value;
  const threshold = number('threshold');
  switch (rule) {
    case 'ac_left_on': {
      const standby = number('standby') ?? 0;
      if (threshold === undefined) return undefined;
      const isLearned = (number('standby_nights') ?? 0) >= MIN_STANDBY_NIGHTS;
      return { level: isLearned ? Math.min(threshold, standby + AC_ON_KW) : threshold, baseline: standby };
    }
    case 'lights_left_on':
      return threshold === undefined ? undefined : { level: threshold, baseline: number('light_base') ?? 0 };
    case 'breaker_not_opened':
      return threshold === undefined ? undefined : { level: threshold, baseline: 0 };
    case 'night_excess_building': {
      const usual = number('usual');
      return usual === undefined || !rate ? undefined : { level: usual + rate.value / 2, baseline: usual };
    }
    default:
      return rate ? { level: rate.value / 2, baseline: 0 } : undefined;
  }
}

/**
 * The 45 minutes after `off`: a satisfied fixed-speed unit stands still for up to 40, so that nothing less proves anything
 * (domain note 5.4). One whole quarter hour above the line denies it at once. The quarter hour in which it was
 * said counts not, nor one that begins in the five minutes after it.
 *
 * @param perHourUnit 1 for kW, 1000 for L/h of a series in m³
 */
export function offWatch(
  series: IntervalSeries,
  { saidAt, off, perHourUnit = 1 }: { saidAt: number; off: OffLevel; perHourUnit?: number },
  now: number,
): OffWatch {
  const untilAt = watchUntilAt(saidAt);
  let unknown = 0;
  let highest = 0;
  for (let at = watchFromAt(saidAt); at < untilAt && at + INTERVAL_MS <= now; at += INTERVAL_MS) {
    const rate = rateAt(series, at, perHourUnit);
    if (rate === undefined) unknown++;
    else if (rate > off.level) return { kind: 'still_on', at: at + INTERVAL_MS, rate: rate - off.baseline };
    else highest = Math.max(highest, rate);
  }
  if (now < untilAt) return { kind: 'watching', untilAt };
  if (unknown === 0) return { kind: 'confirmed', at: untilAt, rate: Math.max(0, highest - off.baseline) };
  return now < untilAt + LATE_MS ? { kind: 'watching', untilAt } : { kind: 'no_data' };
}

/** The first quarter hour of [fromAt, now) that is above the line: what was off runs again. */
export function ranAgain(
  series: IntervalSeries,
  { fromAt, off, perHourUnit = 1 }: { fromAt: number; off: OffLevel; perHourUnit?: number },
  now: number,
): { at: number; rate: number } | undefined {
  for (let at = ceilOnGrid(fromAt); at + INTERVAL_MS <= now; at += INTERVAL_MS) {
    const rate = rateAt(series, at, perHourUnit);
    if (rate !== undefined && rate > off.level) return { at: at + INTERVAL_MS, rate: rate - off.baseline };
  }
  return undefined;
}

/**
 * Mean rate above the baseline over the whole quarter hours of [fromAt, toAt) that are known; undefined when none is.
 */
export function meanAbove(
  series: IntervalSeries,
  { fromAt, toAt, off, perHourUnit = 1 }: { fromAt: number; toAt: number; off: OffLevel; perHourUnit?: number },
): number | undefined {
  let [sum, count] = [0, 0];
  for (let at = ceilOnGrid(fromAt); at + INTERVAL_MS <= toAt; at += INTERVAL_MS) {
    const rate = rateAt(series, at, perHourUnit);
    if (rate === undefined) continue;
    sum += rate - off.baseline;
    count++;
  }
  return count === 0 ? undefined : sum / count;
}

function rateAt(series: IntervalSeries, at: number, perHourUnit: number): number | undefined {
  const amount = knownAmount(series, at);
  return amount === undefined ? undefined : amount * PER_HOUR * perHourUnit;
}
