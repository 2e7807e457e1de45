import { defaultItemCode } from '../domain/item-code.ts';
import type { Channel, Meter, SitePlan } from '../domain/site.ts';
import type { SiteSettings } from './schema.ts';

/** A school as it is declared in the settings, in the words of the domain. Every meter listens on its native channel. */
export function toSitePlan(declared: SiteSettings): SitePlan {
  const { id, name, nameEn, timeZone, calendar, campuses, buildings, spaces, prices, quotas, virtualMeters } = declared;
  return {
    site: { id, name, nameEn, timeZone },
    calendar,
    campuses,
    buildings,
    spaces,
    meters: declared.meters.map((meter) => toMeter(meter, id)),
    channels: declared.meters.map((meter) => toChannel(meter, id)),
    ...(prices ? { prices } : {}),
    ...(quotas.length > 0 ? { quotas } : {}),
    ...(virtualMeters.length > 0 ? { virtualMeters } : {}),
  };
}

function toChannel({ id, stamp }: SiteSettings['meters'][number], site: string): Channel {
  return { site, meter: id, source: 'native', address: id, ...(stamp ? { stamp } : {}) };
}

function toMeter(declared: SiteSettings['meters'][number], site: string): Meter {
  const { ratios, stamp: _ofItsChannel, ...rest } = declared;
  return {
    ...rest,
    site,
    item: declared.item ?? defaultItemCode(declared.medium, declared.role),
    ratios: ratios.map(({ from, ratio }) => ({ fromAt: from, ratio })).toSorted((a, b) => a.fromAt - b.fromAt),
  };
}
