import { createRulebook, type RuleDefaults, type Rulebook } from '../analysis/rulebook.ts';
import { type Calendar, createCalendar } from '../domain/calendar.ts';
import { createLocalTime, type LocalTime } from '../domain/local-time.ts';
import type { Meter, SitePlan } from '../domain/site.ts';
import type { Catalog } from '../store/ports.ts';

/** A site as jobs want it: its plan, its clock, its meters by id. */
export interface KnownSite {
  plan: SitePlan;
  local: LocalTime;
  meters: ReadonlyMap<string, Meter>;
}

/** A site with the rules that are in force there. */
export interface School extends KnownSite {
  rulebook: Rulebook;
  /** Of the classes in a building. */
  calendarOf(building: string): Calendar;
}

/** The catalog in memory; read again when its version changed. */
export function createCatalogCache(catalog: Pick<Catalog, 'sites' | 'version'>): () => Promise<ReadonlyMap<string, KnownSite>> {
  return createCache(catalog, toKnownSite);
}

/** @param defaults options of the settings file, for all sites */
export function createSchoolCache(
  catalog: Pick<Catalog, 'sites' | 'version'>,
  defaults: RuleDefaults,
): () => Promise<ReadonlyMap<string, School>> {
  return createCache(catalog, (plan) => toSchool(plan, defaults));
}

function createCache<S>(catalog: Pick<Catalog, 'sites' | 'version'>, toSite: (plan: SitePlan) => S) {
  let version: number | undefined;
  let sites: ReadonlyMap<string, S> = new Map();
  return async (): Promise<ReadonlyMap<string, S>> => {
    const latest = await catalog.version();
    if (latest !== version) {
      sites = new Map((await catalog.sites()).map((plan) => [plan.site.id, toSite(plan)]));
      version = latest;
    }
    return sites;
  };
}

function toKnownSite(plan: SitePlan): KnownSite {
  return { plan, local: createLocalTime(plan.site.timeZone), meters: new Map(plan.meters.map((meter) => [meter.id, meter])) };
}

export function toSchool(plan: SitePlan, defaults: RuleDefaults): School {
  const site = toKnownSite(plan);
  const calendars = new Map<string, Calendar>();
  return {
    ...site,
    rulebook: createRulebook(plan, site.local, defaults),
    calendarOf(building) {
      const calendar = calendars.get(building) ?? createCalendar(plan.calendar, building);
      calendars.set(building, calendar);
      return calendar;
    },
  };
}
