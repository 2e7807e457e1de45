import { corridorLoad, crowdLoad, lightingLoad, thermostatLoad } from '../physics/electric-loads.ts';
import { DORMITORY, DORMITORY_WASHING } from '../physics/rhythm.ts';
import { portionLoad } from '../physics/water-loads.ts';
import { addBuilding, addCircuit, addRoomBreaker, type BuildingSketch } from './building.ts';
import { type CampusDraft, NUMERAL, RANK, roomNumber } from './model.ts';
import { dispenserDuty } from './teaching.ts';

const BEDS = 8;

export interface DormitorySize {
  floors: number;
  roomsPerFloor: number;
  water: NonNullable<BuildingSketch['water']>;
}

/** A single running cistern drowns in the night use of 800 boarders behind a pulse of 100 L; a burst does not. */
export const LARGE_DORMITORY: DormitorySize = { floors: 6, roomsPerFloor: 17, water: { size: 'dn80' } };
/** 312 boarders. */
export const SMALL_DORMITORY: DormitorySize = { floors: 3, roomsPerFloor: 13, water: { size: 'dn40Ultrasonic' } };

/** Boarders of one large dormitory. */
export const BOARDERS_PER_DORMITORY = LARGE_DORMITORY.floors * LARGE_DORMITORY.roomsPerFloor * BEDS;

/** A dormitory; its air-conditioners may run all night. */
export function addDormitory(draft: CampusDraft, number: number, { floors, roomsPerFloor, water }: DormitorySize): void {
  const building = { id: `d${number}`, name: `${NUMERAL[number]}号学生宿舍`, nameEn: `Dormitory ${number}` };
  const { id } = building;
  const rooms = floors * roomsPerFloor;
  addBuilding(draft, {
    ...building,
    function: 'dormitory',
    floors,
    areaM2: Math.round(rooms * 64.7),
    ctPrimaryA: 400,
    baseKw: 0.9,
    water,
  });
  addDormitoryCircuits(draft, building, rooms);
  for (let floor = 1; floor <= floors; floor++) {
    for (let room = 1; room <= roomsPerFloor; room++) {
      const place = { number: roomNumber(floor, room), space: `${id}-f${floor}`, parent: `${id}-ac`, walkOrder: floor * 100 + room };
      const meter = addRoomBreaker(draft, building, place, RANK.dormRoom);
      draft.airConditioner({ id: `${id}-${place.number}-ac`, use: 'dormitory', building: id, space: place.space, meter }, 1.5);
    }
  }
  draft.load(`${id}-main-e`, lightingLoad(draft.key(`${id}:light`), rooms * 0.07, DORMITORY_LIGHTS));
  draft.load(`${id}-main-e`, corridorLoad(2.4));
  const fans = (day: { meanC: number }) => Math.min(1, Math.max(0, (day.meanC - 20) / 5));
  draft.load(`${id}-main-e`, crowdLoad(draft.key(`${id}:fans`), rooms * 0.12, DORMITORY, fans));
  draft.load(`${id}-boiler-e`, thermostatLoad(draft.key(`${id}:boilers`), floors, 6, 7, dispenserDuty));
  const washing = (day: { meanC: number; attendance: keyof typeof DORMITORY_WASHING }, minute: number) =>
    rooms * BEDS * (0.85 + Math.max(0, day.meanC) / 80) * DORMITORY_WASHING[day.attendance][minute]!;
  draft.load(`${id}-main-w`, portionLoad(draft.key(`${id}:washing`), 6, washing));
}

function addDormitoryCircuits(draft: CampusDraft, building: { id: string; name: string; nameEn: string }, rooms: number): void {
  const { id } = building;
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
}

const DORMITORY_LIGHTS = {
  full: DORMITORY.full.map((share, minute) => (minute < 370 || minute >= 1350 ? 0 : share)),
  leaving: DORMITORY.leaving.map((share, minute) => (minute < 370 ? 0 : share)),
  returning: DORMITORY.returning.map((share, minute) => (minute >= 1350 ? 0 : share)),
  away: DORMITORY.away,
};
