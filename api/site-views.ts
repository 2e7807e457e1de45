import { createRulebook, type RuleDefaults, type Rulebook } from '../analysis/rulebook.ts';
import { type Reach, reachesSite, type Visitor } from '../domain/access.ts';
import { type Calendar, createCalendar } from '../domain/calendar.ts';
import { addDays, createLocalTime, type LocalTime } from '../domain/local-time.ts';
import { isWholeSite, metersInReach, narrowPlan } from '../domain/narrow-plan.ts';
import { type Building, type Meter, placeAt, type SitePlan, type Space } from '../domain/site.ts';
import type { Catalog } from '../store/ports.ts';
import { NotFound, NotSignedIn } from './problems.ts';

/** One site as the routes need it: its plan by id, its clock and its calendar; of everything only what the visitor reaches. */
export interface SiteView {
  id: string;
  /** Nothing is left out: the visitor reaches the whole school. */
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

/** There is no view of everything for nobody: whoever asks is named. Jobs and desks use the catalog. */
export interface SiteViews {
  /** Schools of which the visitor reaches something. @throws NotSignedIn without a visitor */
  all(visitor: Visitor | null): Promise<SiteView[]>;
  /** @throws NotFound, also for a school that is there and not reached; NotSignedIn without a visitor */
  one(id: string, visitor: Visitor | null): Promise<SiteView>;
  /** Whether the visitor reaches every school whole: what belongs to none of them, such as messages that nobody knows, is for him. */
  isEverything(visitor: Visitor | null): Promise<boolean>;
}

const NOTHING: Reach = { sites: [], buildings: [], spaces: [] };

/**
 * The catalog, read again only when its version has grown; local times live as long as the process.
 *
 * @param defaults options of the rules as the settings file has them
 */
export function createSiteViews(catalog: Pick<Catalog, 'sites' | 'version'>, defaults: RuleDefaults): SiteViews {
  const localTimes = new Map<string, LocalTime>();
  const narrow = createNarrowing();
  let known: { version: number; views: Promise<SiteView[]> } | undefined;

  function localTime(timeZone: string): LocalTime {
    const local = localTimes.get(timeZone) ?? createLocalTime(timeZone);
    localTimes.set(timeZone, local);
    return local;
  }

  async function whole(): Promise<SiteView[]> {
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

  async function all(visitor: Visitor | null): Promise<SiteView[]> {
    if (!visitor) throw new NotSignedIn();
    const { reach } = visitor;
    return (await whole()).filter(({ id }) => reachesSite(reach, id)).flatMap((view) => narrow(view, reach) ?? []);
  }

  return {
    all,
    async isEverything(visitor) {
      const { reach } = visitor ?? { reach: NOTHING };
      return isWholeSite(reach) && (reach.sites === null || (await whole()).every(({ id }) => reachesSite(reach, id)));
    },
    async one(id, visitor) {
      const views = await all(visitor);
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
    building: (id) => found(buildings, 'building', id),
    meter: (id) => found(meters, 'meter', id),
  };
}

/** Narrowed views, each made once for as long as its whole view lives. Undefined: nothing of the school is reached. */
function createNarrowing(): (view: SiteView, reach: Reach) => SiteView | undefined {
  const known = new WeakMap<SiteView, Map<string, SiteView>>();
  return (view, reach) => {
    if (isWholeSite(reach)) return view;
    const ofView = known.get(view) ?? new Map<string, SiteView>();
    known.set(view, ofView);
    const key = JSON.stringify([reach.buildings, reach.spaces]);
    const narrowed = ofView.get(key) ?? toNarrowed(view, reach);
    ofView.set(key, narrowed);
    return narrowed.plan.buildings.length > 0 ? narrowed : undefined;
  };
}

function toNarrowed(view: SiteView, reach: Reach): SiteView {
  const plan = narrowPlan(view.plan, reach);
  const buildings = byId(plan.buildings);
  const meters = byId(plan.meters);
  return {
    ...view,
    isWhole: false,
    hasWholeBuildings: reach.spaces === null,
    plan,
    rulebook: narrowRulebook(view.rulebook, meters),
    buildings,
    spaces: byId(plan.spaces),
    meters,
    metersEver: view.plan.meters.filter(({ building, history }) =>
      (history?.places ?? [{ building }]).some((place) => buildings.has(place.building)),
    ),
    // Of an earlier time what stood inside then.
    eras: (from, to) => view.eras(from, to).map((era) => ({ ...era, meters: metersInReach(era.meters, view.plan, reach) })),
    building: (id) => found(buildings, 'building', id),
    meter: (id) => found(meters, 'meter', id),
  };
}

/** The rules look as they do at night, at all meters; told is of those inside. */
function narrowRulebook(rulebook: Rulebook, meters: ReadonlyMap<string, Meter>): Rulebook {
  return {
    ...rulebook,
    placed: new Map([...rulebook.placed].filter(([id]) => meters.has(id))),
    watched: (rule, scope) => rulebook.watched(rule, scope).filter(({ meter }) => meters.has(meter.id)),
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
