import type { CalendarPlan, SitePlan } from '../../domain/site.ts';
import type { Catalog } from '../ports.ts';
import { toBuilding, toCampus, toMeter, toSpace } from './catalog-rows.ts';
import { declarePlan } from './declare.ts';
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
  const spaces = await tx.selectFrom('spaces').selectAll().where('site', '=', site).execute();
  const channels = await tx
    .selectFrom('channels')
    .select(['site', 'meter', 'source', 'address'])
    .where('site', '=', site)
    .orderBy('position')
    .orderBy('source')
    .orderBy('address')
    .execute();
  return {
    site: { id: site, timeZone: row.time_zone, name: row.name, ...(row.name_en === null ? {} : { nameEn: row.name_en }) },
    calendar: JSON.parse(row.calendar) as CalendarPlan,
    campuses: campuses.map(toCampus),
    buildings: buildings.map(toBuilding),
    spaces: spaces.toSorted(byWalk).map(toSpace),
    meters: await readMeters(tx, site, byWalk),
    channels,
  };
}

type Order = (one: Placed, other: Placed) => number;

interface Placed {
  id: string;
  building: string;
  walk_order: number;
  position: number;
}

/** Building by building as one walks, inside by its own order, then as declared. */
function walkingOrder(buildings: readonly string[]): Order {
  const rank = new Map(buildings.map((id, index) => [id, index]));
  const rankOf = (placed: Placed) => rank.get(placed.building) ?? buildings.length;
  return (one, other) =>
    rankOf(one) - rankOf(other) || one.walk_order - other.walk_order || one.position - other.position || (one.id < other.id ? -1 : 1);
}

async function readMeters(tx: Tx, site: string, byWalk: Order): Promise<SitePlan['meters']> {
  const meters = await tx.selectFrom('meters').selectAll().where('site', '=', site).execute();
  const ratios = await tx.selectFrom('meter_ratios').selectAll().where('site', '=', site).orderBy('from_at').execute();
  const ratiosOf = new Map<string, Tables['meter_ratios'][]>(meters.map(({ id }) => [id, []]));
  for (const ratio of ratios) ratiosOf.get(ratio.meter)?.push(ratio);
  return meters.toSorted(byWalk).map((meter) => toMeter(meter, ratiosOf.get(meter.id) ?? []));
}
