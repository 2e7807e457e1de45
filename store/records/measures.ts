import type { Measure } from '../../domain/measure.ts';
import type { Measures } from '../report-ports.ts';
import type { Db } from './tables.ts';

/** Measures for saving, newest first. What each saved is computed anew whenever it is asked for. */
export function createMeasures(db: Db): Measures {
  return {
    async list(site) {
      const rows = await db.selectFrom('measures').selectAll().where('site', '=', site).orderBy('saved_at', 'desc').orderBy('id').execute();
      return rows.map(({ id, body, saved_at: savedAt }) => ({
        ...(JSON.parse(body) as Omit<Measure, 'id' | 'site' | 'savedAt'>),
        site,
        id,
        savedAt,
      }));
    },

    async save({ id, site, savedAt, ...rest }) {
      const row = { site, id, saved_at: savedAt, body: JSON.stringify(rest) };
      await db
        .insertInto('measures')
        .values(row)
        .onConflict((conflict) => conflict.columns(['site', 'id']).doUpdateSet(row))
        .execute();
    },
  };
}
