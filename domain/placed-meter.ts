import type { Scope } from './scope.ts';
import type { Building, Meter, Space } from './site.ts';

/** A meter with the place that it measures. */
export interface PlacedMeter {
  meter: Meter;
  building: Building;
  space: Space | undefined;
}

/**
 * Whether a scope takes in a meter. A floor takes in the rooms on it.
 *
 * @param spaces of the site, by id
 */
export function covers({ kind, id }: Scope, { meter, building, space }: PlacedMeter, spaces: ReadonlyMap<string, Space>): boolean {
  switch (kind) {
    case 'site':
      return true;
    case 'building':
      return building.id === id;
    case 'meter':
      return meter.id === id;
    case 'space': {
      if (space?.id === id) return true;
      const floor = spaces.get(id);
      return floor?.function === 'floor' && floor.building === space?.building && floor.floor === space.floor;
    }
  }
}
