import type { Building, Meter, SitePlan, Space } from '../../domain/site.ts';
import { type AcSize, type AcUnit, createAcUnit } from '../physics/air-conditioner.ts';
import type { AcUse } from '../physics/ac-use.ts';
import type { Load, MeteredLoad } from '../physics/load.ts';
import { keyOf } from '../physics/random.ts';

/** A simulated school: what is declared about it, and what really consumes behind its meters. */
export interface CampusModel {
  plan: SitePlan;
  seed: number;
  /** Everything but the air-conditioners, which faults can leave running. */
  loads: readonly MeteredLoad[];
  units: readonly AcUnit[];
}

/** A meter that could be there; the first ones by rank are built, the others' loads flow through their parents. */
export interface MeterDraft {
  meter: Meter;
  rank: number;
}

/** Ranks: small schools have mains only, big ones a breaker in every room. */
export const RANK = {
  gateway: 0,
  main: 10,
  weather: 20,
  ac: 30,
  special: 40,
  lighting: 50,
  room: 60,
  extraRoom: 100,
  flat: 110,
  dormRoom: 120,
};

/** Collects one school while its buildings are described. */
export interface CampusDraft {
  site: string;
  seed: number;
  buildings: Building[];
  spaces: Space[];
  meters: MeterDraft[];
  loads: MeteredLoad[];
  units: AcUnit[];
  /** Key of a named thing of this school. */
  key(name: string): number;
  building(building: Omit<Building, 'campus' | 'walkOrder'>): void;
  space(space: Space): void;
  meter(meter: Meter, rank: number): void;
  load(meter: string, load: Load): void;
  airConditioner(place: { id: string; use: AcUse; building: string; space: string; meter: string }, size: AcSize): void;
}

export function createCampusDraft(site: string, seed: number): CampusDraft {
  const draft: CampusDraft = {
    site,
    seed,
    buildings: [],
    spaces: [],
    meters: [],
    loads: [],
    units: [],
    key: (name) => keyOf(seed, name),
    building: (building) => draft.buildings.push({ ...building, campus: 'main', walkOrder: draft.buildings.length + 1 }),
    space: (space) => draft.spaces.push(space),
    meter: (meter, rank) => draft.meters.push({ meter, rank }),
    load: (meter, load) => draft.loads.push({ meter, load }),
    airConditioner: (place, size) => draft.units.push(createAcUnit(seed, place, size)),
  };
  return draft;
}

/** Chinese numerals of floors and buildings. */
export const NUMERAL = ['零', '一', '二', '三', '四', '五', '六', '七', '八'] as const;

/** Declare one space a floor and give its id. */
export function addFloor(draft: CampusDraft, building: string, floor: number): string {
  const id = `${building}-f${floor}`;
  draft.space({ id, building, floor, function: 'floor', name: `${NUMERAL[floor]}层`, nameEn: `Floor ${floor}`, walkOrder: floor * 100 });
  return id;
}

/** Number of a room as on its door: floor 3, room 5 → 305. */
export function roomNumber(floor: number, room: number): string {
  return `${floor}${String(room).padStart(2, '0')}`;
}
