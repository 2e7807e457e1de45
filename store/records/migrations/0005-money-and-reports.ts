import type { Kysely } from 'kysely';
import { countedId } from '../dialect.ts';
import { table } from './table.ts';

/** A migration knows the tables of its own time only, so it does not use the types of today. */
type Schema = Kysely<unknown>;

/** Prices, bills, quotas, the facts of a school, and what was reported. What only the program reads whole is JSON in `body`. */
export async function up(db: Schema): Promise<void> {
  await money(db);
  await reports(db);
}

async function money(db: Schema): Promise<void> {
  const tariff = `site text, id text, revision integer, valid_from text, body text, saved_by text, saved_at bigint, withdrawn_at bigint?`;
  await table(db, 'tariffs', tariff).addPrimaryKeyConstraint('tariffs_key', ['site', 'id', 'revision']).execute();
  const account = 'site text, id text, name text, body text, saved_by text, saved_at bigint, ended_at bigint?';
  await table(db, 'accounts', account).addPrimaryKeyConstraint('accounts_key', ['site', 'id']).execute();
  const invoice = 'site text, id text, account text, from_day text, to_day text, body text';
  await table(db, 'invoices', invoice).addPrimaryKeyConstraint('invoices_key', ['site', 'id']).execute();
  await db.schema.createIndex('invoices_span').on('invoices').columns(['site', 'account', 'from_day']).execute();
  await table(db, 'resale_parties', account).addPrimaryKeyConstraint('resale_parties_key', ['site', 'id']).execute();
  const statement = `site text, id text, party text, building text?, from_day text, to_day text, state text, made_at bigint, reverses text?,
    disputes text, body text`;
  await table(db, 'statements', statement).addPrimaryKeyConstraint('statements_key', ['site', 'id']).execute();
  await db.schema.createIndex('statements_party').on('statements').columns(['site', 'party', 'from_day']).execute();
  const quota = `site text, id text, version integer, name text, body text, saved_by text, saved_at bigint, approved_by text?, approved_at bigint?`;
  await table(db, 'quotas', quota).addPrimaryKeyConstraint('quotas_key', ['site', 'id', 'version']).execute();
}

async function reports(db: Schema): Promise<void> {
  const fact = 'site text, id text, kind text, from_month text, body text';
  await table(db, 'school_facts', fact).addPrimaryKeyConstraint('school_facts_key', ['site', 'id']).execute();
  const factor = 'site text, id text, body text, saved_by text, saved_at bigint';
  await table(db, 'factors', factor).addPrimaryKeyConstraint('factors_key', ['site', 'id']).execute();
  const entry = `site text, month text, row_name text, amount text, cost text?, source text, coverage double precision?, note text,
    reverses bigint?, entered_by text, entered_at bigint`;
  await table(db, 'energy_ledger', entry).addColumn('id', 'integer', countedId).execute();
  await db.schema.createIndex('energy_ledger_month').on('energy_ledger').columns(['site', 'month']).execute();
  const report = `site text, month text, version integer, state text, made_by text, made_at bigint, approved_by text?, approved_at bigint?,
    data text, remarks text`;
  await table(db, 'month_reports', report).addPrimaryKeyConstraint('month_reports_key', ['site', 'month', 'version']).execute();
  await table(db, 'day_revisions', 'site text, day text, revision bigint')
    .addPrimaryKeyConstraint('day_revisions_key', ['site', 'day'])
    .execute();
  const measure = 'site text, id text, body text, saved_at bigint';
  await table(db, 'measures', measure).addPrimaryKeyConstraint('measures_key', ['site', 'id']).execute();
}
