import type { Kysely } from 'kysely';
import { clustered, countedId } from '../dialect.ts';
import { table } from './table.ts';

/** A migration knows the tables of its own time only, so it does not use the types of today. */
type Schema = Kysely<unknown>;

/** What schools set for rules, what they declare about places and times, edited calendars, and the weather. */
export async function up(db: Schema): Promise<void> {
  await table(
    db,
    'rule_settings',
    'site text, rule text, scope_kind text, scope_id text, is_on integer?, options text, set_by text, reason text, set_at bigint',
  )
    .addPrimaryKeyConstraint('rule_settings_key', ['site', 'rule', 'scope_kind', 'scope_id'])
    .execute();
  const declaration = `id text, site text, kind text, scope_kind text, scope_id text, rules text?, from_at bigint, until_at bigint,
    weekly text?, reason text, said_by text, recorded_at bigint, ended_at bigint?, ended_by text?, ended_reason text?`;
  await table(db, 'declarations', declaration).addPrimaryKeyConstraint('declarations_key', ['site', 'id']).execute();
  await db.schema.createIndex('declarations_order').on('declarations').columns(['site', 'recorded_at']).execute();
  await table(db, 'calendar_edits', 'site text, plan text?, edited_by text, edited_at bigint')
    .addColumn('id', 'integer', countedId)
    .execute();
  await db.schema.createIndex('calendar_edits_newest').on('calendar_edits').columns(['site', 'id']).execute();
  await clustered(table(db, 'weather_hours', 'site text, source text, at bigint, temperature_c double precision'))
    .addPrimaryKeyConstraint('weather_hours_key', ['site', 'source', 'at'])
    .execute();
  await clustered(table(db, 'weather_forecasts', 'site text, at bigint, issued_at bigint, temperature_c double precision'))
    .addPrimaryKeyConstraint('weather_forecasts_key', ['site', 'at', 'issued_at'])
    .execute();
  await db.schema.alterTable('sites').addColumn('facts', 'text').execute();
  await db.schema.alterTable('meters').addColumn('rated_kw', 'double precision').execute();
  await db.schema.alterTable('meters').addColumn('always_on', 'integer').execute();
  await db.schema.alterTable('meters').addColumn('frost_taps', 'integer').execute();
}
