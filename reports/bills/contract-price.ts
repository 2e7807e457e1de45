import type { Account, ResaleParty } from '../../domain/bill.ts';
import type { SoldMedium, Tariff, TariffRevision } from '../../domain/tariff.ts';

/** No tariff of a school: what a contract says stands beside them under a name that none of them can have. */
const CONTRACT = 'contract/price';

/**
 * What a party pays for a medium, as bills want it: which tariff holds from when on, and the fixed prices of its contract as tariffs of
 * one price at all hours.
 */
export function pricesOf(
  party: Pick<ResaleParty, 'prices'>,
  medium: SoldMedium,
): { assignments: Account['assignments']; contract: TariffRevision[] } {
  const prices = party.prices.filter((price) => price.medium === medium).toSorted((a, b) => (a.from < b.from ? -1 : 1));
  const contract = prices.flatMap((price, index) =>
    'price' in price ? [toTariff(price, medium, prices[index + 1]?.from ?? null)].map(toRevision) : [],
  );
  const assignments = prices.map((price) => ({ from: price.from, tariff: 'tariff' in price ? price.tariff : CONTRACT }));
  return { assignments, contract };
}

function toTariff(
  { from, price, sourceDoc }: { from: string; price: string; sourceDoc: string },
  medium: SoldMedium,
  validTo: string | null,
): Tariff {
  return {
    id: CONTRACT,
    name: '约定单价',
    nameEn: 'Agreed price',
    medium,
    customerClass: '转供',
    validFrom: from,
    validTo,
    sourceDoc,
    currency: 'CNY',
    components: [{ code: medium === 'electricity' ? 'energy' : medium, price, floats: false }],
    itemize: 'all_in',
  };
}

const toRevision = (tariff: Tariff): TariffRevision => ({ tariff, revision: 1, savedBy: '', savedAt: 0, withdrawnAt: null });
