import { createRulebook, type RuleDefaults, type Rulebook } from '../analysis/rulebook.ts';
import { type Calendar, createCalendar } from '../domain/calendar.ts';
import { addDays, type LocalTime } from '../domain/local-time.ts';
import { type Building, type Meter, placeAt, type SitePlan, type Space } from '../domain/site.ts';
import { NotFound } from './problems.ts';

/** One site as questions about it want it: its plan by id, its clock and its calendar; of everything only what somebody reaches. */
export interface SiteView {
  id: string;
  /** Nothing is left out: nobody asks, or somebody who reaches the whole school. */
  isWhole: boolean;
  /** Nothing is left out of the buildings that are in it; false for somebody who reaches single rooms. */
  hasWholeBuildings: boolean;
  plan: SitePlan;
  local: LocalTime;
  calendar: Calendar;
  /** Which rules look where, and how they are set. */
  rulebook: Rulebook;
  buildings: ReadonlyMap<string, Building>;
  spaces: ReadonlyMap<string, Space>;
  meters: ReadonlyMap<string, Meter>;
  /** Those of the plan, and such as stood inside once: an era may hold them. */
  metersEver: readonly Meter[];
  /** The days [from, to) in parts, each with its meters as they stood then. */
  eras(from: string, to: string): Era[];
  /** @throws NotFound */
  building(id: string): Building;
  /** @throws NotFound */
  meter(id: string): Meter;
}

/** A stretch of local days [from, to) in which no meter changed its place or its parent. */
export interface Era {
  from: string;
  to: string;
  /** In walking order, with place and parent as they were. */
  meters: readonly Meter[];
}

/** A school whole: what jobs and reports see of it. */
export function toSiteView(plan: SitePlan, local: LocalTime, defaults: RuleDefaults): SiteView {
  const buildings = byId(plan.buildings);
  const meters = byId(plan.meters);
  return {
    id: plan.site.id,
    isWhole: true,
    hasWholeBuildings: true,
    plan,
    local,
    calendar: createCalendar(plan.calendar),
    rulebook: createRulebook(plan, local, defaults),
    buildings,
    spaces: byId(plan.spaces),
    meters,
    metersEver: plan.meters,
    eras: erasOf(plan, local),
    building: (id) => findIn(buildings, 'building', id),
    meter: (id) => findIn(meters, 'meter', id),
  };
}

/** A day belongs to where a meter stood when it began. Meters are moved once in years: mostly there is one era. */
function erasOf({ meters }: SitePlan, local: LocalTime): SiteView['eras'] {
  const changes = meters.flatMap(({ history }) => [...(history?.places ?? []), ...(history?.parents ?? [])]);
  const days = new Set(changes.flatMap(({ fromAt }) => (Number.isFinite(fromAt) ? [firstDayFrom(fromAt, local)] : [])));
  return (from, to) => {
    const edges = [from, ...[...days].filter((day) => day > from && day < to).toSorted(), to];
    return edges.slice(0, -1).map((day, index) => {
      const at = local.startOfDay(day);
      return {
        from: day,
        to: edges[index + 1]!,
        meters: days.size === 0 ? meters : meters.map((meter) => ({ ...meter, ...placeAt(meter, at) })),
      };
    });
  };
}

function firstDayFrom(at: number, local: LocalTime): string {
  const day = local.dayOf(at);
  return local.startOfDay(day) === at ? day : addDays(day, 1);
}

export const byId = <T extends { id: string }>(list: readonly T[]) => new Map(list.map((entry) => [entry.id, entry]));
export function findIn<T>(map: ReadonlyMap<string, T>, what: string, id: string): T {
  const entry = map.get(id);
  if (!entry) throw new NotFound(what, id, [...map.keys()]);
  return entry;
}

/** A name in both languages, as every answer gives it. */
export function toNames(named: { name: string; nameEn?: string | undefined }): { name: string; nameEn: string } {
  return { name: named.name, nameEn: named.nameEn ?? named.name };
}
