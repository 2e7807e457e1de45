import type { Declaration } from '../../domain/declaration.ts';
import type { Declarations } from '../school-ports.ts';
import { type Db, nextOf, type Tables, type Tx } from './tables.ts';

/** Exclusions, permits and changes, with who and why; none is ever deleted. */
export function createDeclarations(db: Db): Declarations {
  return {
    async list(site, { limit }) {
      const rows = await db
        .selectFrom('declarations')
        .selectAll()
        .where('site', '=', site)
        .orderBy('recorded_at', 'desc')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(toDeclaration);
    },

    async get(site, id) {
      const row = await db.selectFrom('declarations').selectAll().where('site', '=', site).where('id', '=', id).executeTakeFirst();
      return row && toDeclaration(row);
    },

    save: (declaration) =>
      db.transaction().execute(async (tx) => {
        const row = toRow(declaration);
        await tx
          .insertInto('declarations')
          .values(row)
          .onConflict((conflict) => conflict.columns(['site', 'id']).doUpdateSet(row))
          .execute();
        await nextOf(tx, 'catalog');
      }),

    end: (site, id, { at, by, reason }) =>
      db.transaction().execute(async (tx) => {
        const { numUpdatedRows } = await tx
          .updateTable('declarations')
          .set({ ended_at: at, ended_by: by, ended_reason: reason })
          .where('site', '=', site)
          .where('id', '=', id)
          .where('ended_at', 'is', null)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return false;
        await nextOf(tx, 'catalog');
        return true;
      }),
  };
}

/**
 * All of one site, also those that are over: a replay of a past night has to see what was declared then. A school makes some
 * hundred a year.
 */
export async function readDeclarations(tx: Tx, site: string): Promise<Declaration[]> {
  const rows = await tx.selectFrom('declarations').selectAll().where('site', '=', site).orderBy('recorded_at').orderBy('id').execute();
  return rows.map(toDeclaration);
}

function toRow({ id, site, kind, scope, rules, fromAt, untilAt, weekly, ...said }: Declaration): Tables['declarations'] {
  return {
    id,
    site,
    kind,
    scope_kind: scope.kind,
    scope_id: scope.id,
    rules: rules && JSON.stringify(rules),
    from_at: fromAt,
    until_at: untilAt,
    weekly: weekly === undefined ? null : JSON.stringify(weekly),
    reason: said.reason,
    said_by: said.by,
    recorded_at: said.recordedAt,
    ended_at: said.ended?.at ?? null,
    ended_by: said.ended?.by ?? null,
    ended_reason: said.ended?.reason ?? null,
  };
}

function toDeclaration(row: Tables['declarations']): Declaration {
  return {
    id: row.id,
    site: row.site,
    kind: row.kind,
    scope: { kind: row.scope_kind, id: row.scope_id },
    rules: row.rules === null ? null : (JSON.parse(row.rules) as string[]),
    fromAt: row.from_at,
    untilAt: row.until_at,
    ...(row.weekly === null ? {} : { weekly: JSON.parse(row.weekly) as NonNullable<Declaration['weekly']> }),
    reason: row.reason,
    by: row.said_by,
    recordedAt: row.recorded_at,
    ended: row.ended_at === null ? null : { at: row.ended_at, by: row.ended_by ?? '', reason: row.ended_reason ?? '' },
  };
}
