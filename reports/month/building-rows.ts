import type { SiteView } from '../../consumption/site-view.ts';
import { toNames } from '../../consumption/site-view.ts';
import { changeOf, shareOf, toKnown, unknown } from './known.ts';
import type { MonthAmounts } from './load-amounts.ts';
import { minNightFlowLph, nightShareOf } from './nights.ts';
import type { BuildingRow } from './schema.ts';

const NO_METER = unknown({ zh: '没有计量表', en: 'no meter' });

/** Every building with a meter of electricity or water; those with most electricity first, unknown ones last. */
export function buildingRows({ plan, local }: SiteView, amounts: MonthAmounts): BuildingRow[] {
  const { buildings: spans, buildingHours: hours } = amounts;
  const total = toKnown(amounts.site.month.of('electricity', 'electricity')).cell.value;
  const rows = plan.buildings.flatMap((building): BuildingRow[] => {
    const campus = plan.campuses.find(({ id }) => id === building.campus);
    const [electricity, water] = [spans.month.of(building.id, 'electricity'), spans.month.of(building.id, 'water')];
    if (!electricity && !water) return [];
    const [used, drawn] = [electricity ? toKnown(electricity) : NO_METER, water ? toKnown(water) : NO_METER];
    return [
      {
        ...toNames(building),
        campus: campus?.name ?? building.campus,
        ...(campus?.nameEn && { campusEn: campus.nameEn }),
        building: building.id,
        electricity: used.cell,
        share: shareOf(used.cell.value, total),
        yoy: changeOf(used, toKnown(spans.lastYear.of(building.id, 'electricity'))),
        nightShare: nightShareOf(hours.of(building.id, 'electricity'), hours, local),
        water: drawn.cell,
        waterYoy: changeOf(drawn, toKnown(spans.lastYear.of(building.id, 'water'))),
        minNightFlowLph: minNightFlowLph(hours.of(building.id, 'water'), hours, local),
      },
    ];
  });
  const amountOf = ({ electricity: { value } }: BuildingRow) => (value === null ? Number.NEGATIVE_INFINITY : Number(value));
  return rows.toSorted((a, b) => (amountOf(a) === amountOf(b) ? 0 : amountOf(b) - amountOf(a)));
}
