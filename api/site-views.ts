import type { RuleDefaults, Rulebook } from '../analysis/rulebook.ts';
import { NotFound } from '../consumption/problems.ts';
import { byId, findIn, type SiteView, toSiteView } from '../consumption/site-view.ts';
import { type Reach, reachesSite, type Visitor } from '../domain/access.ts';
import { createLocalTime, type LocalTime } from '../domain/local-time.ts';
import { isWholeSite, metersInReach, narrowPlan } from '../domain/narrow-plan.ts';
import type { Meter } from '../domain/site.ts';
import type { Catalog } from '../store/ports.ts';
import { NotSignedIn } from './problems.ts';

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
    const views = catalog.sites().then((plans) => plans.map((plan) => toSiteView(plan, localTime(plan.site.timeZone), defaults)));
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
    building: (id) => findIn(buildings, 'building', id),
    meter: (id) => findIn(meters, 'meter', id),
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

const idsOf = (list: readonly { id: string }[]) => list.map(({ id }) => id);
