import type { Bill, BillLine, Statement } from '../../domain/bill.ts';
import type { SiteView } from '../../consumption/site-view.ts';
import { exact, sumOf, toDecimal, toMoney } from '../../tariffs/exact.ts';
import type { BillDeps } from './bill-meters.ts';
import { billTerms } from './bill-terms.ts';
import { addLossShare, withLines } from './loss-share.ts';

/** An estimated statement of which everything is known by now: each bill of it, and what it really was. */
export interface TrueUp {
  of: Statement;
  bills: readonly { billed: Bill; real: Bill }[];
}

/**
 * The estimated statements before a day that nothing has trued up yet and whose meters are known throughout now. They are counted again
 * by their own terms and tariff versions: a true-up changes quantities, never prices.
 *
 * @param inForce statements of one party that nothing took back
 */
export async function findTrueUps(deps: BillDeps, view: SiteView, inForce: readonly Statement[], before: string): Promise<TrueUp[]> {
  const mended = new Set(inForce.flatMap(({ truesUp }) => truesUp));
  const open = inForce.filter(({ id, to, isEstimated }) => isEstimated && to <= before && !mended.has(id));
  const counted = await Promise.all(open.map((statement) => countAgain(deps, view, statement)));
  return counted.flatMap((trueUp) => trueUp ?? []).toSorted((a, b) => (a.of.from < b.of.from ? -1 : 1));
}

/** Undefined: something is still missing. */
async function countAgain(deps: BillDeps, view: SiteView, of: Statement): Promise<TrueUp | undefined> {
  const bills: { billed: Bill; real: Bill }[] = [];
  for (const billed of of.bills) {
    const { medium, from, to, tariffs } = billed;
    if (of.terms.meters.some(({ meter }) => !view.meters.has(meter))) return undefined;
    const outcome = await billTerms(deps, view, of.terms, { medium, from, to, missing: 'refuse', as: tariffs });
    if (outcome.kind === 'refused') return undefined;
    bills.push({ billed, real: addLossShare(outcome.bill, of.terms.lossPercent) });
  }
  return { of, bills };
}

/** Each on the bill of its medium; a medium that is billed no more, on the first. */
export function addTrueUps(bills: readonly Bill[], trueUps: readonly TrueUp[]): Bill[] {
  const placed = trueUps.flatMap(({ of, bills: again }) =>
    again.flatMap((pair) => {
      const line = toLine(of, pair);
      const same = bills.findIndex(({ medium }) => medium === pair.billed.medium);
      return line ? [{ line, index: Math.max(0, same) }] : [];
    }),
  );
  return bills.map((bill, index) =>
    withLines(
      bill,
      placed.flatMap((entry) => (entry.index === index ? [entry.line] : [])),
    ),
  );
}

/** Undefined: the estimate was right to the cent. */
function toLine(of: Statement, { billed, real }: TrueUp['bills'][number]): BillLine | undefined {
  // What it had to mend itself is no part of what it billed for its own span.
  const before = toMoney(sumOf(billed.lines.filter(({ code }) => code !== 'true_up').map(({ amount }) => amount)));
  const amount = toMoney(exact(real.total).minus(before));
  if (exact(amount).isZero()) return undefined;
  const { unit } = billed;
  return {
    code: 'true_up',
    period: null,
    tier: null,
    tariff: null,
    quantity: toDecimal(exact(real.quantity).minus(billed.quantity)),
    unit,
    price: null,
    amount,
    isEstimated: false,
    note: {
      zh: `账单 ${of.id}（${of.from} 至 ${of.to} 前）实为 ${real.quantity} ${unit}、${real.total} 元，已按估算计 ${billed.quantity} ${unit}、${before} 元`,
      en: `statement ${of.id} (${of.from} up to ${of.to}): really ${real.quantity} ${unit}, ${real.total} yuan; billed by estimate ${billed.quantity} ${unit}, ${before} yuan`,
    },
  };
}
