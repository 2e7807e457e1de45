import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import {
  type ColumnDefinitionBuilder,
  type CreateTableBuilder,
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Expression,
  type RawBuilder,
  sql,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type SqliteStatement,
  type TransactionSettings,
} from 'kysely';

/**
 * All that is SQLite's own. Another database needs another file with the same exports; the queries stay as they are.
 */
const BUSY_TIMEOUT_MS = 5000;
/** The program has fewer different statements than this; the bound only guards against a mistake. */
const MAX_STATEMENTS = 300;

/**
 * SQLite behind Kysely: WAL, each commit synced, shared with other processes of ours.
 *
 * @param options.temporary nobody needs the file after a crash: nothing is synced
 */
export function openSqliteDialect(path: string, { temporary = false } = {}): Dialect {
  mkdirSync(dirname(path), { recursive: true });
  const database = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  database.pragma('journal_mode = WAL');
  database.pragma(`synchronous = ${temporary ? 'OFF' : 'FULL'}`);
  database.pragma('foreign_keys = ON');
  const connection = withStatementCache(database);
  return {
    createDriver: () => new ImmediateDriver({ database: connection }),
    createAdapter: () => new TransactionalAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/**
 * A write transaction takes the write lock at once. One that begins by reading would fail without waiting when another
 * process wrote in between (SQLITE_BUSY_SNAPSHOT), whatever the busy timeout says.
 */
class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection, settings?: TransactionSettings): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(settings?.accessMode === 'read only' ? 'begin' : 'begin immediate'));
  }
}

/** SQLite can change tables in a transaction; so two processes that migrate at once wait for each other. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** Kysely prepares each statement anew; preparing costs more than running on the collector's road. */
function withStatementCache(database: Database.Database): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>();
  return {
    close: () => void database.close(),
    prepare(text) {
      let statement = statements.get(text);
      if (statement) return statement;
      statement = withFastRows(database.prepare(text));
      if (statements.size >= MAX_STATEMENTS) statements.clear();
      statements.set(text, statement);
      return statement;
    },
  };
}

/** The driver builds an object per row twice as slowly as V8 does from its bare values. */
function withFastRows(statement: Database.Statement): SqliteStatement {
  const { reader } = statement;
  if (!reader) return statement;
  const names = statement.columns().map(({ name }) => name);
  const toRow = (values: unknown[]) => {
    const row: Record<string, unknown> = {};
    for (let index = 0; index < names.length; index++) row[names[index]!] = values[index];
    return row;
  };
  const raw = statement.raw();
  return {
    reader,
    all: (parameters) => (raw.all(parameters) as unknown[][]).map(toRow),
    run: () => raise(),
    iterate: () => raise(),
  };
}

function raise(): never {
  throw new Error('rows are read all at once');
}

/** Rows lie in the order of the primary key: what a question reads together stands together. */
export function clustered<Name extends string, Columns extends string>(table: CreateTableBuilder<Name, Columns>) {
  return table.modifyEnd(sql`without rowid`);
}

/** An id that the database counts up and never gives twice. */
export function countedId(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder {
  return column.primaryKey().autoIncrement();
}

/** Column type of raw bytes. */
export const BYTES = sql`blob`;

/** Two flat JSON objects in text columns as one; the names of the second win. */
export function mergedJson(first: Expression<string>, second: Expression<string>): RawBuilder<string> {
  return sql<string>`json_patch(${first}, ${second})`;
}
