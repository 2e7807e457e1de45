import { nightLevel, type NightLevel, nightLimit } from './baseline/night-level.ts';
import { meanKw, type NightPower } from './baseline/night-power.ts';
import { PER_HOUR } from './power.ts';
import { median } from './standby.ts';

export interface ExcessOptions {
  /** Times the robust spread. */
  k: number;
  /** Least excess of a mean over four hours or more, kW. */
  minExcessKw: number;
  minNights: number;
}

/** Stretches that are looked at, quarter hours: the newest 45 min, 2 h, 4 h and the whole night, as far as it has come. */
const STRETCHES = [3, 8, 16, 24] as const;
/**
 * What was forgotten runs from the evening on (or from the end of a permit). What begins later than half an hour after the
 * beginning is a timer, a boiler, a heat pump that heats a little longer: in two years of six university buildings half of the
 * alerts that meant nothing, and none of the forgotten units.
 */
const LAST_START = 2;
/** Quarter hours in which it has to be there already: one alone is coarse behind a current transformer. */
const BEGINNING = 2;
/** From this stretch on `k` and the floor hold as they are. */
const WHOLE = 16;
/** The newest part of a night that says whether it still goes on: the off-delay of air-conditioners. */
const CLEAR = 3;

/** A mean that is above the line. kW. */
export interface Excess {
  /** Quarter hours of the night. */
  from: number;
  to: number;
  excessKw: number;
  /** Of the stretch: usual mean, its spread, the line. */
  level: NightLevel;
  limitKw: number;
  /** The line if the stretch were four hours long: a short one has to exceed more to count, and is no less clear for that. */
  longLimitKw: number;
}

export interface ExcessRun {
  first: Excess;
  /** Quarter hours of the night; `end` undefined while it goes on. */
  start: number;
  end?: number | undefined;
}

/**
 * The first stretch of a night that takes more than the same hours of nights like it.
 *
 * Judged again at every quarter hour with the newest 45 minutes, 2, 4 and 6 hours. The shorter the mean, the more it has to
 * exceed: below four hours all lines are × √(4 h / length), as the noise of a mean grows and as one looks more often. (In hourly
 * readings of real university buildings the same line for all gave four and more false nights a month.)
 *
 * @param alike   nights that it is compared with, the same clock hours of each
 * @param quantum kWh that the register can show
 * @param shiftKw level of the last nights above the usual one, at most as much as the spread or the floor
 * @param until   quarter hours that are over
 * @returns       `isJudged` false: its beginning could not be compared, or what came last is not known
 */
export function watchExcess(
  night: NightPower,
  alike: readonly NightPower[],
  { until, shiftKw, quantum }: { until: number; shiftKw: number; quantum: number },
  options: ExcessOptions,
): { run: ExcessRun | undefined; isJudged: boolean } {
  let run: ExcessRun | undefined;
  let isCompared = false;
  for (let to = CLEAR; to <= until; to++) {
    if (run && run.end === undefined) {
      run = { ...run, end: endOf(night, alike, to, run) };
      continue;
    }
    for (const stretch of STRETCHES) {
      // After an end only what came later may raise it again.
      const from = to - stretch;
      if (from < (run?.end ?? 0)) break;
      if (from > Math.max(LAST_START, night.freeFrom[to]!)) continue;
      const excess = excessOf(night, alike, { from, to }, { shiftKw, quantum }, options);
      if (excess === undefined) continue;
      isCompared = true;
      if (excess.excessKw <= excess.limitKw || !wasThere(night, alike, excess, quantum)) continue;
      run = run ? { ...run, end: undefined } : { first: excess, start: from };
      break;
    }
  }
  return { run, isJudged: isCompared && !Number.isNaN(meanKw(night, until - CLEAR, until)) };
}

/** Excess of one stretch over its line; undefined when it is not known, or too few nights are. */
export function excessOf(
  night: NightPower,
  alike: readonly NightPower[],
  { from, to }: { from: number; to: number },
  { shiftKw, quantum }: { shiftKw: number; quantum: number },
  options: ExcessOptions,
): Excess | undefined {
  const mean = meanKw(night, from, to);
  if (Number.isNaN(mean)) return undefined;
  const quantumKw = quantum / ((to - from) / PER_HOUR);
  const strict = Math.max(1, Math.sqrt(WHOLE / (to - from)));
  const long = { k: options.k, floor: options.minExcessKw, quantum: quantumKw };
  const line = { k: long.k * strict, floor: long.floor * strict, quantum: quantumKw };
  const level = usualOf(meansOf(alike, from, to), line, options);
  if (!level) return undefined;
  const shift = Math.min(shiftKw, Math.max(level.sigma, options.minExcessKw));
  const aboveKw = (limit: typeof line) => nightLimit(level, limit) - level.median;
  return { from, to, excessKw: mean - level.median - shift, level, limitKw: aboveKw(line), longLimitKw: aboveKw(long) };
}

/** Whether half of an excess was there when its stretch began, or may have been: the register need not show less than a step. */
function wasThere(night: NightPower, alike: readonly NightPower[], { from, excessKw }: Excess, quantum: number): boolean {
  const usualKw = usualMean(alike, from, from + BEGINNING);
  const mean = meanKw(night, from, from + BEGINNING);
  const stepKw = quantum / (BEGINNING / PER_HOUR);
  return usualKw === undefined || Number.isNaN(mean) || mean - usualKw > excessKw / 2 - stepKw;
}

/** Usual mean of a stretch. Nights that stand out from the others do not move it; that there are such nights is part of the spread. */
function usualOf(
  means: readonly number[],
  line: { k: number; floor: number; quantum: number },
  { minNights }: ExcessOptions,
): NightLevel | undefined {
  const all = nightLevel(means, { quantum: line.quantum, minNights });
  if (!all) return undefined;
  const limit = nightLimit(all, line);
  const good = means.filter((mean) => mean <= limit);
  const level = good.length < means.length ? nightLevel(good, { quantum: line.quantum, minNights }) : undefined;
  return level ? { ...level, sigma: Math.max(level.sigma, all.sigma) } : all;
}

/** Where an excess ended: the newest 45 minutes are back to less than half of what was raised. Undefined while they are not. */
function endOf(night: NightPower, alike: readonly NightPower[], to: number, { first, start }: ExcessRun): number | undefined {
  const isBack = (from: number, until: number) => {
    const usualKw = usualMean(alike, from, until);
    return usualKw !== undefined && meanKw(night, from, until) - usualKw < first.excessKw / 2;
  };
  if (!isBack(to - CLEAR, to)) return undefined;
  let end = to;
  while (end > to - CLEAR && isBack(end - 1, end)) end--;
  return Math.max(start, end);
}

/** Median of the means of the quarter hours [from, to); undefined where no night knows them. */
export function usualMean(alike: readonly NightPower[], from: number, to: number): number | undefined {
  return median(meansOf(alike, from, to));
}

function meansOf(alike: readonly NightPower[], from: number, to: number): number[] {
  const means: number[] = [];
  for (const night of alike) {
    const mean = meanKw(night, from, to);
    if (!Number.isNaN(mean)) means.push(mean);
  }
  return means;
}
