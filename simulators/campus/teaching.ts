import { crowdLoad, corridorLoad, lightingLoad, thermostatLoad } from '../physics/electric-loads.ts';
import { CLASSROOMS, LESSON_BOARDS, TOILET_BREAKS } from '../physics/rhythm.ts';
import type { SchoolDay } from '../physics/school-day.ts';
import { crowdWater, passersBy } from '../physics/water-loads.ts';
import { addBuilding, addFloorAc, addLighting, addRoomBreaker } from './building.ts';
import { type CampusDraft, NUMERAL, RANK, roomNumber } from './model.ts';

const PUPILS_PER_CLASS = 38;
const LIGHTS_KW = 0.42;
const FANS_KW = 0.39;
const BOARD_KW = 0.35;
const BOARD_STANDBY_KW = 0.012;

/** A teaching building: classrooms on every floor, toilets, a dispenser on each floor. */
export function addTeachingBuilding(
  draft: CampusDraft,
  number: number,
  rooms: { floors: number; perFloor: number; breakers: boolean; areaM2: number },
): void {
  const building = { id: `t${number}`, name: `${NUMERAL[number]}号教学楼`, nameEn: `Teaching Building ${number}` };
  const { id } = building;
  const { floors, perFloor } = rooms;
  const count = floors * perFloor;
  addBuilding(draft, {
    ...building,
    function: 'teaching',
    floors,
    areaM2: rooms.areaM2,
    ctPrimaryA: 300,
    baseKw: 0.45,
    water: { size: 'dn40Ultrasonic' },
  });
  for (let floor = 1; floor <= floors; floor++) {
    const circuit = rooms.breakers ? `${id}-main-e` : addFloorAc(draft, building, floor, perFloor);
    for (let room = 1; room <= perFloor; room++) addClassroom(draft, building, floor, room, circuit, rooms.breakers);
  }
  const light = addLighting(draft, building);
  draft.load(light, lightingLoad(draft.key(`${id}:light`), count * LIGHTS_KW, CLASSROOMS));
  draft.load(light, corridorLoad(floors * 0.35));
  const main = `${id}-main-e`;
  draft.load(main, crowdLoad(draft.key(`${id}:fans`), count * FANS_KW, CLASSROOMS, fanWeather));
  draft.load(main, crowdLoad(draft.key(`${id}:boards`), count * BOARD_KW * 0.75, LESSON_BOARDS));
  draft.load(main, crowdLoad(draft.key(`${id}:board-standby`), count * BOARD_STANDBY_KW, CLASSROOMS));
  draft.load(main, thermostatLoad(draft.key(`${id}:dispensers`), floors, 3, 6, dispenserDuty));
  draft.load(`${id}-main-w`, crowdWater(draft.key(`${id}:toilets`), 6, count * PUPILS_PER_CLASS * 14, TOILET_BREAKS));
  draft.load(`${id}-main-w`, passersBy(draft.key(`${id}:passers-by`)));
}

function addClassroom(
  draft: CampusDraft,
  building: { id: string; name: string; nameEn: string },
  floor: number,
  room: number,
  circuit: string,
  hasBreaker: boolean,
): void {
  const number = roomNumber(floor, room);
  const space = `${building.id}-${number}`;
  const walkOrder = floor * 100 + 20 + room;
  draft.space({
    id: space,
    building: building.id,
    floor,
    function: 'classroom',
    name: `${number}教室`,
    nameEn: `Classroom ${number}`,
    walkOrder,
  });
  const rank = hasBreaker ? RANK.room : RANK.extraRoom;
  const meter = addRoomBreaker(draft, building, { number, space, parent: circuit, walkOrder }, rank);
  draft.airConditioner({ id: `${space}-ac`, use: 'classroom', building: building.id, space, meter }, 3);
}

/** Ceiling fans turn from 24 °C on, all of them at 29 °C. */
export function fanWeather(day: SchoolDay): number {
  return Math.min(1, Math.max(0, (day.meanC - 21) / 5));
}

/** Drinking water is kept hot while the school is there; the dispensers go off with the evening. */
export function dispenserDuty(day: SchoolDay, minute: number): number {
  if (day.attendance === 'away') return 0;
  if (day.attendance === 'returning' && minute < 990) return 0;
  if (day.attendance === 'leaving' && minute > 1020) return 0;
  return minute < 375 || minute > 1335 ? 0 : 0.28;
}
