import type { BuildingFunction, Space, SpaceFunction } from '../../domain/site.ts';
import type { Ground } from './ground.ts';

/** Rooms for which a guard has the keys. */
const OPEN_TO_GUARDS: readonly SpaceFunction[] = ['classroom', 'office', 'laboratory', 'computer_room', 'hall', 'canteen'];
const HOMES: readonly BuildingFunction[] = ['dormitory', 'staff_apartment'];

/** Rooms that a spot check may pick: nobody's home, and a guard can enter. In the order of the plan. */
export function roomsToCheck({ plan }: Pick<Ground, 'plan'>): Space[] {
  const homes = new Set(plan.buildings.filter((building) => HOMES.includes(building.function)).map(({ id }) => id));
  return plan.spaces.filter((space) => OPEN_TO_GUARDS.includes(space.function) && !homes.has(space.building));
}

/**
 * Random rooms that are on no list, the same whenever the night is replayed: the draw depends on site, night and room only.
 *
 * @param listed meters of the alerts on the list: their rooms, and all rooms of a listed floor, are not drawn
 */
export function spotRooms(ground: Ground, night: string, listed: readonly string[], count: number): string[] {
  const rooms = unlistedRooms(ground, listed);
  const drawOf = (room: Space) => drawn(`${ground.plan.site.id}|${night}|${room.id}`);
  return rooms
    .toSorted((a, b) => drawOf(a) - drawOf(b) || (a.id < b.id ? -1 : 1))
    .slice(0, count)
    .map(({ id }) => id);
}

/** Rooms to check that no listed meter speaks of. */
export function unlistedRooms({ plan, rulebook }: Ground, listed: readonly string[]): Space[] {
  const rooms = new Set<string>();
  const floors = new Set<string>();
  for (const meter of listed) {
    const space = rulebook.placed.get(meter)?.space;
    if (space?.function === 'floor') floors.add(`${space.building} ${space.floor}`);
    else if (space) rooms.add(space.id);
  }
  return roomsToCheck({ plan }).filter(({ id, building, floor }) => !rooms.has(id) && !floors.has(`${building} ${floor}`));
}

/** A number of 32 bits that looks random: FNV-1a, then the finalizer of MurmurHash3, because the last letters hardly stir FNV. */
function drawn(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
