import { createLocalTime, type LocalTime } from '../domain/local-time.ts';
import type { Meter, SitePlan } from '../domain/site.ts';
import type { Catalog } from '../store/ports.ts';

/** A site as jobs want it: its plan, its clock, its meters by id. */
export interface KnownSite {
  plan: SitePlan;
  local: LocalTime;
  meters: ReadonlyMap<string, Meter>;
}

/** The catalog in memory; read again when its version changed. */
export function createCatalogCache(catalog: Pick<Catalog, 'sites' | 'version'>): () => Promise<ReadonlyMap<string, KnownSite>> {
  let version: number | undefined;
  let sites: ReadonlyMap<string, KnownSite> = new Map();
  return async () => {
    const latest = await catalog.version();
    if (latest !== version) {
      sites = new Map((await catalog.sites()).map((plan) => [plan.site.id, toKnownSite(plan)]));
      version = latest;
    }
    return sites;
  };
}

function toKnownSite(plan: SitePlan): KnownSite {
  return { plan, local: createLocalTime(plan.site.timeZone), meters: new Map(plan.meters.map((meter) => [meter.id, meter])) };
}
