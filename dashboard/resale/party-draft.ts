import type { PartyRequest, PartyView } from '../../api/schemas/statements.ts';
import type { SoldMedium } from '../../domain/tariff.ts';
import { parseDecimal } from '../money/decimal-text.ts';

/** A price as it is typed: without the id of a tariff it is that of a contract. */
interface PriceDraft {
  medium: SoldMedium;
  from: string;
  tariff: string;
  price: string;
  sourceDoc: string;
}

/** A party as it is typed. */
export interface PartyDraft {
  name: string;
  kind: PartyRequest['kind'];
  building: string;
  place: string;
  meters: { meter: string; share: string }[];
  prices: PriceDraft[];
  lossPercent: string;
}

export const newPrice = (medium: SoldMedium, from: string): PriceDraft => ({ medium, from, tariff: '', price: '', sourceDoc: '' });

/** @param firstDay from which a first price holds */
export function toPartyDraft(party: PartyView | undefined, firstDay: string): PartyDraft {
  const empty = { name: '', kind: 'staff' as const, building: '', place: '', meters: [{ meter: '', share: '1' }], lossPercent: '' };
  if (!party) return { ...empty, prices: [newPrice('electricity', firstDay)] };
  const { name, kind, building, place, meters, prices, lossPercent } = party;
  return {
    name,
    kind,
    building: building?.id ?? '',
    place,
    meters: meters.map(({ meter, share }) => ({ meter, share })),
    prices: prices.map((price) => ({ ...newPrice(price.medium, price.from), ...price })),
    lossPercent: lossPercent ?? '',
  };
}

/** Undefined: something is missing, or no number. */
export function toPartyRequest(draft: PartyDraft): PartyRequest | undefined {
  const name = draft.name.trim();
  const meters = draft.meters.flatMap(({ meter, share }) => (meter === '' ? [] : [{ meter, share: parseDecimal(share) }]));
  const shared = meters.flatMap(({ meter, share }) => (share === undefined ? [] : [{ meter, share }]));
  const prices = draft.prices.map(toPrice);
  const agreed = prices.flatMap((price) => price ?? []);
  const lossPercent = draft.lossPercent.trim() === '' ? null : parseDecimal(draft.lossPercent);
  if (name === '' || shared.length < meters.length || agreed.length < prices.length || lossPercent === undefined) return undefined;
  const { kind, building, place } = draft;
  return { name, kind, building: building || null, place: place.trim(), meters: shared, prices: agreed, lossPercent };
}

function toPrice({ medium, from, tariff, price, sourceDoc }: PriceDraft): PartyRequest['prices'][number] | undefined {
  if (from === '') return undefined;
  if (tariff !== '') return { medium, from, tariff };
  const yuan = parseDecimal(price);
  return yuan === undefined || sourceDoc.trim() === '' ? undefined : { medium, from, price: yuan, sourceDoc: sourceDoc.trim() };
}
