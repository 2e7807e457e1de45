import type { CreateTableBuilder, Kysely } from 'kysely';

type ColumnType = 'text' | 'integer' | 'bigint' | 'double precision';

/** A table from words such as `name text, floors integer?`; a type that ends in `?` may be null. */
export function table(db: Kysely<unknown>, name: string, columns: string): CreateTableBuilder<string, string> {
  let builder: CreateTableBuilder<string, string> = db.schema.createTable(name);
  for (const column of columns.split(',')) {
    const [, columnName, type, nullable] = /^\s*(\w+) ([a-z ]+)(\??)$/.exec(column) ?? [];
    if (!columnName || !type) throw new Error(`not a column: '${column}'`);
    builder = builder.addColumn(columnName, type as ColumnType, (definition) => (nullable ? definition : definition.notNull()));
  }
  return builder;
}
