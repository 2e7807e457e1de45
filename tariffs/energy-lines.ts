import type { BillLine } from '../domain/bill.ts';
import { PRICE_PERIODS, type PriceComponent, type PricePeriod, type Tariff } from '../domain/tariff.ts';
import { shareBySteps } from './counting-windows.ts';
import { Exact, exact, toDecimal, toMoney } from './exact.ts';
import { type StretchUse, usedIn } from './metered-use.ts';
import { componentPrice, published, wholePrice } from './period-price.ts';

/** What a version charges for the amounts of one stretch. */
export interface EnergyQuestion {
  tariff: Tariff;
  unit: string;
  use: StretchUse;
  /** What the tiers had counted before the stretch; `isWhole`: none of it an estimate. Zero without tiers. */
  before: Exact;
  isWhole: boolean;
}

/**
 * Lines of the amounts used: a line a period, or a component and period. Tiers of a price without periods are lines at their own
 * price; otherwise what is in a higher tier pays its adder in a line of its own: so the order in which the periods were used does not
 * matter, as it does not on the utility's bill.
 */
export function energyLines(question: EnergyQuestion): BillLine[] {
  const { tariff, use } = question;
  if (tariff.tiers && !tariff.tou && tariff.itemize === 'all_in')
    return tierLines(question, (adder) => wholePrice(tariff, null).plus(adder));
  const periods = use.periods.toSorted((a, b) => orderOf(a.period) - orderOf(b.period));
  const lines = (code: string, priceIn: (period: PricePeriod | null) => Exact) =>
    periods.map(({ period, amount, isEstimated }) => lineOf(question, code, amount, priceIn(period), { period, isEstimated }));
  const own =
    tariff.itemize === 'all_in'
      ? lines('all_in', (period) => wholePrice(tariff, period))
      : tariff.components.flatMap((component) => lines(component.code, (period) => publishedPrice(tariff, component, period)));
  const adders = tariff.tiers ? tierLines(question, (adder) => adder).filter(({ price }) => price !== '0') : [];
  return [...own, ...adders];
}

/** What of the amounts the power factor does not act on, yuan. */
export function outsidePowerFactorBase(tariff: Tariff, uses: readonly StretchUse[]): Exact {
  let sum = new Exact(0);
  for (const component of tariff.components) {
    if (component.isInPowerFactorBase !== false) continue;
    for (const { period, amount } of uses.flatMap(({ periods }) => periods)) {
      const yuan = amount.times(publishedPrice(tariff, component, period));
      // Printed in lines of its own it is rounded there; inside of one price it is rounded once.
      sum = sum.plus(tariff.itemize === 'components' ? toMoney(yuan) : yuan);
    }
  }
  return exact(toMoney(sum));
}

const publishedPrice = (tariff: Tariff, component: PriceComponent, period: PricePeriod | null) =>
  published(tariff, componentPrice(tariff, component, period));

const orderOf = (period: PricePeriod | null) => (period === null ? -1 : PRICE_PERIODS.indexOf(period));

function tierLines(question: EnergyQuestion, priceOf: (adder: Exact) => Exact): BillLine[] {
  const { tariff, use, before, isWhole } = question;
  const { bounds, adders } = tariff.tiers!;
  const used = usedIn([use]);
  const isEstimated = !isWhole || use.periods.some((part) => part.isEstimated);
  const code = tariff.tou || tariff.itemize === 'components' ? 'tier' : 'all_in';
  const parts = shareBySteps(bounds.map(exact), before, used);
  const lines = parts.map((amount, index) =>
    lineOf(question, code, amount, priceOf(exact(adders[index]!)), { tier: index + 1, isEstimated }),
  );
  const filled = lines.filter(({ quantity }) => quantity !== '0');
  return filled.length > 0 ? filled : lines.slice(0, 1);
}

function lineOf(
  { unit, use }: EnergyQuestion,
  code: string,
  amount: Exact,
  price: Exact,
  more: Pick<BillLine, 'isEstimated'> & Partial<Pick<BillLine, 'period' | 'tier'>>,
): BillLine {
  return {
    code,
    period: null,
    tier: null,
    tariff: use.version,
    quantity: toDecimal(amount),
    unit,
    price: toDecimal(price),
    amount: toMoney(amount.times(price)),
    note: null,
    ...more,
  };
}
