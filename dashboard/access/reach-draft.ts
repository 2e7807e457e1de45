import type { Reach } from '../../domain/access.ts';

/** A reach is not ready while a part says "some of them" and names none. */
export const isReachReady = ({ sites, buildings, spaces }: Reach): boolean =>
  [sites, buildings, spaces].every((ids) => ids === null || ids.length > 0);

/**
 * What of a reach still holds when the wider part has changed: buildings of a school that was taken out go with it, rooms with
 * their building. What is not known to be elsewhere stays.
 *
 * @param siteOf     school of a building; undefined: not known
 * @param buildingOf building of a room; undefined: not known
 */
export function narrowed(
  reach: Reach,
  siteOf: (building: string) => string | undefined,
  buildingOf: (space: string) => string | undefined,
): Reach {
  const { sites } = reach;
  const within = (wider: readonly string[] | null, place: string | undefined) =>
    wider === null || place === undefined || wider.includes(place);
  const buildings = reach.buildings?.filter((id) => within(sites, siteOf(id))) ?? null;
  const spaces = buildings === null ? null : (reach.spaces?.filter((id) => within(buildings, buildingOf(id))) ?? null);
  return { sites, buildings, spaces };
}
