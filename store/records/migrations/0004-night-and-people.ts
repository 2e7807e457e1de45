import { type Kysely, sql } from 'kysely';
import { countedId } from '../dialect.ts';
import { table } from './table.ts';

/** A migration knows the tables of its own time only, so it does not use the types of today. */
type Schema = Kysely<unknown>;

/** What people say about alerts, the rounds of the night, messages on their way, and who may come in. */
export async function up(db: Schema): Promise<void> {
  await night(db);
  await outbox(db);
  await access(db);
}

async function night(db: Schema): Promise<void> {
  const event = `id text, site text, alert text, night text, word text, at bigint, recorded_at bigint, said_by text, by_name text,
    reason text?, note text, photo text?, avoided text?, rate double precision?`;
  await table(db, 'alert_events', event).addPrimaryKeyConstraint('alert_events_key', ['site', 'id']).execute();
  await db.schema.createIndex('alert_events_alert').on('alert_events').columns(['site', 'alert']).execute();
  await db.schema.createIndex('alert_events_night').on('alert_events').columns(['site', 'night']).execute();
  const round = 'site text, night text, number integer, frozen_at bigint, state text';
  await table(db, 'rounds', round).addPrimaryKeyConstraint('rounds_key', ['site', 'night', 'number']).execute();
  const digest = 'site text, kind text, day text, made_at bigint, lines text';
  await table(db, 'digests', digest).addPrimaryKeyConstraint('digests_key', ['site', 'kind', 'day']).execute();
  const seen = `id text, site text, at bigint, building text, space text?, what text, note text, photo text?, said_by text,
    by_name text, recorded_at bigint, review text?`;
  await table(db, 'seen_findings', seen).addPrimaryKeyConstraint('seen_findings_key', ['site', 'id']).execute();
  await db.schema.createIndex('seen_findings_at').on('seen_findings').columns(['site', 'at']).execute();
}

async function outbox(db: Schema): Promise<void> {
  const message = `site text, kind text, key text?, created_at bigint, urgency text, audience text, alert_id text?, alert text?, words text?,
    link text, planned_at bigint?, fed_at bigint?`;
  await table(db, 'messages', message).addColumn('id', 'integer', countedId).execute();
  await db.schema.createIndex('messages_key').unique().on('messages').columns(['site', 'key']).execute();
  await db.schema.createIndex('messages_alert').on('messages').columns(['site', 'alert_id']).execute();
  await db.schema.createIndex('messages_unplanned').on('messages').columns(['planned_at', 'id']).execute();
  await db.schema.createIndex('messages_unfed').on('messages').columns(['fed_at', 'id']).execute();
  // Notices of before: told on the terminal and by MQTT, which is `fed`. Nobody had an address.
  await sql`
    insert into messages (id, site, kind, created_at, urgency, audience, alert_id, alert, link, planned_at, fed_at)
    select id, site, kind, created_at, 'today', 'maintainer', alert_id, alert, '/alerts', created_at, delivered_at from notices
  `.execute(db);
  await db.schema.dropTable('notices').execute();
  const delivery = `message bigint, site text, person text?, address text, rung integer, state text, attempts integer, created_at bigint,
    due_at bigint, sent_at bigint?, accepted_at bigint?, seen_at bigint?, acted_at bigint?, why text, answer text, carrier bigint?`;
  await table(db, 'deliveries', delivery).addColumn('id', 'integer', countedId).execute();
  await db.schema.createIndex('deliveries_once').unique().on('deliveries').columns(['message', 'address']).execute();
  await db.schema.createIndex('deliveries_due').on('deliveries').columns(['state', 'due_at']).execute();
  await db.schema.createIndex('deliveries_address').on('deliveries').columns(['site', 'address', 'id']).execute();
  const address = `id text, site text, channel text, name text, person text?, audiences text, is_on integer, created_at bigint, sealed text`;
  await table(db, 'addresses', address).addPrimaryKeyConstraint('addresses_key', ['site', 'id']).execute();
}

async function access(db: Schema): Promise<void> {
  const person = `id text, name text, role text, reach text, login text?, phone text?, wishes text, created_at bigint, disabled_at bigint?,
    password text?, totp text?, totp_step bigint`;
  await table(db, 'people', person).addPrimaryKeyConstraint('people_key', ['id']).execute();
  await db.schema.createIndex('people_login').unique().on('people').columns(['login']).execute();
  const session = `id text, person text, kind text, is_demo integer, label text, created_at bigint, last_seen_at bigint, expires_at bigint,
    ended_at bigint?`;
  await table(db, 'sessions', session).addPrimaryKeyConstraint('sessions_key', ['id']).execute();
  await db.schema.createIndex('sessions_person').on('sessions').columns(['person']).execute();
  const code = 'id text, kind text, person text?, label text, created_at bigint, expires_at bigint, used_at bigint?';
  await table(db, 'one_time_codes', code).addPrimaryKeyConstraint('one_time_codes_key', ['id']).execute();
  const token = `id text, hint text, name text, role text, only_these text, reach text, created_by text, created_at bigint, expires_at bigint?,
    last_used_at bigint?, ended_at bigint?`;
  await table(db, 'api_tokens', token).addPrimaryKeyConstraint('api_tokens_key', ['id']).execute();
  const entry = 'at bigint, done_by text, by_name text, site text?, action text, target text, detail text';
  await table(db, 'audit_log', entry).addColumn('id', 'integer', countedId).execute();
  const school = 'site text, roster text, floor text?, set_by text, set_at bigint';
  await table(db, 'duty', school).addPrimaryKeyConstraint('duty_key', ['site']).execute();
}
