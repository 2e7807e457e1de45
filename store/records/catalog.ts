import { type Statement, withStatements } from '../../domain/correction.ts';
import type { CalendarPlan, Meter, SerialSpan, SitePlan } from '../../domain/site.ts';
import type { Catalog } from '../ports.ts';
import { readCalendarEdit } from './calendars.ts';
import { toBuilding, toCampus, toChannel, toMeter, toSiteFacts, toSpace, toVirtualMeter } from './catalog-rows.ts';
import { readStatements } from './corrections.ts';
import { readDeclarations } from './declarations.ts';
import { declarePlan } from './declare.ts';
import { readManualInstants } from './manual-readings.ts';
import { readQuotas } from './quotas.ts';
import { readRuleSettings } from './rule-settings.ts';
import { readSerials } from './serials.ts';
import type { Db, Tables, Tx } from './tables.ts';

/** What is declared about the schools. */
export function createCatalog(db: Db): Catalog {
  return {
    sites: () =>
      db
        .transaction()
        .setAccessMode('read only')
        .execute(async (tx) => {
          const sites = await tx.selectFrom('sites').selectAll().orderBy('position').orderBy('id').execute();
          const plans: SitePlan[] = [];
          for (const site of sites) plans.push(await readPlan(tx, site));
          return plans;
        }),

    declared: (site, id) =>
      db
        .transaction()
        .setAccessMode('read only')
        .execute(async (tx) => (await readDeclared(tx, site)).find((meter) => meter.id === id)),

    declare: (plan) => db.transaction().execute((tx) => declarePlan(tx, plan)),

    async version() {
      const { value } = await db.selectFrom('counters').select('value').where('name', '=', 'catalog').executeTakeFirstOrThrow();
      return value;
    },
  };
}

async function readPlan(tx: Tx, row: Tables['sites']): Promise<SitePlan> {
  const site = row.id;
  const campuses = await tx.selectFrom('campuses').selectAll().where('site', '=', site).orderBy('position').orderBy('id').execute();
  const buildings = await tx
    .selectFrom('buildings')
    .selectAll()
    .where('site', '=', site)
    .orderBy('walk_order')
    .orderBy('position')
    .orderBy('id')
    .execute();
  const byWalk = walkingOrder(buildings.map(({ id }) => id));
  const spaces = await tx.selectFrom('spaces').selectAll().where('site', '=', site).orderBy('position').orderBy('id').execute();
  const channels = await tx
    .selectFrom('channels')
    .selectAll()
    .where('site', '=', site)
    .orderBy('position')
    .orderBy('source')
    .orderBy('address')
    .execute();
  const virtualMeters = await tx
    .selectFrom('virtual_meters')
    .selectAll()
    .where('site', '=', site)
    .orderBy('position')
    .orderBy('id')
    .execute();
  const edit = await readCalendarEdit(tx, site);
  const ruleSettings = await readRuleSettings(tx, site);
  const declarations = await readDeclarations(tx, site);
  const siteFacts = toSiteFacts(row.facts);
  return {
    site: { id: site, timeZone: row.time_zone, name: row.name, ...(row.name_en === null ? {} : { nameEn: row.name_en }) },
    calendar: edit?.plan ?? (JSON.parse(row.calendar) as CalendarPlan),
    campuses: campuses.map(toCampus),
    buildings: buildings.map(toBuilding),
    spaces: spaces.map(toSpace).toSorted(byWalk),
    meters: await readMeters(tx, site, byWalk),
    channels: channels.map(toChannel),
    ...siteFacts,
    ...(await readQuotas(tx, site, siteFacts.quotas)),
    ...(ruleSettings.length === 0 ? {} : { ruleSettings }),
    ...(declarations.length === 0 ? {} : { declarations }),
    ...(virtualMeters.length === 0 ? {} : { virtualMeters: virtualMeters.map(toVirtualMeter) }),
  };
}

interface Placed {
  id: string;
  building: string;
  walkOrder: number;
}

/** Building by building as one walks, inside by its own order, then as declared. */
function walkingOrder(buildings: readonly string[]): (one: Placed, other: Placed) => number {
  const rank = new Map(buildings.map((id, index) => [id, index]));
  const rankOf = (placed: Placed) => rank.get(placed.building) ?? buildings.length;
  return (one, other) => rankOf(one) - rankOf(other) || one.walkOrder - other.walkOrder;
}

/** As they are understood now, and where they stand now. */
async function readMeters(tx: Tx, site: string, byWalk: (one: Meter, other: Meter) => number): Promise<Meter[]> {
  const statements = await readStatements(tx, site);
  const declared = await readDeclared(tx, site);
  return declared.map((meter) => withStatements(meter, statements.get(meter.id) ?? NOTHING_SAID)).toSorted(byWalk);
}

const NOTHING_SAID: readonly Statement[] = [];

/** As the settings declare them and in that order, with what was seen of them. */
async function readDeclared(tx: Tx, site: string): Promise<Meter[]> {
  const rows = await tx.selectFrom('meters').selectAll().where('site', '=', site).orderBy('position').orderBy('id').execute();
  const ratios = await tx.selectFrom('meter_ratios').selectAll().where('site', '=', site).orderBy('from_at').execute();
  const ratiosOf = new Map<string, Tables['meter_ratios'][]>(rows.map(({ id }) => [id, []]));
  for (const ratio of ratios) ratiosOf.get(ratio.meter)?.push(ratio);
  const serials = await readSerials(tx, site);
  const manualAt = await readManualInstants(tx, site);
  return rows.map((row) => withSightings(toMeter(row, ratiosOf.get(row.id) ?? []), serials.get(row.id), manualAt.get(row.id)));
}

/** A single serial that is the declared one says nothing new. */
function withSightings(meter: Meter, serials: SerialSpan[] | undefined, manualAt: number[] | undefined): Meter {
  const isNews = serials !== undefined && (serials.length > 1 || serials[0]?.serial !== meter.serial);
  return { ...meter, ...(isNews ? { serials } : {}), ...(manualAt ? { manualAt } : {}) };
}
