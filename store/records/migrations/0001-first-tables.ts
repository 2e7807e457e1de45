import type { CreateTableBuilder, Kysely } from 'kysely';
import { BYTES, clustered, countedId } from '../dialect.ts';

/** A migration knows the tables of its own time only, so it does not use the types of today. */
type Schema = Kysely<unknown>;

const NAMED = 'name text, name_en text?';
const ORDERED = 'walk_order integer, position integer';

export async function up(db: Schema): Promise<void> {
  await createCounters(db);
  await createPlaces(db);
  await createMeters(db);
  await createIntake(db);
  await createIntervals(db);
  await createSteps(db);
  await createAlerts(db);
  await createLedger(db);
}

async function createCounters(db: Schema): Promise<void> {
  await table(db, 'counters', 'name text, value bigint').addPrimaryKeyConstraint('counters_key', ['name']).execute();
  const counters = db as Kysely<{ counters: { name: string; value: number } }>;
  await counters
    .insertInto('counters')
    .values([
      { name: 'catalog', value: 0 },
      { name: 'touch', value: 0 },
    ])
    .execute();
}

async function createPlaces(db: Schema): Promise<void> {
  await table(db, 'sites', `id text, ${NAMED}, time_zone text, calendar text, position integer`)
    .addPrimaryKeyConstraint('sites_key', ['id'])
    .execute();
  await table(db, 'campuses', `site text, id text, ${NAMED}, position integer`)
    .addPrimaryKeyConstraint('campuses_key', ['site', 'id'])
    .addForeignKeyConstraint('campuses_site', ['site'], 'sites', ['id'])
    .execute();
  const building = 'campus text, function text, floors integer?, area_m2 double precision?';
  await table(db, 'buildings', `site text, id text, ${NAMED}, ${building}, ${ORDERED}`)
    .addPrimaryKeyConstraint('buildings_key', ['site', 'id'])
    .addForeignKeyConstraint('buildings_campus', ['site', 'campus'], 'campuses', ['site', 'id'])
    .execute();
  await table(db, 'spaces', `site text, id text, ${NAMED}, building text, floor integer, function text, ${ORDERED}`)
    .addPrimaryKeyConstraint('spaces_key', ['site', 'id'])
    .addForeignKeyConstraint('spaces_building', ['site', 'building'], 'buildings', ['site', 'id'])
    .execute();
}

async function createMeters(db: Schema): Promise<void> {
  const meter = `building text, space text?, medium text, role text, item_scheme text?, item_code text?, kind text, digits integer,
    resolution double precision, rating_per_hour double precision?, parent text?, serial text?, reading_interval_s integer,
    ac_units integer?, q1_lph double precision?, continuous_flow_expected integer?, battery integer?`;
  await table(db, 'meters', `site text, id text, ${NAMED}, ${meter}, ${ORDERED}`)
    .addPrimaryKeyConstraint('meters_key', ['site', 'id'])
    .addForeignKeyConstraint('meters_building', ['site', 'building'], 'buildings', ['site', 'id'])
    .addForeignKeyConstraint('meters_space', ['site', 'space'], 'spaces', ['site', 'id'])
    // A meter may be declared before the one above it, so this is looked at when the transaction ends.
    .addForeignKeyConstraint('meters_parent', ['site', 'parent'], 'meters', ['site', 'id'], (key) => key.deferrable().initiallyDeferred())
    .execute();
  await table(db, 'meter_ratios', 'site text, meter text, from_at bigint, ratio double precision')
    .addPrimaryKeyConstraint('meter_ratios_key', ['site', 'meter', 'from_at'])
    .addForeignKeyConstraint('meter_ratios_meter', ['site', 'meter'], 'meters', ['site', 'id'])
    .execute();
  await table(db, 'channels', 'site text, source text, address text, meter text, position integer')
    .addPrimaryKeyConstraint('channels_key', ['site', 'source', 'address'])
    .addForeignKeyConstraint('channels_meter', ['site', 'meter'], 'meters', ['site', 'id'])
    .execute();
}

async function createIntake(db: Schema): Promise<void> {
  await clustered(table(db, 'latest_readings', 'site text, meter text, at bigint, received_at bigint, clock text, fields text'))
    .addPrimaryKeyConstraint('latest_readings_key', ['site', 'meter'])
    .execute();
  await table(db, 'refusal_counts', 'reason text, count bigint, last_at bigint')
    .addPrimaryKeyConstraint('refusal_counts_key', ['reason'])
    .execute();
  await table(db, 'refused_messages', 'at bigint, reason text, topic text, detail text, sample text')
    .addColumn('id', 'integer', countedId)
    .execute();
  await db.schema.createIndex('refused_messages_reason').on('refused_messages').columns(['reason', 'id']).execute();
  const unknown = 'site text, source text, address text, topic text, sample text, count bigint, first_at bigint, last_at bigint';
  await table(db, 'unknown_meters', unknown).addPrimaryKeyConstraint('unknown_meters_key', ['site', 'source', 'address']).execute();
  await table(db, 'collector_state', 'id integer, state text').addPrimaryKeyConstraint('collector_state_key', ['id']).execute();
}

async function createIntervals(db: Schema): Promise<void> {
  await clustered(table(db, 'touched_days', 'site text, meter text, day integer, from_at bigint, to_at bigint, seq bigint'))
    .addPrimaryKeyConstraint('touched_days_key', ['site', 'meter', 'day'])
    .execute();
  await clustered(table(db, 'interval_days', 'site text, meter text, day text, start_at bigint'))
    .addColumn('amounts', BYTES, (column) => column.notNull())
    .addColumn('qualities', BYTES, (column) => column.notNull())
    .addPrimaryKeyConstraint('interval_days_key', ['site', 'meter', 'day'])
    .execute();
  const counts = `absent integer, measured integer, interpolated integer, estimated integer, manual integer, suspect integer,
    partial integer`;
  await clustered(table(db, 'day_totals', `site text, meter text, day text, start_at bigint, total double precision?, ${counts}`))
    .addPrimaryKeyConstraint('day_totals_key', ['site', 'meter', 'day'])
    .execute();
  await db.schema.createIndex('day_totals_day').on('day_totals').columns(['site', 'day']).execute();
  await table(db, 'changed_days', 'site text, day text, seq bigint').addPrimaryKeyConstraint('changed_days_key', ['site', 'day']).execute();
}

async function createSteps(db: Schema): Promise<void> {
  const step = 'from_at bigint, from_value double precision, to_value double precision, kind text, amount double precision?';
  await clustered(table(db, 'steps', `site text, meter text, to_at bigint, ${step}`))
    .addPrimaryKeyConstraint('steps_key', ['site', 'meter', 'to_at'])
    .execute();
  await db.schema.createIndex('steps_newest').on('steps').columns(['site', 'to_at']).execute();
}

async function createAlerts(db: Schema): Promise<void> {
  const alert = `id text, site text, rule text, meter text, night text, state text, opened_at bigint, updated_at bigint,
    closed_at bigint?, finding text`;
  await table(db, 'alerts', alert)
    .addPrimaryKeyConstraint('alerts_key', ['id'])
    .addUniqueConstraint('alerts_one_per_night', ['site', 'rule', 'meter', 'night'])
    .execute();
  await db.schema.createIndex('alerts_night').on('alerts').columns(['site', 'night']).execute();
  await db.schema.createIndex('alerts_state').on('alerts').columns(['site', 'state']).execute();
  await db.schema.createIndex('alerts_updated').on('alerts').columns(['site', 'updated_at']).execute();
  await table(db, 'notices', 'site text, alert_id text, kind text, created_at bigint, delivered_at bigint?, alert text')
    .addColumn('id', 'integer', countedId)
    .addForeignKeyConstraint('notices_alert', ['alert_id'], 'alerts', ['id'])
    .execute();
  await db.schema.createIndex('notices_pending').on('notices').columns(['delivered_at', 'id']).execute();
}

async function createLedger(db: Schema): Promise<void> {
  const run = 'job text, slot_at bigint, started_at bigint, finished_at bigint?, outcome text, detail text';
  await clustered(table(db, 'job_runs', run))
    .addPrimaryKeyConstraint('job_runs_key', ['job', 'slot_at'])
    .execute();
}

type ColumnType = 'text' | 'integer' | 'bigint' | 'double precision';

/** A table from words such as `name text, floors integer?`; a type that ends in `?` may be null. */
function table(db: Schema, name: string, columns: string): CreateTableBuilder<string, string> {
  let builder: CreateTableBuilder<string, string> = db.schema.createTable(name);
  for (const column of columns.split(',')) {
    const [, columnName, type, nullable] = /^\s*(\w+) ([a-z ]+)(\??)$/.exec(column) ?? [];
    if (!columnName || !type) throw new Error(`not a column: '${column}'`);
    builder = builder.addColumn(columnName, type as ColumnType, (definition) => (nullable ? definition : definition.notNull()));
  }
  return builder;
}
