import { defaultItemCode } from '../domain/item-code.ts';
import type { Meter, SitePlan } from '../domain/site.ts';
import type { SiteSettings } from './schema.ts';

/** A school as it is declared in the settings, in the words of the domain. Every meter listens on its native channel. */
export function toSitePlan(declared: SiteSettings): SitePlan {
  const { id, name, nameEn, timeZone, calendar, campuses, buildings, spaces } = declared;
  return {
    site: { id, name, nameEn, timeZone },
    calendar,
    campuses,
    buildings,
    spaces,
    meters: declared.meters.map((meter) => toMeter(meter, id)),
    channels: declared.meters.map((meter) => ({ site: id, meter: meter.id, source: 'native', address: meter.id })),
  };
}

function toMeter(declared: SiteSettings['meters'][number], site: string): Meter {
  const { ratios, ...rest } = declared;
  return {
    ...rest,
    site,
    item: declared.item ?? defaultItemCode(declared.medium, declared.role),
    ratios: ratios.map(({ from, ratio }) => ({ fromAt: from, ratio })).toSorted((a, b) => a.fromAt - b.fromAt),
  };
}
