import { corridorLoad, crowdLoad, lightingLoad, steadyLoad, thermostatLoad } from '../physics/electric-loads.ts';
import { acLoad, createAcUnit } from '../physics/air-conditioner.ts';
import {
  COOKING,
  DINING,
  DORMITORY,
  DORMITORY_WASHING,
  HOUSEHOLD,
  HOUSEHOLD_SHARES,
  KITCHEN_WATER,
  STEAM_CABINETS,
} from '../physics/rhythm.ts';
import { mix, uniform } from '../physics/random.ts';
import { crowdWater, householdWater, portionLoad } from '../physics/water-loads.ts';
import { addBuilding, addCircuit, addFloorAc, addLighting, addRoomBreaker } from './building.ts';
import { type CampusDraft, NUMERAL, RANK, roomNumber } from './model.ts';
import { electricityMeter, waterMeter } from './meters.ts';
import { dispenserDuty } from './teaching.ts';

const ROOMS_PER_FLOOR = 17;
const BEDS = 8;
/** Boarders of one dormitory: 6 floors × 17 rooms × 8 beds. */
export const BOARDERS_PER_DORMITORY = 6 * ROOMS_PER_FLOOR * BEDS;

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
  const kitchen = { id: 'can-kitchen', building: 'can', floor: 1, walkOrder: 110 };
  draft.space({ ...kitchen, function: 'kitchen', name: '厨房', nameEn: 'Kitchen' });
  const special = { building: 'can', space: 'can-kitchen', role: 'special' as const };
  addCircuit(draft, { ...special, id: 'can-kitchen-e', name: '食堂厨房动力', nameEn: 'Canteen kitchen', ctPrimaryA: 500, walkOrder: 110 });
  addCircuit(draft, { ...special, id: 'can-cold-e', name: '食堂冷库', nameEn: 'Canteen cold store', walkOrder: 120 });
  draft.load('can-kitchen-e', crowdLoad(draft.key('can:steam'), 7 * 18, STEAM_CABINETS));
  draft.load('can-kitchen-e', crowdLoad(draft.key('can:cooking'), 95, COOKING));
  const cold = (day: { meanC: number }) => 0.32 + Math.max(0, day.meanC) / 90;
  draft.load('can-cold-e', thermostatLoad(draft.key('can:fridges'), 12, 0.8, 11, cold));
  for (const floor of [1, 2]) {
    const meter = addFloorAc(draft, building, floor, 6);
    for (let unit = 1; unit <= 6; unit++) {
      draft.airConditioner({ id: `can-f${floor}-ac-${unit}`, use: 'dining_hall', building: 'can', space: `can-f${floor}`, meter }, 5);
    }
  }
  draft.load(addLighting(draft, building), lightingLoad(draft.key('can:light'), 22, DINING));
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

/** A dormitory of six floors; its air-conditioners may run all night. */
export function addDormitory(draft: CampusDraft, number: number): void {
  const building = { id: `d${number}`, name: `${NUMERAL[number]}号学生宿舍`, nameEn: `Dormitory ${number}` };
  const { id } = building;
  addBuilding(draft, {
    ...building,
    function: 'dormitory',
    floors: 6,
    areaM2: 6600,
    ctPrimaryA: 400,
    baseKw: 0.9,
    water: { size: 'dn80', continuousFlowExpected: true },
  });
  const rooms = 6 * ROOMS_PER_FLOOR;
  addCircuit(draft, {
    id: `${id}-ac`,
    building: id,
    name: `${building.name}空调`,
    nameEn: `${building.nameEn}, AC`,
    role: 'ac_circuit',
    ctPrimaryA: 250,
    acUnits: rooms,
    walkOrder: 10,
  });
  addCircuit(draft, {
    id: `${id}-boiler-e`,
    building: id,
    name: `${building.name}开水器`,
    nameEn: `${building.nameEn}, drinking-water boilers`,
    role: 'special',
    walkOrder: 20,
  });
  for (let floor = 1; floor <= 6; floor++) {
    for (let room = 1; room <= ROOMS_PER_FLOOR; room++) {
      const place = { number: roomNumber(floor, room), space: `${id}-f${floor}`, parent: `${id}-ac`, walkOrder: floor * 100 + room };
      const meter = addRoomBreaker(draft, building, place, RANK.dormRoom);
      draft.airConditioner({ id: `${id}-${place.number}-ac`, use: 'dormitory', building: id, space: place.space, meter }, 1.5);
    }
  }
  draft.load(`${id}-main-e`, lightingLoad(draft.key(`${id}:light`), rooms * 0.07, DORMITORY_LIGHTS));
  draft.load(`${id}-main-e`, corridorLoad(2.4));
  const fans = (day: { meanC: number }) => Math.min(1, Math.max(0, (day.meanC - 20) / 5));
  draft.load(`${id}-main-e`, crowdLoad(draft.key(`${id}:fans`), rooms * 0.12, DORMITORY, fans));
  draft.load(`${id}-boiler-e`, thermostatLoad(draft.key(`${id}:boilers`), 6, 6, 7, dispenserDuty));
  const washing = (day: { meanC: number; attendance: keyof typeof DORMITORY_WASHING }, minute: number) =>
    BOARDERS_PER_DORMITORY * (0.85 + Math.max(0, day.meanC) / 80) * DORMITORY_WASHING[day.attendance][minute]!;
  draft.load(`${id}-main-w`, portionLoad(draft.key(`${id}:washing`), 6, washing));
}

const DORMITORY_LIGHTS = {
  full: DORMITORY.full.map((share, minute) => (minute < 370 || minute >= 1350 ? 0 : share)),
  leaving: DORMITORY.leaving.map((share, minute) => (minute < 370 ? 0 : share)),
  returning: DORMITORY.returning.map((share, minute) => (minute >= 1350 ? 0 : share)),
  away: DORMITORY.away,
};

const FLATS_PER_FLOOR = 10;

/** Families of the staff: sixty flats, lived in all year. Their single meters are private and not part of the demo. */
export function addStaffApartments(draft: CampusDraft): void {
  const building = { id: 'sta', name: '教工宿舍', nameEn: 'Staff Apartments' };
  addBuilding(draft, {
    ...building,
    function: 'staff_apartment',
    floors: 6,
    areaM2: 5400,
    ctPrimaryA: 300,
    baseKw: 0.5,
    water: { size: 'dn80', continuousFlowExpected: true },
  });
  for (let floor = 1; floor <= 6; floor++) {
    for (let flat = 1; flat <= FLATS_PER_FLOOR; flat++) addFlat(draft, floor, flat);
  }
  draft.load('sta-main-w', householdWater(draft.key('sta:water'), 6, 60 * 2.6 * 115, HOUSEHOLD_SHARES));
}

function addFlat(draft: CampusDraft, floor: number, flat: number): void {
  const number = roomNumber(floor, flat);
  const id = `sta-${number}-e`;
  const name = { name: `教工宿舍${number}`, nameEn: `Staff Apartments, flat ${number}` };
  draft.meter(
    electricityMeter(
      {
        ...name,
        site: draft.site,
        id,
        building: 'sta',
        space: `sta-f${floor}`,
        role: 'branch',
        parent: 'sta-main-e',
        walkOrder: floor * 100 + flat,
      },
      { phases: 1, maxA: 60 },
    ),
    RANK.flat,
  );
  const key = draft.key(id);
  const size = 0.22 + 0.4 * uniform(key, 1);
  const household = { full: HOUSEHOLD, leaving: HOUSEHOLD, returning: HOUSEHOLD, away: HOUSEHOLD };
  draft.load(id, crowdLoad(key, size, household));
  draft.load(id, steadyLoad(mix(key, 2), 0.06));
  draft.load(id, acLoad(createAcUnit(draft.seed, { id, use: 'home', building: 'sta', space: `sta-f${floor}`, meter: id }, 1.5), []));
}
