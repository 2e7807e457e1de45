import { type Kysely, sql } from 'kysely';
import { BYTES, clustered, countedId } from '../dialect.ts';
import { table } from './table.ts';

/** A migration knows the tables of its own time only, so it does not use the types of today. */
type Schema = Kysely<unknown>;

/** What people say about meters, what meters say about themselves, and steps with what they mean. */
export async function up(db: Schema): Promise<void> {
  await createCorrections(db);
  await createManualReadings(db);
  await createPhotos(db);
  await createSightings(db);
  await createVirtualMeters(db);
  await widenMeters(db);
  await widenSteps(db);
  await markAllDays(db);
}

async function createCorrections(db: Schema): Promise<void> {
  const correction = `id text, site text, meter text, kind text, statement text, said_by text, reason text, recorded_at bigint,
    undone_at bigint?, undone_by text?, undone_reason text?, seq bigint`;
  await table(db, 'corrections', correction)
    .addPrimaryKeyConstraint('corrections_key', ['site', 'id'])
    .addForeignKeyConstraint('corrections_meter', ['site', 'meter'], 'meters', ['site', 'id'])
    .execute();
  await db.schema.createIndex('corrections_order').on('corrections').columns(['site', 'seq']).execute();
}

async function createManualReadings(db: Schema): Promise<void> {
  const reading = `id text, site text, meter text, at bigint, value double precision, taken_by text, note text, photo text?,
    concern text?, state text, checked_by text?, checked_at bigint?, check_note text?, recorded_at bigint`;
  await table(db, 'manual_readings', reading)
    .addPrimaryKeyConstraint('manual_readings_key', ['site', 'id'])
    .addForeignKeyConstraint('manual_readings_meter', ['site', 'meter'], 'meters', ['site', 'id'])
    .execute();
  await db.schema.createIndex('manual_readings_order').on('manual_readings').columns(['site', 'recorded_at']).execute();
}

async function createPhotos(db: Schema): Promise<void> {
  await table(db, 'photos', 'site text, id text, type text, at bigint')
    .addColumn('bytes', BYTES, (column) => column.notNull())
    .addPrimaryKeyConstraint('photos_key', ['site', 'id'])
    .execute();
}

async function createSightings(db: Schema): Promise<void> {
  await clustered(table(db, 'meter_serials', 'site text, meter text, serial text, first_at bigint, last_at bigint'))
    .addPrimaryKeyConstraint('meter_serials_key', ['site', 'meter', 'serial'])
    .execute();
  await clustered(table(db, 'clock_lags', 'site text, meter text, hour_at bigint, min_lag_ms bigint, readings integer'))
    .addPrimaryKeyConstraint('clock_lags_key', ['site', 'meter', 'hour_at'])
    .execute();
  await table(db, 'collector_events', 'at bigint, kind text, from_at bigint?, detail text').addColumn('id', 'integer', countedId).execute();
}

async function createVirtualMeters(db: Schema): Promise<void> {
  await table(db, 'virtual_meters', 'site text, id text, name text, name_en text?, medium text, terms text, position integer')
    .addPrimaryKeyConstraint('virtual_meters_key', ['site', 'id'])
    .addForeignKeyConstraint('virtual_meters_site', ['site'], 'sites', ['id'])
    .execute();
}

async function widenMeters(db: Schema): Promise<void> {
  await db.schema.alterTable('meters').addColumn('falls', 'text').execute();
  await db.schema.alterTable('meters').addColumn('spread_gaps', 'integer').execute();
  await db.schema.alterTable('channels').addColumn('stamp', 'text').execute();
}

/** What stands there until the steps are computed again: all that has an amount was laid into intervals then. */
async function widenSteps(db: Schema): Promise<void> {
  const steps = () => db.schema.alterTable('steps');
  await steps().addColumn('consumption', 'double precision').execute();
  await steps()
    .addColumn('booking', 'text', (column) => column.notNull().defaultTo('none'))
    .execute();
  await steps()
    .addColumn('size', 'double precision', (column) => column.notNull().defaultTo(0))
    .execute();
  const ratios = sql`select ratio from meter_ratios where meter_ratios.site = steps.site and meter_ratios.meter = steps.meter`;
  const ratio = sql`coalesce((${ratios} and from_at <= steps.from_at order by from_at desc limit 1), (${ratios} order by from_at limit 1), 1)`;
  await sql`update steps set size = abs(to_value - from_value) * ${ratio}, consumption = amount * ${ratio},
    booking = case when amount is null then 'none' else 'laid' end`.execute(db);
  await db.schema.createIndex('steps_kind').on('steps').columns(['site', 'kind', 'to_at']).execute();
}

/** Steps are understood by more evidence now, so all that was computed is computed again. A local day lies in two UTC days. */
async function markAllDays(db: Schema): Promise<void> {
  await sql`update counters set value = value + 1 where name = 'touch'`.execute(db);
  await sql`insert into touched_days (site, meter, day, from_at, to_at, seq)
    select site, meter, day, day * 86400000, day * 86400000 + 86399999, (select value from counters where name = 'touch')
    from (select site, meter, start_at / 86400000 as day from day_totals
      union select site, meter, start_at / 86400000 + 1 as day from day_totals) as days
    where true
    on conflict (site, meter, day) do update set from_at = excluded.from_at, to_at = excluded.to_at, seq = excluded.seq`.execute(db);
}
