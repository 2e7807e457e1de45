import { corridorLoad, crowdLoad, lightingLoad, steadyLoad, thermostatLoad } from '../physics/electric-loads.ts';
import { LABORATORIES, LIBRARY, OFFICES, SPORTS } from '../physics/rhythm.ts';
import { crowdWater, passersBy } from '../physics/water-loads.ts';
import { addBuilding, addCircuit, addFloorAc, addLighting } from './building.ts';
import { type CampusDraft, roomNumber } from './model.ts';
import { dispenserDuty } from './teaching.ts';

/** Laboratories and computer rooms, booked by lesson. */
export function addLaboratory(draft: CampusDraft): void {
  const building = { id: 'lab', name: '实验楼', nameEn: 'Laboratory Building' };
  addBuilding(draft, {
    ...building,
    function: 'laboratory',
    floors: 4,
    areaM2: 5600,
    ctPrimaryA: 250,
    baseKw: 0.9,
    water: { size: 'dn40Ultrasonic' },
  });
  for (let floor = 1; floor <= 4; floor++) {
    const meter = addFloorAc(draft, building, floor, 6);
    for (let room = 1; room <= 6; room++) {
      const computers = floor === 4 && room <= 3;
      addRoom(draft, building, floor, room, meter, {
        use: 'laboratory',
        size: 5,
        function: computers ? 'computer_room' : 'laboratory',
        name: computers ? '计算机室' : '实验室',
        nameEn: computers ? 'Computer room' : 'Laboratory',
      });
    }
  }
  const light = addLighting(draft, building);
  draft.load(light, lightingLoad(draft.key('lab:light'), 15, LABORATORIES));
  draft.load(light, corridorLoad(1.2));
  draft.load('lab-main-e', crowdLoad(draft.key('lab:instruments'), 9, LABORATORIES));
  draft.load('lab-main-e', crowdLoad(draft.key('lab:computers'), 3 * 50 * 0.11, LABORATORIES));
  draft.load(
    'lab-main-e',
    thermostatLoad(draft.key('lab:fridges'), 3, 0.25, 9, () => 0.35),
  );
  draft.load('lab-main-w', crowdWater(draft.key('lab:basins'), 5, 6500, LAB_WATER));
  draft.load('lab-main-w', passersBy(draft.key('lab:passers-by')));
}

/** Reading rooms with hall cabinets. */
export function addLibrary(draft: CampusDraft): void {
  const building = { id: 'lib', name: '图书馆', nameEn: 'Library' };
  addBuilding(draft, {
    ...building,
    function: 'library',
    floors: 3,
    areaM2: 4200,
    ctPrimaryA: 200,
    baseKw: 0.6,
    water: { size: 'dn25Ultrasonic' },
  });
  for (let floor = 1; floor <= 3; floor++) {
    const meter = addFloorAc(draft, building, floor, 4);
    for (let unit = 1; unit <= 4; unit++) {
      const id = `lib-f${floor}-ac-${unit}`;
      draft.airConditioner({ id, use: 'reading_room', building: 'lib', space: `lib-f${floor}`, meter }, 5);
    }
  }
  const light = addLighting(draft, building);
  draft.load(light, lightingLoad(draft.key('lib:light'), 24, LIBRARY));
  draft.load('lib-main-e', crowdLoad(draft.key('lib:sockets'), 5, LIBRARY));
  draft.load('lib-main-e', steadyLoad(draft.key('lib:archive-dehumidifier'), 0.8));
  draft.load('lib-main-w', crowdWater(draft.key('lib:toilets'), 6, 2600, LIBRARY_WATER));
  draft.load('lib-main-w', passersBy(draft.key('lib:passers-by')));
}

/** Offices, the duty room and the server room. */
export function addOffice(draft: CampusDraft): void {
  const building = { id: 'off', name: '行政楼', nameEn: 'Office Building' };
  addBuilding(draft, {
    ...building,
    function: 'office',
    floors: 4,
    areaM2: 4000,
    ctPrimaryA: 250,
    baseKw: 0.7,
    water: { size: 'dn25Ultrasonic' },
  });
  for (let floor = 1; floor <= 4; floor++) {
    const meter = addFloorAc(draft, building, floor, 15);
    for (let room = 1; room <= 15; room++) {
      addRoom(draft, building, floor, room, meter, { use: 'office', size: 1.5, function: 'office', name: '办公室', nameEn: 'Office' });
    }
  }
  addServerRoom(draft);
  const light = addLighting(draft, building);
  draft.load(light, lightingLoad(draft.key('off:light'), 16, OFFICES));
  draft.load(light, corridorLoad(1));
  draft.load('off-main-e', crowdLoad(draft.key('off:computers'), 150 * 0.11, OFFICES));
  draft.load('off-main-e', thermostatLoad(draft.key('off:dispensers'), 4, 2, 6, dispenserDuty));
  draft.load('off-main-w', crowdWater(draft.key('off:toilets'), 6, 7500, OFFICE_WATER));
  draft.load('off-main-w', passersBy(draft.key('off:passers-by')));
}

function addServerRoom(draft: CampusDraft): void {
  draft.space({
    id: 'off-server',
    building: 'off',
    floor: 4,
    function: 'server_room',
    name: '网络机房',
    nameEn: 'Server room',
    walkOrder: 490,
  });
  addCircuit(draft, {
    id: 'off-server-e',
    building: 'off',
    space: 'off-server',
    name: '网络机房',
    nameEn: 'Server room',
    role: 'special',
    walkOrder: 490,
  });
  draft.load('off-server-e', steadyLoad(draft.key('off:servers'), 4.2));
  const cooling = (day: { temperature: Float64Array }, minute: number) =>
    Math.min(0.95, Math.max(0.25, 0.4 + day.temperature[minute]! / 70));
  draft.load('off-server-e', thermostatLoad(draft.key('off:server-cooling'), 2, 1.9, 8, cooling));
}

/** The gymnasium. */
export function addGymnasium(draft: CampusDraft): void {
  const building = { id: 'gym', name: '体育馆', nameEn: 'Gymnasium' };
  addBuilding(draft, {
    ...building,
    function: 'gymnasium',
    floors: 1,
    areaM2: 3400,
    ctPrimaryA: 150,
    baseKw: 0.3,
    water: { size: 'dn40' },
  });
  draft.space({ id: 'gym-hall', building: 'gym', floor: 1, function: 'hall', name: '比赛大厅', nameEn: 'Sports hall', walkOrder: 110 });
  const meter = addFloorAc(draft, building, 1, 6);
  for (let unit = 1; unit <= 6; unit++) {
    draft.airConditioner({ id: `gym-f1-ac-${unit}`, use: 'sports_hall', building: 'gym', space: 'gym-hall', meter }, 5);
  }
  draft.load(addLighting(draft, building), lightingLoad(draft.key('gym:light'), 14, SPORTS));
  draft.load('gym-main-e', crowdLoad(draft.key('gym:ventilation'), 6, SPORTS));
  draft.load('gym-main-w', crowdWater(draft.key('gym:toilets'), 6, 2200, GYM_WATER));
  draft.load('gym-main-w', passersBy(draft.key('gym:passers-by')));
}

function addRoom(
  draft: CampusDraft,
  building: { id: string },
  floor: number,
  room: number,
  meter: string,
  kind: {
    use: 'laboratory' | 'office';
    size: 1.5 | 5;
    function: 'laboratory' | 'computer_room' | 'office';
    name: string;
    nameEn: string;
  },
): void {
  const number = roomNumber(floor, room);
  const space = `${building.id}-${number}`;
  draft.space({
    id: space,
    building: building.id,
    floor,
    function: kind.function,
    name: `${number}${kind.name}`,
    nameEn: `${kind.nameEn} ${number}`,
    walkOrder: floor * 100 + 20 + room,
  });
  draft.airConditioner({ id: `${space}-ac`, use: kind.use, building: building.id, space, meter }, kind.size);
}

/** Water of a building as share of a full day, following the people in it. */
function waterShares(rhythm: typeof LIBRARY): typeof LIBRARY {
  const whole = rhythm.full.reduce((sum, share) => sum + share, 0);
  const part = (course: Float64Array) => course.map((share) => share / whole);
  return { full: part(rhythm.full), leaving: part(rhythm.leaving), returning: part(rhythm.returning), away: part(rhythm.away) };
}

const LAB_WATER = waterShares(LABORATORIES);
const LIBRARY_WATER = waterShares(LIBRARY);
const OFFICE_WATER = waterShares(OFFICES);
const GYM_WATER = waterShares(SPORTS);
