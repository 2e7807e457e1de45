import { crowdLoad, lightingLoad, thermostatLoad } from '../physics/electric-loads.ts';
import { COOKING, DINING, KITCHEN_WATER, STEAM_CABINETS } from '../physics/rhythm.ts';
import { crowdWater } from '../physics/water-loads.ts';
import { addBuilding, addCircuit, addFloorAc, addLighting } from './building.ts';
import { waterMeter } from './meters.ts';
import { type CampusDraft, RANK } from './model.ts';

/** Dishes, ranges, cold store: the canteen cooks three meals from half past four on. */
export function addCanteen(draft: CampusDraft): void {
  const building = { id: 'can', name: '食堂', nameEn: 'Canteen' };
  addBuilding(draft, {
    ...building,
    function: 'canteen',
    floors: 2,
    areaM2: 5200,
    ctPrimaryA: 600,
    baseKw: 0.8,
    water: { size: 'dn80' },
  });
  addKitchen(draft);
  for (const floor of [1, 2]) {
    const meter = addFloorAc(draft, building, floor, 6);
    for (let unit = 1; unit <= 6; unit++) {
      draft.airConditioner({ id: `can-f${floor}-ac-${unit}`, use: 'dining_hall', building: 'can', space: `can-f${floor}`, meter }, 5);
    }
  }
  draft.load(addLighting(draft, building), lightingLoad(draft.key('can:light'), 22, DINING));
  addCanteenWater(draft);
}

function addKitchen(draft: CampusDraft): void {
  const kitchen = { id: 'can-kitchen', building: 'can', floor: 1, walkOrder: 110 };
  draft.space({ ...kitchen, function: 'kitchen', name: '厨房', nameEn: 'Kitchen' });
  const special = { building: 'can', space: 'can-kitchen', role: 'special' as const };
  addCircuit(draft, { ...special, id: 'can-kitchen-e', name: '食堂厨房动力', nameEn: 'Canteen kitchen', ctPrimaryA: 500, walkOrder: 110 });
  addCircuit(draft, { ...special, id: 'can-cold-e', name: '食堂冷库', nameEn: 'Canteen cold store', walkOrder: 120 });
  draft.load('can-kitchen-e', crowdLoad(draft.key('can:steam'), 7 * 18, STEAM_CABINETS));
  draft.load('can-kitchen-e', crowdLoad(draft.key('can:cooking'), 95, COOKING));
  const cold = (day: { meanC: number }) => 0.32 + Math.max(0, day.meanC) / 90;
  draft.load('can-cold-e', thermostatLoad(draft.key('can:fridges'), 12, 0.8, 11, cold));
}

function addCanteenWater(draft: CampusDraft): void {
  draft.meter(
    waterMeter(
      {
        site: draft.site,
        id: 'can-kitchen-w',
        name: '食堂厨房用水',
        nameEn: 'Canteen kitchen, water',
        building: 'can',
        space: 'can-kitchen',
        role: 'branch',
        parent: 'can-main-w',
        walkOrder: 111,
      },
      'dn50',
    ),
    RANK.special,
  );
  draft.load('can-kitchen-w', crowdWater(draft.key('can:kitchen-water'), 10, 68_000, KITCHEN_WATER));
  draft.load('can-main-w', crowdWater(draft.key('can:basins'), 4, 16_000, KITCHEN_WATER));
}
