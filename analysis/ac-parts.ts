import type { Meter, MeterRole, Space } from '../domain/site.ts';

const AC_ROLES: readonly MeterRole[] = ['ac_circuit', 'room_breaker'];
/** Circuits that have a rule of their own. */
const WATCHED_ROLES: readonly MeterRole[] = [...AC_ROLES, 'lighting'];
/** Rooms without an air-conditioner, or with one that runs all year. */
const NOT_COOLED: readonly Space['function'][] = ['corridor', 'toilet', 'kitchen', 'server_room', 'plant_room', 'outdoor', 'floor'];

/** Circuits behind a main that are judged themselves, the outermost of each: what is left of the main has no other meter. */
export function watchedParts(main: Meter, meters: readonly Meter[]): Meter[] {
  const byId = new Map(meters.map((meter) => [meter.id, meter]));
  const isPart = (meter: Meter | undefined) =>
    meter !== undefined && meter.medium === 'electricity' && WATCHED_ROLES.includes(meter.role) && meter.kind === main.kind;
  return meters.filter((meter) => {
    if (!isPart(meter)) return false;
    // A broken plan may hang a meter below itself; no chain is longer than there are meters.
    let above = meter.parent === undefined ? undefined : byId.get(meter.parent);
    for (let steps = 0; above && steps < meters.length; steps++) {
      if (above.id === main.id) return true;
      if (isPart(above)) return false;
      above = above.parent === undefined ? undefined : byId.get(above.parent);
    }
    return false;
  });
}

/** Whether every room of a building that may have an air-conditioner has a meter for it, alone or with its floor. */
export function isAcMetered(parts: readonly Meter[], building: string, spaces: readonly Space[]): boolean {
  const circuits = parts.filter(({ role }) => AC_ROLES.includes(role));
  if (circuits.length === 0) return false;
  const metered = new Set(circuits.map(({ space }) => space));
  if (metered.has(undefined)) return true;
  const own = spaces.filter((space) => space.building === building);
  const floors = own.filter((space) => space.function === 'floor');
  const rooms = own.filter((space) => !NOT_COOLED.includes(space.function));
  const floorOf = (floor: number) => floors.find((space) => space.floor === floor);
  return (
    rooms.every((room) => metered.has(room.id) || metered.has(floorOf(room.floor)?.id ?? room.id)) &&
    floors.every((floor) => metered.has(floor.id) || rooms.some((room) => room.floor === floor.floor))
  );
}
