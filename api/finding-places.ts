import type { Building, Space } from '../domain/site.ts';
import type { SeenFindingPlaces } from './schemas/work.ts';
import { type SiteView, toNames } from '../consumption/site-view.ts';

/** Where somebody who walks through the school may have seen something, as far as the view reaches. Nobody walks through flats. */
export function toFindingPlaces({ plan, buildings, spaces }: SiteView, now: number): SeenFindingPlaces {
  const isOpen = ({ function: use }: Pick<Building | Space, 'function'>) => use !== 'staff_apartment';
  const rooms = plan.spaces
    .filter((space) => spaces.has(space.id) && isOpen(space))
    .toSorted((a, b) => a.floor - b.floor || a.walkOrder - b.walkOrder);
  return {
    now,
    buildings: plan.buildings
      .filter((building) => buildings.has(building.id) && isOpen(building))
      .toSorted((a, b) => a.walkOrder - b.walkOrder)
      .map((building) => ({
        id: building.id,
        ...toNames(building),
        rooms: rooms
          .filter((space) => space.building === building.id)
          .map((space) => ({ id: space.id, ...toNames(space), floor: space.function === 'floor' ? null : space.floor })),
      })),
  };
}
