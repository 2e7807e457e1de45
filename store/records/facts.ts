import type { Factor } from '../../domain/factor.ts';
import type { SchoolFact } from '../../domain/school-facts.ts';
import type { Facts } from '../report-ports.ts';
import type { Db } from './tables.ts';

/** What is known of a school besides its meters, and its own rows of the factor table. Reports freeze what they used. */
export function createFacts(db: Db): Facts {
  return {
    async list(site) {
      const rows = await db
        .selectFrom('school_facts')
        .selectAll()
        .where('site', '=', site)
        .orderBy('kind')
        .orderBy('from_month')
        .orderBy('id')
        .execute();
      return rows.map(({ body, from_month, ...row }) => ({ ...(JSON.parse(body) as object), ...row, fromMonth: from_month }) as SchoolFact);
    },

    async save({ id, site, kind, fromMonth, ...rest }) {
      const row = { site, id, kind, from_month: fromMonth, body: JSON.stringify(rest) };
      await db
        .insertInto('school_facts')
        .values(row)
        .onConflict((conflict) => conflict.columns(['site', 'id']).doUpdateSet(row))
        .execute();
    },

    async remove(site, id) {
      const { numDeletedRows } = await db.deleteFrom('school_facts').where('site', '=', site).where('id', '=', id).executeTakeFirst();
      return numDeletedRows > 0n;
    },

    async factors(site) {
      const rows = await db.selectFrom('factors').selectAll().where('site', '=', site).orderBy('id').execute();
      return rows.map(({ id, body }) => ({ ...(JSON.parse(body) as Omit<Factor, 'id' | 'isBuiltIn'>), id, isBuiltIn: false }));
    },

    async saveFactor(site, { id, isBuiltIn: _, ...rest }, by, at) {
      const row = { site, id, body: JSON.stringify(rest), saved_by: by, saved_at: at };
      await db
        .insertInto('factors')
        .values(row)
        .onConflict((conflict) => conflict.columns(['site', 'id']).doUpdateSet(row))
        .execute();
    },

    async removeFactor(site, id) {
      const { numDeletedRows } = await db.deleteFrom('factors').where('site', '=', site).where('id', '=', id).executeTakeFirst();
      return numDeletedRows > 0n;
    },
  };
}
