import { type Reach, reachesPlace } from './access.ts';
import type { Scope } from './scope.ts';
import type { CalendarPlan, Meter, MeterRole, SitePlan } from './site.ts';

/** They say something about the school as a whole, wherever they hang. */
const ABOUT_THE_SCHOOL: readonly MeterRole[] = ['campus_main', 'outdoor_thermometer'];

/** Whether a reach takes in everything of a school that it reaches at all. */
export const isWholeSite = ({ buildings, spaces }: Reach) => buildings === null && spaces === null;

type Places = Pick<SitePlan, 'buildings' | 'spaces'>;

/**
 * Of the meters of a school those that say nothing about a place outside of a reach: they stand inside, and so does everything
 * that they count too. A gateway that feeds another building as well is outside.
 *
 * @param meters all of the school, with place and parent as they stood at one time
 */
export function metersInReach(meters: readonly Meter[], { buildings, spaces }: Places, reach: Reach): Meter[] {
  const buildingOf = new Map(buildings.map((building) => [building.id, building]));
  const spaceOf = new Map(spaces.map((space) => [space.id, space]));
  const isInside = ({ role, building, space }: Meter) =>
    !ABOUT_THE_SCHOOL.includes(role) && reachesPlace(reach, buildingOf.get(building), space === undefined ? undefined : spaceOf.get(space));
  const parentOf = new Map(meters.map(({ id, parent }) => [id, parent]));
  const countOthers = new Set<string>();
  for (const meter of meters) {
    if (isInside(meter)) continue;
    for (let parent = meter.parent; parent !== undefined && !countOthers.has(parent); parent = parentOf.get(parent)) {
      countOthers.add(parent);
    }
  }
  return meters.filter((meter) => isInside(meter) && !countOthers.has(meter.id));
}

/**
 * What somebody reaches of a school: its plan as if nothing else were there. A virtual meter is there with all of its terms or not
 * at all; what is set or declared for the whole school holds inside too, so it stays. A meter still names a parent and former
 * places outside: whoever shows them looks whether they are here.
 */
export function narrowPlan(plan: SitePlan, reach: Reach): SitePlan {
  if (isWholeSite(reach)) return plan;
  const buildingOf = new Map(plan.buildings.map((building) => [building.id, building]));
  const spaces = plan.spaces.filter((space) => reachesPlace(reach, buildingOf.get(space.building), space));
  const withRooms = new Set(spaces.map(({ building }) => building));
  const buildings = plan.buildings.filter(
    ({ id }) => (reach.buildings?.includes(id) ?? true) && (reach.spaces === null || withRooms.has(id)),
  );
  const meters = metersInReach(plan.meters, plan, reach);
  const ids = {
    building: new Set(buildings.map(({ id }) => id)),
    space: new Set(spaces.map(({ id }) => id)),
    meter: new Set(meters.map(({ id }) => id)),
  };
  const isInside = ({ kind, id }: Scope) => kind === 'site' || ids[kind].has(id);
  const campuses = new Set(buildings.map(({ campus }) => campus));
  return {
    ...plan,
    calendar: narrowCalendar(plan.calendar, ids.building),
    campuses: plan.campuses.filter(({ id }) => campuses.has(id)),
    buildings,
    spaces,
    meters,
    channels: plan.channels.filter(({ meter }) => ids.meter.has(meter)),
    // A room is not its building, and a building not the school.
    quotas: reach.spaces === null ? plan.quotas?.filter(({ building }) => building !== undefined && ids.building.has(building)) : [],
    ruleSettings: plan.ruleSettings?.filter(({ scope }) => isInside(scope)),
    declarations: plan.declarations?.filter(({ scope }) => isInside(scope)),
    virtualMeters: plan.virtualMeters?.filter(({ terms }) => terms.every(({ meter }) => ids.meter.has(meter))),
  };
}

function narrowCalendar(calendar: CalendarPlan, buildings: ReadonlySet<string>): CalendarPlan {
  const groups = calendar.groups
    ?.map((group) => ({ ...group, buildings: group.buildings.filter((id) => buildings.has(id)) }))
    .filter((group) => group.buildings.length > 0);
  return { ...calendar, groups };
}
