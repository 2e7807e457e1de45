import type { PriceComponent, PricePeriod, Tariff } from '../domain/tariff.ts';
import { Exact } from './exact.ts';

/** What a component costs in a period; without time of use there is one price. Not rounded. */
export function componentPrice({ tou }: Tariff, { price, floats }: PriceComponent, period: PricePeriod | null): Exact {
  const ratio = floats && period !== null ? tou?.ratios?.[period] : undefined;
  return new Exact(price).times(ratio ?? 1);
}

/** What all components together cost in a period. */
export function wholePrice(tariff: Tariff, period: PricePeriod | null): Exact {
  let price = new Exact((period !== null && tariff.tou?.adders?.[period]) || 0);
  for (const component of tariff.components) price = price.plus(componentPrice(tariff, component, period));
  return published(tariff, price);
}

/** As the document publishes it. */
export function published({ priceDecimals }: Tariff, price: Exact): Exact {
  return priceDecimals === undefined ? price : price.toDecimalPlaces(priceDecimals, Exact.ROUND_HALF_UP);
}
