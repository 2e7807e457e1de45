import type { Channel, SitePlan } from '../../domain/site.ts';
import { toBuildingRow, toCampusRow, toFactsText, toMeterRow, toSpaceRow, toVirtualMeterRow } from './catalog-rows.ts';
import { layDaysAnew } from './lay-days-anew.ts';
import { nextOf, portions, type Tables, type Tx } from './tables.ts';
import { markTouched } from './touched.ts';

const LONGEST_DAY_MS = 25 * 3_600_000;

/** Take over what a plan declares: inserted or updated by id, nothing deleted. Seldom done, so row by row. */
export async function declarePlan(tx: Tx, plan: SitePlan): Promise<void> {
  await declareSite(tx, plan);
  await declarePlaces(tx, plan);
  await declareMeters(tx, plan);
  await declareChannels(tx, plan);
  await declareVirtualMeters(tx, plan);
  await nextOf(tx, 'catalog');
}

async function declareSite(tx: Tx, plan: SitePlan): Promise<void> {
  const { site, calendar } = plan;
  const row = {
    name: site.name,
    name_en: site.nameEn ?? null,
    time_zone: site.timeZone,
    calendar: JSON.stringify(calendar),
    facts: toFactsText(plan),
  };
  const before = await tx.selectFrom('sites').select('time_zone').where('id', '=', site.id).executeTakeFirst();
  const { known } = await tx
    .selectFrom('sites')
    .select((eb) => eb.fn.countAll<number>().as('known'))
    .executeTakeFirstOrThrow();
  await tx
    .insertInto('sites')
    .values({ id: site.id, ...row, position: known })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
  if (before === undefined || before.time_zone === site.timeZone) return;
  // Its days begin at other instants now; which gaps lie in one day has to be computed again.
  await layDaysAnew(tx, site.id, site.timeZone);
  for (const { id } of await tx.selectFrom('meters').select('id').where('site', '=', site.id).execute()) await touchAll(tx, site.id, id);
}

async function declarePlaces(tx: Tx, plan: SitePlan): Promise<void> {
  const site = plan.site.id;
  for (const [position, campus] of plan.campuses.entries()) {
    const row = toCampusRow(site, campus, position);
    await tx
      .insertInto('campuses')
      .values(row)
      .onConflict((conflict) => conflict.columns(['site', 'id']).doUpdateSet(row))
      .execute();
  }
  for (const [position, building] of plan.buildings.entries()) {
    const row = toBuildingRow(site, building, position);
    await tx
      .insertInto('buildings')
      .values(row)
      .onConflict((conflict) => conflict.columns(['site', 'id']).doUpdateSet(row))
      .execute();
  }
  for (const [position, space] of plan.spaces.entries()) {
    const row = toSpaceRow(site, space, position);
    await tx
      .insertInto('spaces')
      .values(row)
      .onConflict((conflict) => conflict.columns(['site', 'id']).doUpdateSet(row))
      .execute();
  }
}

async function declareMeters(tx: Tx, plan: SitePlan): Promise<void> {
  const site = plan.site.id;
  const before = await readingRules(tx, site);
  for (const [position, meter] of plan.meters.entries()) {
    const row = toMeterRow(site, meter, position);
    await tx
      .insertInto('meters')
      .values(row)
      .onConflict((conflict) => conflict.columns(['site', 'id']).doUpdateSet(row))
      .execute();
    // The ratios of a meter are one list: what is declared takes the place of what was.
    await tx.deleteFrom('meter_ratios').where('site', '=', site).where('meter', '=', meter.id).execute();
    const ratios = meter.ratios.map(({ fromAt, ratio }) => ({ site, meter: meter.id, from_at: fromAt, ratio }));
    if (ratios.length > 0) await tx.insertInto('meter_ratios').values(ratios).execute();
    const rule = before.get(meter.id);
    if (rule !== undefined && rule !== ruleOf(row, ratios)) await touchAll(tx, site, meter.id);
  }
}

/** What decides how the readings of a meter are counted, as text to compare. */
function ruleOf(row: Tables['meters'], ratios: readonly Pick<Tables['meter_ratios'], 'from_at' | 'ratio'>[]): string {
  const { medium, kind, digits, resolution, rating_per_hour, reading_interval_s, falls, spread_gaps } = row;
  const spans = ratios.toSorted((a, b) => a.from_at - b.from_at).map(({ from_at, ratio }) => [from_at, ratio]);
  return JSON.stringify([medium, kind, digits, resolution, rating_per_hour, reading_interval_s, falls ?? 'judge', spread_gaps ?? 0, spans]);
}

async function readingRules(tx: Tx, site: string): Promise<Map<string, string>> {
  const meters = await tx.selectFrom('meters').selectAll().where('site', '=', site).execute();
  const ratios = await tx.selectFrom('meter_ratios').selectAll().where('site', '=', site).execute();
  return new Map(
    meters.map((row) => [
      row.id,
      ruleOf(
        row,
        ratios.filter(({ meter }) => meter === row.id),
      ),
    ]),
  );
}

/** The readings mean something else now: all that was computed from them is computed again. */
async function touchAll(tx: Tx, site: string, meter: string): Promise<void> {
  const { first, last } = await tx
    .selectFrom('day_totals')
    .select((eb) => [eb.fn.min('start_at').as('first'), eb.fn.max('start_at').as('last')])
    .where('site', '=', site)
    .where('meter', '=', meter)
    .executeTakeFirstOrThrow();
  if (first === null || last === null) return;
  await markTouched(tx, [{ site, meter, fromAt: first, toAt: last + LONGEST_DAY_MS }]);
}

/** A meter that nobody gave a native channel is heard under its own id. */
async function declareChannels(tx: Tx, plan: SitePlan): Promise<void> {
  const site = plan.site.id;
  const known = await tx.selectFrom('channels').select('meter').where('site', '=', site).where('source', '=', 'native').execute();
  const heard = new Set([...plan.channels.filter(({ source }) => source === 'native'), ...known].map(({ meter }) => meter));
  const implied = plan.meters
    .filter(({ id }) => !heard.has(id))
    .map(({ id }): Channel => ({ site, meter: id, source: 'native', address: id }));
  const rows = [...plan.channels, ...implied].map(({ meter, source, address, stamp }, position) => ({
    site,
    source,
    address,
    meter,
    stamp: stamp ?? null,
    position,
  }));
  for (const portion of portions(rows)) {
    await tx
      .insertInto('channels')
      .values(portion)
      .onConflict((conflict) =>
        conflict.columns(['site', 'source', 'address']).doUpdateSet((row) => ({
          meter: row.ref('excluded.meter'),
          stamp: row.ref('excluded.stamp'),
          position: row.ref('excluded.position'),
        })),
      )
      .execute();
  }
}

async function declareVirtualMeters(tx: Tx, { site, virtualMeters = [] }: SitePlan): Promise<void> {
  for (const [position, meter] of virtualMeters.entries()) {
    const row = toVirtualMeterRow(site.id, meter, position);
    await tx
      .insertInto('virtual_meters')
      .values(row)
      .onConflict((conflict) => conflict.columns(['site', 'id']).doUpdateSet(row))
      .execute();
  }
}
