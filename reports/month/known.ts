import { round, type Tally, toAmount } from '../../consumption/tally.ts';
import type { Decimal } from '../../domain/decimal.ts';
import { dayWords, type Sentence } from '../../domain/words.ts';
import { exact, toDecimal } from '../../tariffs/exact.ts';
import type { Cell } from './schema.ts';

/** With less known of either of them two spans are not compared. */
export const COMPARABLE = 0.9;
/** From this share of its intervals on a sum is called an estimate. */
const ESTIMATED = 0.01;

/** A number of the report, and whether it may be held against another one. */
export interface Known {
  cell: Cell;
  isComparable: boolean;
}

/** What some meters used in a span. */
export interface SpanTally {
  tally: Tally;
  /** The span begins earlier than the data of one of the meters: the first day of the latest of them. */
  sinceDay: string | null;
}

const NO_METER: Sentence = { zh: '没有计量表', en: 'no meter' };
const NO_READINGS: Sentence = { zh: '这段时间没有读数', en: 'no readings of this time' };

export const unknown = (why: Sentence): Known => ({ cell: { value: null, coverage: null, isEstimated: false, why }, isComparable: false });

/** @param known undefined: nobody measured it */
export function toKnown(known: SpanTally | undefined): Known {
  if (!known) return unknown(NO_METER);
  const { tally, sinceDay } = known;
  const { value, coverage, estimated } = toAmount(tally);
  const cell: Cell = {
    value: value === null ? null : toDecimal(exact(value)),
    coverage: tally.expected === 0 ? null : coverage,
    isEstimated: estimated >= ESTIMATED,
    why: sinceDay !== null ? sinceWords(sinceDay, value === null) : value === null ? NO_READINGS : null,
  };
  return { cell, isComparable: value !== null && sinceDay === null && coverage >= COMPARABLE };
}

function sinceWords(day: string, isNothing: boolean): Sentence {
  const { zh, en } = dayWords(day);
  const [year] = day.split('-');
  return isNothing
    ? { zh: `${year}年${zh}起才有数据`, en: `no data before ${en} ${year}` }
    : { zh: `部分表 ${year}年${zh}起才有数据，不全`, en: `not whole: some meters have data from ${en} ${year} on` };
}

/** Share by which a number differs from an earlier one; null where one of them is not known well enough. */
export function changeOf(now: Known, before: Known): number | null {
  if (!now.isComparable || !before.isComparable) return null;
  return ratioOf(now.cell.value, before.cell.value, (a, b) => (a - b) / b);
}

/** @returns null when one is not known, or it would be divided by zero */
export function shareOf(part: Decimal | null, whole: Decimal | null): number | null {
  return ratioOf(part, whole, (a, b) => a / b);
}

function ratioOf(a: Decimal | null, b: Decimal | null, divide: (a: number, b: number) => number): number | null {
  if (a === null || b === null || Number(b) === 0) return null;
  return round(divide(Number(a), Number(b)));
}

/** A number that is exact to `digits` decimals, without zeros at the end; null stays null. */
export function divided(value: Decimal | null, by: number, digits = 3): Decimal | null {
  return value === null || by === 0 ? null : toDecimal(exact(exact(value).div(by).toFixed(digits)));
}
