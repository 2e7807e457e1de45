import type { BillLine, BillTrouble } from '../domain/bill.ts';
import type { DemandCharge, Tariff } from '../domain/tariff.ts';
import type { Sentence } from '../domain/words.ts';
import { chargedFor, measuredDemand, noDemand, overDeclared } from './bill-words.ts';
import type { BillQuestion } from './bill-question.ts';
import { type Exact, exact, toDecimal, toMoney } from './exact.ts';
import { type Demand, largestDemand } from './largest-demand.ts';
import { daysIn, type MonthPiece } from './month-pieces.ts';

/** A version with the days that it prices. */
export interface PricedDays {
  tariff: Tariff;
  /** Index into the bill's tariffs. */
  version: number;
  /** Local days, half open. */
  from: string;
  to: string;
}

export interface ChargedLines {
  lines: BillLine[];
  troubles: BillTrouble[];
  /** A demand was taken from a month that is not wholly measured. */
  isIncomplete: boolean;
}

/** A part of the basic charge: so many kVA or kW for a month. */
interface Part {
  quantity: Exact;
  unit: string;
  price: Exact;
  note: Sentence | null;
}

const DEFAULT_LIMIT = '1.05';
/** Of a quantity that is shared by days. */
const SHARED_DECIMALS = 6;

/** The basic charge of a two-part tariff, a month of the span at a time; a month that the version prices in part counts by its days. */
export function basicLines(question: BillQuestion, priced: PricedDays, months: readonly MonthPiece[]): ChargedLines {
  const charged: ChargedLines = { lines: [], troubles: [], isIncomplete: false };
  const { demand: charge } = priced.tariff;
  if (!charge) return charged;
  for (const month of months) {
    const days = daysIn(month, priced.from, priced.to);
    if (days === 0) continue;
    const demand = charge.mode === 'capacity' ? null : demandOf(question, month, charge);
    if (charge.mode !== 'capacity' && !demand) {
      charged.troubles.push({ kind: 'no_demand', from: month.from, to: month.to, words: noDemand(priced.tariff, month) });
      continue;
    }
    const isEstimated = demand?.isWhole === false;
    charged.isIncomplete ||= isEstimated;
    for (const part of partsOf(charge, demand?.kw)) charged.lines.push(lineOf(priced, part, days, month, isEstimated));
  }
  return charged;
}

/** Fixed charges a month, such as the rent of a meter. */
export function fixedLines(priced: PricedDays, months: readonly MonthPiece[]): BillLine[] {
  return (priced.tariff.fixed ?? []).flatMap(({ code, amount }) =>
    months.flatMap((month) => {
      const days = daysIn(month, priced.from, priced.to);
      const part = { quantity: exact(1), unit: 'month', price: exact(amount), note: null };
      return days === 0 ? [] : [{ ...lineOf(priced, part, days, month, false), code }];
    }),
  );
}

function demandOf(question: BillQuestion, { from, to }: MonthPiece, { windowMin }: DemandCharge): Demand | null {
  if (question.maxDemandKw !== null) return { kw: exact(question.maxDemandKw), isWhole: true };
  return largestDemand(question, from, to, windowMin);
}

function partsOf(charge: DemandCharge, kw: Exact | undefined): Part[] {
  const price = exact(charge.price);
  if (kw === undefined) return [{ quantity: exact(charge.capacityKva ?? '0'), unit: 'kVA·month', price, note: null }];
  const measured = { quantity: kw, unit: 'kW·month', price, note: measuredDemand(toDecimal(kw.toDecimalPlaces(4)), charge.windowMin) };
  if (charge.mode === 'actual') return [measured];
  const declared = exact(charge.declaredKw ?? '0');
  const limit = declared.times(charge.limit ?? DEFAULT_LIMIT);
  const excess = kw.minus(limit);
  const whole = { ...measured, quantity: declared };
  if (excess.lte(0)) return [whole];
  const isTwice = charge.excessRule !== 'double_total';
  const over = { quantity: excess, unit: 'kW·month', price: isTwice ? price.times(2) : price };
  return [isTwice ? whole : measured, { ...over, note: overDeclared(toDecimal(limit), isTwice ? 2 : 1) }];
}

function lineOf({ version }: PricedDays, part: Part, days: number, { ofDays }: MonthPiece, isEstimated: boolean): BillLine {
  const quantity = days === ofDays ? part.quantity : part.quantity.times(days).div(ofDays).toDecimalPlaces(SHARED_DECIMALS);
  return {
    code: 'basic',
    period: null,
    tier: null,
    tariff: version,
    quantity: toDecimal(quantity),
    unit: part.unit,
    price: toDecimal(part.price),
    amount: toMoney(quantity.times(part.price)),
    isEstimated,
    note: joined(part.note, chargedFor(days, ofDays)),
  };
}

function joined(one: Sentence | null, other: Sentence | null): Sentence | null {
  return one && other ? { zh: `${one.zh}；${other.zh}`, en: `${one.en}; ${other.en}` } : (one ?? other);
}
