import type { Medium } from '../domain/medium.ts';
import type { Fields, MeterRef } from '../domain/reading.ts';
import { type Channel, type Meter, type SitePlan, storedBuilding } from '../domain/site.ts';
import type { Catalog } from '../store/ports.ts';

/** Where the readings of one address go. */
export interface Route {
  /** One object per meter for as long as it stays what it is, so it serves as a key. */
  ref: MeterRef;
  meter: Meter;
  /** From the stamp to the reading's instant, which is the END of the time that an amount was used in. */
  shiftMs: number;
}

export interface Channels {
  find(site: string, source: string, address: string): Route | undefined;
  /** Read the catalog again if it changed. */
  refresh(): Promise<void>;
  /**
   * Declare a simple meter for an address that nobody declared; what its readings carry tells what it measures.
   *
   * @returns undefined when the site is not declared either, or when too many were made already
   */
  register(site: string, source: string, address: string, fields: Fields): Promise<Route | undefined>;
}

/** A source that invents addresses must not fill the catalog. */
const MAX_REGISTERED = 1000;
const UNASSIGNED = { id: 'unassigned', name: '未分配', nameEn: 'Unassigned', function: 'other', walkOrder: 1_000_000 } as const;

/** (site, source, address) → meter, from the catalog. A native address without a channel is the meter's id. */
export function createChannels(catalog: Pick<Catalog, 'sites' | 'version' | 'declare'>): Channels {
  let version = -1;
  let plans = new Map<string, SitePlan>();
  let routes = new Map<string, Map<string, Route>>();
  let registered = 0;

  async function refresh(): Promise<void> {
    const found = await catalog.version();
    if (found === version) return;
    const sites = await catalog.sites();
    plans = new Map(sites.map((plan) => [plan.site.id, plan]));
    routes = new Map(sites.map((plan) => [plan.site.id, routesOf(plan, routes.get(plan.site.id))]));
    version = found;
  }

  const find: Channels['find'] = (site, source, address) => routes.get(site)?.get(keyOf(source, address));

  return {
    find,
    refresh,
    async register(site, source, address, fields) {
      const plan = plans.get(site);
      const campus = plan?.campuses[0];
      if (!plan || !campus || registered >= MAX_REGISTERED) return undefined;
      registered++;
      const meter = simpleMeter(site, address, fields);
      const buildings = plan.buildings.some(({ id }) => id === UNASSIGNED.id) ? [] : [{ ...UNASSIGNED, campus: campus.id }];
      const channels = [{ site, meter: meter.id, source, address }];
      await catalog.declare({ ...plan, campuses: [campus], buildings, spaces: [], meters: [meter], channels });
      await refresh();
      return find(site, source, address);
    },
  };
}

/** Native addresses are looked up for every message: they are their own key. */
function keyOf(source: string, address: string): string {
  return source === 'native' ? address : `${source}\n${address}`;
}

function routesOf(plan: SitePlan, before: ReadonlyMap<string, Route> | undefined): Map<string, Route> {
  const kept = new Map<string, MeterRef>();
  for (const { ref } of before?.values() ?? []) kept.set(ref.meter, ref);
  const byMeter = new Map<string, Route>();
  const routes = new Map<string, Route>();
  for (const meter of plan.meters) {
    const route = routeOf(plan.site.id, meter, kept.get(meter.id));
    byMeter.set(meter.id, route);
    routes.set(keyOf('native', meter.id), route);
  }
  for (const { source, address, meter, stamp } of plan.channels) {
    const route = byMeter.get(meter);
    if (route) routes.set(keyOf(source, address), { ...route, shiftMs: shiftOf(route.meter, stamp) });
  }
  return routes;
}

function routeOf(site: string, meter: Meter, before: MeterRef | undefined): Route {
  const building = storedBuilding(meter);
  const same = before?.building === building && before.medium === meter.medium;
  return { ref: same ? before : { site, building, meter: meter.id, medium: meter.medium }, meter, shiftMs: 0 };
}

const shiftOf = ({ kind, readingIntervalS }: Meter, stamp: Channel['stamp']): number =>
  kind === 'interval' && stamp === 'start' ? readingIntervalS * 1000 : 0;

function simpleMeter(site: string, id: string, fields: Fields): Meter {
  const medium = mediumOf(fields);
  const register = fields.energy_kwh ?? fields.volume_m3;
  return {
    site,
    id,
    name: id,
    building: UNASSIGNED.id,
    medium,
    role: medium === 'weather' ? 'outdoor_thermometer' : 'branch',
    kind: register === undefined && (fields.interval_kwh ?? fields.interval_m3) !== undefined ? 'interval' : 'register',
    // Six as most meters have, or as many as it shows now.
    digits: Math.min(12, Math.max(6, String(Math.trunc(register ?? 0)).length)),
    resolution: 0.01,
    ratios: [],
    readingIntervalS: 900,
    walkOrder: 0,
  };
}

function mediumOf(fields: Fields): Medium {
  const has = (...names: (keyof Fields)[]) => names.some((name) => fields[name] !== undefined);
  if (has('energy_kwh', 'interval_kwh', 'power_kw', 'voltage_v', 'current_a', 'power_factor')) return 'electricity';
  return has('volume_m3', 'interval_m3', 'flow_lph', 'pressure_kpa') ? 'water' : 'weather';
}
