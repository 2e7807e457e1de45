import { type ChangePointModel, expectedKwh, fitChangePoint } from './baseline/change-point.ts';
import type { DayGroup, DriftDay, DriftWeek } from './baseline-drift-days.ts';
import { robustSigma } from './health-detector.ts';
import { median } from './standby.ts';

/** What the meter and the rule's options say about how much is much. Amounts in kWh or m³. */
export interface DriftLimits {
  baseFactor: number;
  k: number;
  /** Least excess per hour that is worth a word. */
  floorPerHour: number;
  /** One step of the register. */
  step: number;
  /** Whether base loads are compared. */
  hasBase: boolean;
}

/** A base load that is too high. Per hour: kW. */
export interface HighBase {
  base: number;
  usual: number;
  limit: number;
  weeks: number;
}

/** A day that took too much. kWh or m³. */
export interface HighDay {
  day: DriftDay;
  expected: number;
  limit: number;
  z: number;
}

export interface WeekVerdict {
  /** Undefined: not judged. */
  base: HighBase | 'usual' | undefined;
  /** Days that could be judged; all of them that were too high. */
  judgedDays: number;
  high: HighDay[];
}

/** Weeks behind a usual base load (domain note 5.3: 8-week median), and the fewest that make one: as for the model. */
const BASE_WEEKS = 8;
const MIN_WEEKS = 6;
/** Fewest valid days of a kind (domain note 5.3, cold start). */
const MIN_DAYS = 10;
/** A good model may be off by as much on the whole (ASHRAE Guideline 14: NMBE ±5 %). */
const MODEL_BIAS = 0.05;
const HOURS_A_DAY = 24;
/** Days on either side of a change point that a line needs (change-point.ts). */
const SIDE_DAYS = 5;
/** Half-hours of a base load make four hours. */
const BASE_HOURS = 4;

/**
 * Compares a week with those before it.
 *
 * @param learned weeks to learn from: after the last change, within the months that count, none that was found too high
 * @param flagged days that are not learned from
 */
export function judgeWeek(
  week: DriftWeek,
  learned: readonly DriftWeek[],
  flagged: ReadonlySet<DriftDay>,
  limits: DriftLimits,
): WeekVerdict {
  const verdict: WeekVerdict = { base: limits.hasBase ? judgeBase(week, learned, limits) : undefined, judgedDays: 0, high: [] };
  const usuals = new Map<DayGroup, Usual | undefined>();
  for (const day of week.days) {
    const { group, total, meanC } = day;
    if (group === undefined || total === undefined || meanC === undefined) continue;
    if (!usuals.has(group)) usuals.set(group, usualOf(group, learned, flagged, limits));
    const usual = usuals.get(group);
    if (!usual || isFirstOfSeason(meanC, usual.range)) continue;
    verdict.judgedDays++;
    const expected = expectedKwh(usual.model, meanC);
    const least = Math.max(limits.floorPerHour * HOURS_A_DAY, 2 * limits.step, MODEL_BIAS * expected);
    const limit = expected + Math.max(limits.k * usual.sigma, least);
    if (total > limit) verdict.high.push({ day, expected, limit, z: (total - expected) / usual.sigma });
  }
  return verdict;
}

function judgeBase(week: DriftWeek, learned: readonly DriftWeek[], limits: DriftLimits): WeekVerdict['base'] {
  const alike = learned.filter(({ kind, base }) => kind === week.kind && base !== undefined);
  const newest = alike.slice(-BASE_WEEKS);
  if (week.base === undefined || newest.length < MIN_WEEKS) return undefined;
  const median8 = median(newest.map(({ base }) => base!))!;
  const limitOf = (usual: number) =>
    Math.max(limits.baseFactor * usual, usual + limits.floorPerHour, usual + (2 * limits.step) / BASE_HOURS);
  if (week.base <= limitOf(median8)) return 'usual';
  const high = { base: week.base, usual: median8, limit: limitOf(median8), weeks: newest.length };
  // What the weather explains is no drift; without weather the ratio alone decides.
  const days = alike
    .flatMap(({ baseDays }) => baseDays)
    .flatMap(({ base, meanC }) => (meanC === undefined ? [] : [{ kwh: base! * HOURS_A_DAY, meanC }]));
  const temperatures = week.baseDays.flatMap(({ meanC }) => meanC ?? []);
  if (days.length < MIN_DAYS || temperatures.length < week.baseDays.length) return high;
  if (isRecordWeek(week, alike)) return undefined;
  const model = fitChangePoint(days);
  const expected = model && temperatures.reduce((sum, meanC) => sum + expectedKwh(model, meanC), 0) / temperatures.length / HOURS_A_DAY;
  const usual = Math.max(median8, expected ?? 0);
  return week.base <= limitOf(usual) ? 'usual' : { ...high, usual, limit: limitOf(usual) };
}

/** The coldest or hottest week so far: what heating and cooling take in it is not known. */
function isRecordWeek(week: DriftWeek, alike: readonly DriftWeek[]): boolean {
  const weekC = meanTemperature(week);
  const others = alike.map(meanTemperature).filter((meanC) => !Number.isNaN(meanC));
  return weekC < Math.min(...others) || weekC > Math.max(...others);
}

function meanTemperature({ baseDays }: DriftWeek): number {
  const known = baseDays.flatMap(({ meanC }) => meanC ?? []);
  return known.reduce((sum, meanC) => sum + meanC, 0) / known.length;
}

interface Usual {
  model: ChangePointModel;
  sigma: number;
  range: Range;
}
interface Range {
  lowestC: number;
  highestC: number;
}

function usualOf(group: DayGroup, learned: readonly DriftWeek[], flagged: ReadonlySet<DriftDay>, limits: DriftLimits): Usual | undefined {
  const days: { kwh: number; meanC: number }[] = [];
  let weeks = 0;
  for (const week of learned) {
    const before = days.length;
    for (const day of week.days) {
      const { total, meanC } = day;
      if (day.group === group && total !== undefined && meanC !== undefined && !flagged.has(day)) days.push({ kwh: total, meanC });
    }
    if (days.length > before) weeks++;
  }
  if (weeks < MIN_WEEKS || days.length < MIN_DAYS) return undefined;
  const model = fitChangePoint(days);
  if (!model) return undefined;
  const residuals = days.map(({ kwh, meanC }) => kwh - expectedKwh(model, meanC));
  // Quantised days may all be equal: then the spread is that of the display.
  const sigma = Math.max(robustSigma(residuals, median(residuals)!), limits.step / 2);
  return { model, sigma, range: rangeOf(days) };
}

/** Of the days through which a line could be drawn: the coldest and hottest few prove nothing. */
function rangeOf(days: readonly { meanC: number }[]): Range {
  const sorted = days.map(({ meanC }) => meanC).toSorted((a, b) => a - b);
  return { lowestC: sorted[SIDE_DAYS - 1] ?? Number.POSITIVE_INFINITY, highestC: sorted.at(-SIDE_DAYS) ?? Number.NEGATIVE_INFINITY };
}

/** Colder or hotter than what was learned: what heating and cooling take then is not known. */
const isFirstOfSeason = (meanC: number, { lowestC, highestC }: Range) => meanC < lowestC || meanC > highestC;
