import type { MonthReports, ReportRow } from '../report-ports.ts';
import type { Db, Tables } from './tables.ts';

const HEADS = ['site', 'month', 'version', 'state', 'made_by', 'made_at', 'approved_by', 'approved_at'] as const;

/** Reports as they were made. Their numbers are written once; beside them only the remarks of a draft and its approval change. */
export function createMonthReports(db: Db): MonthReports {
  return {
    async list(site, limit) {
      const rows = await db
        .selectFrom('month_reports')
        .select(HEADS)
        .where('site', '=', site)
        .orderBy('month', 'desc')
        .orderBy('version', 'desc')
        .limit(limit)
        .execute();
      return rows.map(toHead);
    },

    async get(site, month, version) {
      let query = db.selectFrom('month_reports').selectAll().where('site', '=', site).where('month', '=', month);
      if (version !== undefined) query = query.where('version', '=', version);
      const row = await query.orderBy('version', 'desc').limit(1).executeTakeFirst();
      return row && { ...toHead(row), data: row.data, remarks: row.remarks };
    },

    async add({ site, month, version, madeBy, madeAt, data, remarks }) {
      const made = { made_by: madeBy, made_at: madeAt, approved_by: null, approved_at: null };
      await db
        .insertInto('month_reports')
        .values({ site, month, version, state: 'draft', ...made, data, remarks })
        .execute();
    },

    saveRemarks: (site, month, version, remarks) => changeDraft(db, { site, month, version }, { remarks }),

    approve: (site, month, version, by, at) =>
      changeDraft(db, { site, month, version }, { state: 'approved', approved_by: by, approved_at: at }),
  };
}

type Row = Tables['month_reports'];

/** One statement, so that of two at once one finds no draft any more. */
async function changeDraft(db: Db, { site, month, version }: Pick<Row, 'site' | 'month' | 'version'>, set: Partial<Row>): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('month_reports')
    .set(set)
    .where('site', '=', site)
    .where('month', '=', month)
    .where('version', '=', version)
    .where('state', '=', 'draft')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

function toHead(row: Pick<Row, (typeof HEADS)[number]>): Omit<ReportRow, 'data' | 'remarks'> {
  const { site, month, version, state } = row;
  return {
    site,
    month,
    version,
    state,
    madeBy: row.made_by,
    madeAt: row.made_at,
    approvedBy: row.approved_by,
    approvedAt: row.approved_at,
  };
}
