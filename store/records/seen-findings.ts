import type { SeenFinding, SeenFindings } from '../night-ports.ts';
import type { Db, Tables } from './tables.ts';

/** What people saw on a walk, and what the office made of it. */
export function createSeenFindings(db: Db): SeenFindings {
  return {
    async add(finding) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('seen_findings')
        .values(toRow(finding))
        .onConflict((conflict) => conflict.columns(['site', 'id']).doNothing())
        .executeTakeFirst();
      return Boolean(numInsertedOrUpdatedRows);
    },

    async review(site, id, review) {
      const { numUpdatedRows } = await db
        .updateTable('seen_findings')
        .set({ review: JSON.stringify(review) })
        .where('site', '=', site)
        .where('id', '=', id)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async list(site, { fromAt, limit }) {
      let query = db.selectFrom('seen_findings').selectAll().where('site', '=', site);
      if (fromAt !== undefined) query = query.where('at', '>=', fromAt);
      return (await query.orderBy('at', 'desc').orderBy('id').limit(limit).execute()).map(toFinding);
    },
  };
}

function toRow({ by, byName, recordedAt, review, ...finding }: SeenFinding): Tables['seen_findings'] {
  return { ...finding, said_by: by, by_name: byName, recorded_at: recordedAt, review: review && JSON.stringify(review) };
}

function toFinding({ said_by: by, by_name: byName, recorded_at: recordedAt, review, ...finding }: Tables['seen_findings']): SeenFinding {
  return { ...finding, by, byName, recordedAt, review: review === null ? null : (JSON.parse(review) as SeenFinding['review']) };
}
