import type { BuildingFunction } from '../../domain/site.ts';
import { addFloor, type CampusDraft, RANK } from './model.ts';
import { electricityMeter, type WATER_SIZES, waterMeter } from './meters.ts';
import { steadyLoad } from '../physics/electric-loads.ts';

/** Ids of the two gateway meters of a school. */
export const GATEWAY_E = 'campus-main-e';
export const GATEWAY_W = 'campus-main-w';

export interface BuildingSketch {
  id: string;
  name: string;
  nameEn: string;
  function: BuildingFunction;
  floors: number;
  areaM2: number;
  ctPrimaryA: number;
  /** Network, cameras, signs: what never goes off, kW. */
  baseKw: number;
  water?: { size: keyof typeof WATER_SIZES; pulseL?: number; continuousFlowExpected?: boolean };
}

/** A building with its floors, its electricity main, its base load and its water main. */
export function addBuilding(draft: CampusDraft, sketch: BuildingSketch): void {
  const { id, name, nameEn, floors, areaM2 } = sketch;
  draft.building({ id, name, nameEn, function: sketch.function, ...(floors > 0 ? { floors } : {}), ...(areaM2 > 0 ? { areaM2 } : {}) });
  for (let floor = 1; floor <= floors; floor++) addFloor(draft, id, floor);
  const common = { site: draft.site, building: id, role: 'building_main' as const };
  draft.meter(
    electricityMeter(
      { ...common, id: `${id}-main-e`, name: `${name}电总表`, nameEn: `${nameEn}, electricity main`, parent: GATEWAY_E, walkOrder: 1 },
      { ctPrimaryA: sketch.ctPrimaryA },
    ),
    RANK.main,
  );
  draft.load(`${id}-main-e`, steadyLoad(draft.key(`${id}:base`), sketch.baseKw));
  if (!sketch.water) return;
  const { size, ...more } = sketch.water;
  draft.meter(
    waterMeter(
      { ...common, id: `${id}-main-w`, name: `${name}水总表`, nameEn: `${nameEn}, water main`, parent: GATEWAY_W, walkOrder: 2 },
      size,
      more,
    ),
    RANK.main,
  );
}

/** A circuit of a building, directly metered. */
export function addCircuit(
  draft: CampusDraft,
  circuit: {
    id: string;
    building: string;
    name: string;
    nameEn: string;
    role: 'ac_circuit' | 'lighting' | 'special';
    space?: string;
    maxA?: number;
    ctPrimaryA?: number;
    acUnits?: number;
    walkOrder: number;
  },
): void {
  const { maxA = 80, ctPrimaryA, acUnits, ...place } = circuit;
  const rank = { ac_circuit: RANK.ac, lighting: RANK.lighting, special: RANK.special }[circuit.role];
  const connection = ctPrimaryA === undefined ? { phases: 3 as const, maxA } : { ctPrimaryA };
  const more = acUnits === undefined ? {} : { acUnits };
  draft.meter(electricityMeter({ ...place, site: draft.site, parent: `${circuit.building}-main-e` }, connection, more), rank);
}

/** The air-conditioning circuit of one floor. */
export function addFloorAc(
  draft: CampusDraft,
  building: { id: string; name: string; nameEn: string },
  floor: number,
  acUnits: number,
): string {
  const id = `${building.id}-f${floor}-ac`;
  addCircuit(draft, {
    id,
    building: building.id,
    space: `${building.id}-f${floor}`,
    name: `${building.name}${floor}层空调`,
    nameEn: `${building.nameEn}, floor ${floor} AC`,
    role: 'ac_circuit',
    acUnits,
    walkOrder: floor * 100 + 10,
  });
  return id;
}

/** A smart breaker on the air-conditioner of one room. */
export function addRoomBreaker(
  draft: CampusDraft,
  building: { id: string; name: string; nameEn: string },
  room: { number: string; space: string; parent: string; walkOrder: number },
  rank: number,
): string {
  const id = `${building.id}-${room.number}-ac`;
  const place = {
    site: draft.site,
    id,
    building: building.id,
    space: room.space,
    name: `${building.name}${room.number}室空调`,
    nameEn: `${building.nameEn}, room ${room.number} AC`,
    role: 'room_breaker' as const,
    parent: room.parent,
    walkOrder: room.walkOrder,
  };
  draft.meter(electricityMeter(place, { phases: 1, maxA: 40 }, { acUnits: 1 }), rank);
  return id;
}

/** The lighting circuit of a building. */
export function addLighting(draft: CampusDraft, building: { id: string; name: string; nameEn: string }): string {
  const id = `${building.id}-light`;
  addCircuit(draft, {
    id,
    building: building.id,
    name: `${building.name}照明`,
    nameEn: `${building.nameEn}, lighting`,
    role: 'lighting',
    walkOrder: 50,
  });
  return id;
}
