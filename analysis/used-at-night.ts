import type { PlacedMeter } from '../domain/placed-meter.ts';
import type { Building, BuildingFunction, SpaceFunction } from '../domain/site.ts';

/** Night use is legitimate there, and partly private. */
const BUILDINGS: readonly BuildingFunction[] = ['dormitory', 'staff_apartment', 'plant_room'];
const SPACES: readonly SpaceFunction[] = ['dormitory', 'staff_apartment', 'server_room', 'plant_room'];

/** Whether somebody or something uses a place at night on purpose: the guard is never sent there. */
export function isUsedAtNight({ meter, building, space }: PlacedMeter): boolean {
  return meter.alwaysOn === true || BUILDINGS.includes(building.function) || (space !== undefined && SPACES.includes(space.function));
}

/** The early shift of a canteen lights its lamps and steam cabinets from half past four on (domain notes 3.1 and 3.4). */
const CANTEEN_SHIFT = '04:15';

/** The clock time at which a building is in use again, where that is before the end of the night that a rule looks at. */
export function morningOf({ function: use }: Pick<Building, 'function'>, end: string): string {
  return use === 'canteen' && end > CANTEEN_SHIFT ? CANTEEN_SHIFT : end;
}
