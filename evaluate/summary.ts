import type { Rule } from '../domain/finding.ts';
import type { PartResult } from './result.ts';
import type { JudgedTruth } from './score.ts';

const DAYS_PER_MONTH = 30.4;
const HOUR_MS = 3_600_000;

/** How one rule did. Shares from 0 to 1; null where there is nothing to divide by. */
export interface RuleSummary {
  rule: Rule;
  /** Causes that are its job, that its meters show, on meters that it looks at. */
  truths: number;
  found: number;
  recall: number | null;
  right: number;
  repeats: number;
  consistent: number;
  false: number;
  /** Of these, told to somebody at once; the others stood in the morning digest only. */
  firmRight: number;
  firmFalse: number;
  /** Right ÷ (right + false): what follows from another cause is left out. */
  precision: number | null;
  meterMonths: number;
  falsePerMeterMonth: number | null;
  firmFalsePerMeterMonth: number | null;
  /** Hours from the beginning of a cause until people were told. */
  medianDelayH: number | null;
  p90DelayH: number | null;
}

/** How one kind of cause was found, by whichever rule. */
export interface CauseSummary {
  cause: string;
  sizeClass: string;
  isFindable: boolean;
  truths: number;
  found: number;
  recall: number | null;
  medianDelayH: number | null;
  p90DelayH: number | null;
  /** How many each rule found. */
  byRule: Record<Rule, number>;
}

/** Rules that looked at something, in the order of the program's list. */
export function summarizeRules(parts: readonly PartResult[]): RuleSummary[] {
  const rules = [...new Set(parts.flatMap(({ meterNights, said }) => [...Object.keys(meterNights), ...said.map(({ rule }) => rule)]))];
  return rules
    .map((rule) => summarizeRule(rule, parts))
    .filter(({ meterMonths, truths, right, false: wrong }) => meterMonths + truths + right + wrong > 0);
}

function summarizeRule(rule: Rule, parts: readonly PartResult[]): RuleSummary {
  const said = parts.flatMap((part) => part.said.filter((one) => one.rule === rule));
  const firm = said.filter(({ isFirm }) => isFirm);
  const count = (verdict: string, among = said) => among.filter((one) => one.verdict === verdict).length;
  const truths = parts.flatMap((part) => part.truths.filter(({ isFindable, watchedBy }) => isFindable && watchedBy.includes(rule)));
  const found = truths.filter(({ foundAt }) => foundAt[rule] !== undefined);
  const delays = found.map(({ foundAt, startAt }) => foundAt[rule]! - startAt);
  const [right, wrong] = [count('right'), count('false')];
  const firmFalse = count('false', firm);
  const meterMonths = parts.reduce((sum, { meterNights }) => sum + (meterNights[rule] ?? 0), 0) / DAYS_PER_MONTH;
  return {
    rule,
    truths: truths.length,
    found: found.length,
    recall: share(found.length, truths.length),
    right,
    repeats: count('repeat'),
    consistent: count('consistent'),
    false: wrong,
    firmRight: count('right', firm),
    firmFalse,
    precision: share(right, right + wrong),
    meterMonths,
    falsePerMeterMonth: share(wrong, meterMonths),
    firmFalsePerMeterMonth: share(firmFalse, meterMonths),
    medianDelayH: delayH(delays, 0.5),
    p90DelayH: delayH(delays, 0.9),
  };
}

/** By cause and size class; causes that no rule watches count as missed. */
export function summarizeCauses(parts: readonly PartResult[]): CauseSummary[] {
  const groups = new Map<string, JudgedTruth[]>();
  for (const truth of parts.flatMap(({ truths }) => truths)) {
    if (truth.cause === 'cool_night') continue;
    const key = `${truth.cause}|${truth.isFindable ? 0 : 1}|${truth.sizeClass}`;
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(truth);
  }
  return [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => summarizeCause(group));
}

export function summarizeCause(group: readonly JudgedTruth[]): CauseSummary {
  const { cause, sizeClass, isFindable } = group[0]!;
  const found = group.filter(isFound);
  const delays = found.map(({ foundAt, startAt }) => Math.min(...Object.values(foundAt)) - startAt);
  const byRule: Record<Rule, number> = {};
  for (const { foundAt } of found) for (const rule of Object.keys(foundAt)) byRule[rule] = (byRule[rule] ?? 0) + 1;
  return {
    cause,
    sizeClass,
    isFindable,
    truths: group.length,
    found: found.length,
    recall: share(found.length, group.length),
    medianDelayH: delayH(delays, 0.5),
    p90DelayH: delayH(delays, 0.9),
    byRule,
  };
}

export const isFound = ({ foundAt }: JudgedTruth) => Object.keys(foundAt).length > 0;
export const share = (part: number, whole: number) => (whole > 0 ? part / whole : null);

/** A cause that was there before its truth begins (one flow after another) was told at once. */
function delayH(delays: readonly number[], of: number): number | null {
  const sorted = delays.map((delay) => Math.max(0, delay) / HOUR_MS).toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * of))] ?? null;
}
