import { createRulebook, type RuleDefaults, type Rulebook } from '../analysis/rulebook.ts';
import { type Calendar, createCalendar } from '../domain/calendar.ts';
import { addDays, createLocalTime, type LocalTime } from '../domain/local-time.ts';
import { type Building, type Meter, placeAt, type SitePlan, type Space } from '../domain/site.ts';
import type { Catalog } from '../store/ports.ts';
import { NotFound } from './problems.ts';

/** One site as the routes need it: its plan by id, its clock and its calendar. */
export interface SiteView {
  id: string;
  plan: SitePlan;
  local: LocalTime;
  calendar: Calendar;
  /** Which rules look where, and how they are set. */
  rulebook: Rulebook;
  buildings: ReadonlyMap<string, Building>;
  spaces: ReadonlyMap<string, Space>;
  meters: ReadonlyMap<string, Meter>;
  /** The days [from, to) in parts, each with its meters as they stood then. */
  eras(from: string, to: string): Era[];
  /** @throws NotFound */
  building(id: string): Building;
  /** @throws NotFound */
  meter(id: string): Meter;
}

export interface SiteViews {
  all(): Promise<SiteView[]>;
  /** @throws NotFound */
  one(id: string): Promise<SiteView>;
}

/**
 * The catalog, read again only when its version has grown; local times live as long as the process.
 *
 * @param defaults options of the rules as the settings file has them
 */
export function createSiteViews(catalog: Pick<Catalog, 'sites' | 'version'>, defaults: RuleDefaults): SiteViews {
  const localTimes = new Map<string, LocalTime>();
  let known: { version: number; views: Promise<SiteView[]> } | undefined;

  function localTime(timeZone: string): LocalTime {
    const local = localTimes.get(timeZone) ?? createLocalTime(timeZone);
    localTimes.set(timeZone, local);
    return local;
  }

  async function all(): Promise<SiteView[]> {
    const version = await catalog.version();
    if (known?.version === version) return known.views;
    const views = catalog.sites().then((plans) => plans.map((plan) => toView(plan, localTime(plan.site.timeZone), defaults)));
    known = { version, views };
    try {
      return await views;
    } catch (error) {
      known = undefined;
      throw error;
    }
  }

  return {
    all,
    async one(id) {
      const views = await all();
      const view = views.find((candidate) => candidate.id === id);
      if (!view) throw new NotFound('site', id, idsOf(views));
      return view;
    },
  };
}

/** A stretch of local days [from, to) in which no meter changed its place or its parent. */
export interface Era {
  from: string;
  to: string;
  /** In walking order, with place and parent as they were. */
  meters: readonly Meter[];
}

function toView(plan: SitePlan, local: LocalTime, defaults: RuleDefaults): SiteView {
  const buildings = byId(plan.buildings);
  const meters = byId(plan.meters);
  return {
    id: plan.site.id,
    plan,
    local,
    calendar: createCalendar(plan.calendar),
    rulebook: createRulebook(plan, local, defaults),
    buildings,
    spaces: byId(plan.spaces),
    meters,
    eras: erasOf(plan, local),
    building: (id) => found(buildings, 'building', id),
    meter: (id) => found(meters, 'meter', id),
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

const byId = <T extends { id: string }>(list: readonly T[]) => new Map(list.map((entry) => [entry.id, entry]));
const idsOf = (list: readonly { id: string }[]) => list.map(({ id }) => id);

function found<T>(map: ReadonlyMap<string, T>, what: string, id: string): T {
  const entry = map.get(id);
  if (!entry) throw new NotFound(what, id, [...map.keys()]);
  return entry;
}

/** A name in both languages, as every answer gives it. */
export function toNames(named: { name: string; nameEn?: string | undefined }): { name: string; nameEn: string } {
  return { name: named.name, nameEn: named.nameEn ?? named.name };
}
