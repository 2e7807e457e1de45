import { INTERVAL_MS, QUALITIES } from '../domain/interval.ts';
import { type FlowHistory, LONG_INTERVALS } from './flow-history.ts';
import type { SeriesQuestion } from './series-detector.ts';
import { knownAmount } from './series.ts';
import { HOUR_MS } from './water-night.ts';

const MEASURED = QUALITIES.indexOf('measured');
/** Litres per hour of 1 m³ in a quarter hour. */
const LPH_PER_M3 = 1000 * (HOUR_MS / INTERVAL_MS);

/** A day that took less than a burst takes in two hours is no matter, however little it took before (5.1 NF7: second stage 2 h). */
const MIN_BURST_HOURS = 2;

export interface BurstLimits {
  occupiedLph: number;
  emptyLph: number;
  minutes: number;
  peakFactor: number;
  dayFactor: number;
}

/** What one day is measured by. */
export interface DayUsual {
  /** Undefined: too few days of the kind are known; only nights in which nobody is there are judged. */
  history: FlowHistory | undefined;
  /** Past peak of the hours in which nobody is there, m³ in 15 min; 0 while it is not known. */
  nightPeak: number;
  /** Local midnight. */
  startAt: number;
  /** Whether an hour has its own usual: not where valves open for an hour or two at any time (irrigation, tanks). */
  isByClock: boolean;
  /** A past floor may have been larger by as much as one pulse. */
  pulseM3: number;
  /** Hours in which people sleep, or nobody is there. */
  isNight(at: number): boolean;
  isEmptyNight(at: number): boolean;
  isEmpty(at: number): boolean;
  isThaw(at: number): boolean;
  options: BurstLimits;
}

/** A flow above the line, from the first interval of it on. */
export interface BurstRun {
  startAt: number;
  reportedAt: number;
  endAt?: number | undefined;
  /** Mean flow of the intervals that raised it, L/h. */
  flowLph: number;
  limitLph: number;
  /** What the line is drawn from, L/h; undefined where nothing is known yet. */
  pastPeakLph: number | undefined;
  history: FlowHistory | undefined;
  /** What the day had taken, m³, where that raised it. */
  dayM3: number | undefined;
  isThaw: boolean;
}

/** Blocks of the plant (filling of tanks, irrigation, flushing of hydrants) are over within three hours. */
export const BLOCK_MS = 3 * HOUR_MS;

/**
 * Where valves open for blocks, the first watering of a year is as much above the peak of the winter as a burst. What it takes
 * is not known before, so only what lasts longer than a block is one.
 */
const isBlockUnknown = ({ isByClock, history, options }: DayUsual) =>
  !isByClock && history !== undefined && options.peakFactor * blockPeak(history) * LPH_PER_M3 < options.occupiedLph;

/** A block that was seen but once or twice lies above the 99.9th percentile. */
const blockPeak = ({ peak, largestFloor }: FlowHistory) => Math.max(peak, largestFloor);

/** Walks through a day; runs go on from the days before it in the same list. */
export function watchFlow(
  { series, permitted }: Pick<SeriesQuestion, 'series' | 'permitted'>,
  { fromAt, toAt }: { fromAt: number; toAt: number },
  usual: DayUsual,
  runs: BurstRun[],
): void {
  const calmNeeded = (usual.options.minutes * 60_000) / INTERVAL_MS;
  const needed = isBlockUnknown(usual) ? BLOCK_MS / INTERVAL_MS : calmNeeded;
  const lowestLph = Math.min(usual.options.emptyLph, usual.options.occupiedLph);
  let above: number[] = [];
  let longAbove: number[] = [];
  let calm = 0;
  let dayM3 = 0;
  for (let at = Math.max(fromAt - Math.max(needed, LONG_INTERVALS) * INTERVAL_MS, series.startAt); at < toAt; at += INTERVAL_MS) {
    const amount = permitted(at) ? undefined : knownAmount(series, at);
    const isToday = at >= fromAt;
    const open = runs.at(-1);
    if (open && open.endAt === undefined) {
      if (at < open.reportedAt) continue;
      // What a cause takes is no part of the day's use: after it the day is counted anew.
      dayM3 = 0;
      calm = amount !== undefined && amount * LPH_PER_M3 <= open.limitLph ? calm + 1 : 0;
      if (calm >= calmNeeded) open.endAt = at - (calmNeeded - 1) * INTERVAL_MS;
      [above, longAbove] = [[], []];
      continue;
    }
    if (amount !== undefined && isToday) dayM3 += amount;
    // What ended a run, or was part of it, does not begin the next one.
    const isFree = open?.endAt === undefined || at >= open.endAt + calmNeeded * INTERVAL_MS;
    const flow = amount === undefined ? undefined : amount * LPH_PER_M3;
    if (flow === undefined || flow <= lowestLph || !isFree) {
      [above, longAbove] = [[], []];
      continue;
    }
    const line = lineAt(at, usual, dayM3, series.qualities[(at - series.startAt) / INTERVAL_MS] === MEASURED);
    const longLine = longLineAt(at, usual);
    above = grown(above, flow, line);
    longAbove = grown(longAbove, flow, longLine);
    const isShort = above.length >= needed;
    if ((!isShort && longAbove.length < LONG_INTERVALS) || !isToday) continue;
    const flows = isShort ? above : longAbove;
    const flowLph = flows.reduce((sum, one) => sum + one, 0) / flows.length;
    const startAt = at - (flows.length - 1) * INTERVAL_MS;
    const { lph, isDay, pastPeak } = (isShort ? line : longLine)!;
    runs.push({
      startAt,
      reportedAt: at + INTERVAL_MS,
      flowLph,
      limitLph: lph,
      pastPeakLph: pastPeak === undefined ? undefined : pastPeak * LPH_PER_M3,
      history: usual.history,
      dayM3: isDay ? dayM3 : undefined,
      isThaw: usual.isThaw(at),
    });
    calm = 0;
    [above, longAbove] = [[], []];
  }
}

const grown = (above: number[], flow: number, line: Line | undefined) => (line !== undefined && flow > line.lph ? [...above, flow] : []);

/** A flow that is too much. */
interface Line {
  lph: number;
  /** m³ in 15 min. */
  pastPeak: number | undefined;
  /** The day has taken too much already. */
  isDay: boolean;
}

/** Of half an hour; undefined where nothing can be said. */
function lineAt(at: number, usual: DayUsual, dayM3: number, isMeasured: boolean): Line | undefined {
  const { history, nightPeak, options } = usual;
  const { emptyLph, occupiedLph } = options;
  const mostM3 = history && Math.max(options.dayFactor * history.largestDay, (occupiedLph * MIN_BURST_HOURS) / 1000);
  if (mostM3 !== undefined && dayM3 > mostM3) return { lph: emptyLph, pastPeak: history!.peak, isDay: true };
  if (usual.isEmptyNight(at)) return lineOf(usual, emptyLph, nightPeak);
  if (!history) return undefined;
  const byDay = lineOf(usual, usual.isEmpty(at) ? emptyLph : occupiedLph, usual.isByClock ? history.peak : blockPeak(history));
  // Around a lost reading one busy quarter hour is spread over two or three.
  if (!usual.isByClock || !isMeasured) return byDay;
  const byClock = lineByClock(at, usual, history.byClock.short);
  return byClock.lph < byDay.lph ? byClock : byDay;
}

/** Of two hours: lower, because nothing usual goes on for so long. */
function longLineAt(at: number, usual: DayUsual): Line | undefined {
  return usual.history && usual.isByClock ? lineByClock(at, usual, usual.history.byClock.long) : undefined;
}

function lineByClock(at: number, usual: DayUsual, peaks: Float32Array): Line {
  const { emptyLph, occupiedLph } = usual.options;
  // The last intervals of the day before belong to a run that crosses midnight.
  const slot = (Math.floor((at - usual.startAt) / INTERVAL_MS) + peaks.length) % peaks.length;
  return lineOf(usual, usual.isNight(at) || usual.isThaw(at) ? emptyLph : occupiedLph, peaks[slot]! + usual.pulseM3);
}

function lineOf({ options }: DayUsual, floorLph: number, pastPeak: number): Line {
  return { lph: Math.max(floorLph, options.peakFactor * pastPeak * LPH_PER_M3), pastPeak, isDay: false };
}
