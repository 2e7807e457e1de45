import type { SiteView } from '../consumption/site-view.ts';
import type { ResaleParty } from '../domain/bill.ts';
import type { SoldMedium, TariffRevision } from '../domain/tariff.ts';
import { sumOf } from '../tariffs/exact.ts';
import { Unprocessable } from './problems.ts';
import type { ParsedParty } from './schemas/statements.ts';

/**
 * What is asked of a party, held against the school: its meters, their shares among all parties, its building, its tariffs.
 *
 * @param others the other parties in use
 * @throws Unprocessable naming each property, its value and what is allowed
 */
export function checkParty(
  view: SiteView,
  body: ParsedParty,
  others: readonly ResaleParty[],
  tariffs: readonly TariffRevision[],
): Pick<ResaleParty, 'meters' | 'prices' | 'building'> {
  const wrong = [...wrongBuilding(view, body), ...wrongMeters(view, body, others), ...wrongPrices(body, tariffs)];
  if (wrong.length > 0) throw new Unprocessable(...wrong);
  const meters = body.meters.map((entry) => ({ ...entry, medium: view.meter(entry.meter).medium as SoldMedium }));
  return { meters, prices: body.prices, building: body.building };
}

interface Wrong {
  path: string;
  message: string;
}

function wrongBuilding(view: SiteView, { building }: ParsedParty): Wrong[] {
  if (building === null || view.buildings.has(building)) return [];
  return [{ path: 'body.building', message: `no building '${building}'; there is: ${[...view.buildings.keys()].join(', ')}` }];
}

/** What a meter counts is sold once. */
function wrongMeters(view: SiteView, { meters }: ParsedParty, others: readonly ResaleParty[]): Wrong[] {
  return meters.flatMap(({ meter: id }, index) => {
    const path = `body.meters.${index}.meter`;
    const meter = view.meters.get(id);
    if (!meter) return [{ path, message: `no meter '${id}'` }];
    if (meter.medium === 'weather') return [{ path, message: `'${id}' counts nothing that is sold` }];
    const shares = [...meters, ...others.flatMap((other) => other.meters)].filter((entry) => entry.meter === id);
    const sum = sumOf(shares.map(({ share }) => share));
    if (sum.lte(1)) return [];
    const whose = others.filter((other) => other.meters.some((entry) => entry.meter === id)).map((other) => other.name);
    const also = whose.length > 0 ? `, with those of ${whose.join(', ')}` : '';
    return [{ path, message: `the shares of '${id}' come to ${sum.toFixed()}${also}; allowed: at most 1` }];
  });
}

function wrongPrices({ prices }: ParsedParty, tariffs: readonly TariffRevision[]): Wrong[] {
  return prices.flatMap((price, index) => {
    const twin = prices.findIndex(({ medium, from }) => medium === price.medium && from === price.from);
    if (twin < index) {
      return [{ path: `body.prices.${index}.from`, message: `${price.medium} has two prices from ${price.from} on; allowed: one` }];
    }
    if ('price' in price) return [];
    const allowed = new Set(tariffs.filter(({ tariff }) => tariff.medium === price.medium).map(({ tariff }) => tariff.id));
    if (allowed.has(price.tariff)) return [];
    const there = [...allowed].join(', ') || 'none';
    return [{ path: `body.prices.${index}.tariff`, message: `no tariff '${price.tariff}' of ${price.medium}; there is: ${there}` }];
  });
}
