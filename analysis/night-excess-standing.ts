import { INTERVAL_MS } from '../domain/interval.ts';
import { type NightPower, remainder } from './baseline/night-power.ts';
import { PER_HOUR } from './power.ts';
import type { IntervalSeries } from './series.ts';
import { median } from './standby.ts';

/** So many days in a row make a change of the base load. */
const STANDING_DAYS = 3;
const USUAL_DAYS = 28;
const MIN_USUAL_DAYS = 7;

/**
 * Whether an excess did not go away in the days before the judged night either: the lowest hour of each of the last three days
 * (between the night before and this one) is higher than usual by half of the excess. Such a thing is no air-conditioner
 * forgotten tonight, and after three lists it belongs to the watch over the base load.
 */
export function isStanding(
  series: IntervalSeries,
  parts: readonly IntervalSeries[],
  nights: readonly NightPower[],
  index: number,
  excessKw: number,
): boolean {
  const lows = (from: number, to: number) =>
    Array.from({ length: Math.max(0, to - from) }, (_, offset) => lowestHourKw(series, parts, nights, from + offset)).filter(
      (low) => !Number.isNaN(low),
    );
  const lately = lows(Math.max(1, index - STANDING_DAYS + 1), index + 1);
  const before = lows(Math.max(1, index - STANDING_DAYS + 1 - USUAL_DAYS), index - STANDING_DAYS + 1);
  if (lately.length < STANDING_DAYS || before.length < MIN_USUAL_DAYS) return false;
  const usual = median(before)!;
  return lately.every((low) => low - usual > excessKw / 2);
}

/** Lowest mean of a whole hour between two nights, kW; NaN when no hour is known. */
function lowestHourKw(series: IntervalSeries, parts: readonly IntervalSeries[], nights: readonly NightPower[], index: number): number {
  const before = nights[index - 1]!;
  const toAt = nights[index]!.fromAt;
  let lowest = Number.NaN;
  let [hour, quarters] = [0, 0];
  for (let at = before.fromAt + before.length * INTERVAL_MS; at < toAt; at += INTERVAL_MS) {
    hour += remainder(series, parts, at);
    quarters++;
    if (quarters < PER_HOUR) continue;
    if (!Number.isNaN(hour) && !(hour >= lowest)) lowest = hour;
    [hour, quarters] = [0, 0];
  }
  return lowest;
}
