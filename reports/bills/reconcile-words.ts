import type { ReconcileCause } from '../../domain/bill.ts';
import { exact, type Sentence } from '../../domain/words.ts';

export interface Cause {
  kind: ReconcileCause;
  words: Sentence;
  /** From 0 to 1: how strongly the numbers speak for it, for the order only. */
  weight: number;
}

/** Two meters of class 0.5 to 1 in one circuit differ by this much; less is no difference. */
export const AGREES = 0.005;
/** Below this nobody asks. Yuan, kWh or m³. */
const NOTHING = 1;

export function differs(theirs: number, ours: number): boolean {
  return Math.abs(theirs - ours) > Math.max(NOTHING, Math.abs(ours) * AGREES);
}

/** Whether a number is what is looked for, as near as `share` of a whole. */
export const isNear = (value: number, wanted: number, whole: number, share: number) => Math.abs(value - wanted) <= Math.abs(whole) * share;

/** `+3.1 %` of what the other is. */
export function percent(value: number, of: number): string {
  if (of === 0) return '–';
  const change = (value / of - 1) * 100;
  return `${change < 0 ? '−' : '+'}${Math.abs(change).toFixed(1)} %`;
}

export const money = (yuan: number) => `${yuan < 0 ? '−' : ''}¥${Math.abs(yuan).toFixed(2)}`;
export const amount = (value: number, unit: string) => `${exact(Math.round(value * 100) / 100)} ${unit}`;
