import type { TryAnswer, TryFinding } from '../../api/schemas/rules.ts';
import { INTERVAL_MS } from '../../domain/interval.ts';
import { addDays, type LocalTime } from '../../domain/local-time.ts';
import type { Scope } from '../../domain/scope.ts';
import { mediumOfUnit } from '../charts/proof.ts';
import type { ChartModel } from '../charts/model.ts';
import type { OptionValue } from './option-form.ts';

/** One setting that was tried, and what came of it. */
interface Tried {
  options: Record<string, OptionValue>;
  answer: TryAnswer;
}
/** A trial of one setting, or of two beside each other. */
export interface TrialResult {
  scope: Scope;
  a: Tried;
  b: Tried | undefined;
}

/** Days back that one tap chooses. */
export const TRIAL_SPANS = ['7', '30', '90'] as const;
/** The server looks at no more days than that. */
export const LONGEST_TRIAL_DAYS = 400;

/** What two settings say about the same time. */
export interface Comparison {
  onlyA: TryFinding[];
  onlyB: TryFinding[];
  /** As setting A says it. */
  both: TryFinding[];
}

/** Two findings speak of the same thing: one meter, and the same night or times that touch. */
function isSame(one: TryFinding, other: TryFinding): boolean {
  if (one.meter.id !== other.meter.id) return false;
  const endOf = ({ endAt }: TryFinding) => endAt ?? Number.POSITIVE_INFINITY;
  return one.night === other.night || (one.startAt < endOf(other) && other.startAt < endOf(one));
}

/** Differences first: what only one of two settings flags, then what both do. */
export function compareTrials(a: readonly TryFinding[], b: readonly TryFinding[]): Comparison {
  const isAmong = (one: TryFinding, others: readonly TryFinding[]) => others.some((other) => isSame(one, other));
  return {
    onlyA: a.filter((finding) => !isAmong(finding, b)),
    onlyB: b.filter((finding) => !isAmong(finding, a)),
    both: a.filter((finding) => isAmong(finding, b)),
  };
}

/** Findings a week as bars, of two settings beside each other on one scale; a week that only one of them knows is none there. */
export function toWeeksChart(
  a: TryAnswer['weeks'],
  b: TryAnswer['weeks'] | undefined,
  words: { unit: string; names: readonly [a: string, b: string] },
  local: LocalTime,
): ChartModel {
  const mondays = [...new Set([...a, ...(b ?? [])].map(({ monday }) => monday))].toSorted((one, other) => one.localeCompare(other));
  const countOf = (weeks: TryAnswer['weeks'], monday: string) => weeks.find((week) => week.monday === monday)?.count ?? 0;
  return {
    medium: 'weather',
    unit: words.unit,
    shape: 'bars',
    grain: 'day',
    isCount: true,
    points: mondays.map((monday) => ({ at: local.startOfDay(monday), value: countOf(a, monday), coverage: 1, estimated: 0 })),
    beside: b && { values: mondays.map((monday) => countOf(b, monday)), names: words.names },
    shades: [],
    marks: [],
  };
}

/** Hourly means of a meter with the time of its findings shaded, and the line that they crossed where it is one number in the same unit. */
export function toTrialSeriesChart(series: TryAnswer['series'][number], findings: readonly TryFinding[]): ChartModel {
  const { startAt, stepMs, values, unit } = series;
  const own = findings.filter(({ meter }) => meter.id === series.meter.id);
  const endAt = startAt + values.length * stepMs;
  return {
    medium: mediumOfUnit(unit),
    unit,
    shape: 'line',
    grain: 'instant',
    points: values.map((value, index) => ({ at: startAt + index * stepMs, value, coverage: value === null ? 0 : 1, estimated: 0 })),
    against: { threshold: thresholdOf(own, unit), baseline: null },
    shades: own.map((finding) => ({
      fromAt: finding.startAt,
      toAt: Math.max(finding.startAt + INTERVAL_MS, finding.endAt ?? endAt),
      kind: 'alert',
    })),
    marks: [],
  };
}

/** The one line that all findings crossed; null where it moves from night to night. */
function thresholdOf(findings: readonly TryFinding[], unit: string): number | null {
  const lines = new Set(findings.map(({ proof }) => (proof?.unit === unit ? proof.threshold : null)));
  const [line] = lines;
  return lines.size === 1 && typeof line === 'number' ? line : null;
}

/** Local days of a trial: the last so many nights that are over, or those chosen; the longer end is cut where it is too long. */
export function trialDays(choice: string, own: { from: string; last: string }, today: string): { fromDay: string; toDay: string } {
  if (choice !== 'own') return { fromDay: addDays(today, -Number(choice)), toDay: addDays(today, -1) };
  const [from, toDay] = own.from <= own.last ? [own.from, own.last] : [own.last, own.from];
  const earliest = addDays(toDay, -LONGEST_TRIAL_DAYS);
  return { fromDay: from < earliest ? earliest : from, toDay };
}
