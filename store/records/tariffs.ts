import type { Tariff, TariffRevision } from '../../domain/tariff.ts';
import type { Tariffs } from '../money-ports.ts';
import type { Db, Tables } from './tables.ts';

/** Price lists with all of their revisions; none is ever changed or deleted. */
export function createTariffs(db: Db): Tariffs {
  const ofSite = (site: string) => db.selectFrom('tariffs').selectAll().where('site', '=', site);
  return {
    async list(site) {
      const rows = await ofSite(site).orderBy('id').orderBy('valid_from').orderBy('revision', 'desc').execute();
      const newest = rows.filter((row, index) => !isSameVersion(row, rows[index - 1]));
      return newest.filter((row) => row.withdrawn_at === null).map(toRevision);
    },

    async history(site, id) {
      const rows = await ofSite(site).where('id', '=', id).orderBy('revision', 'desc').execute();
      return rows.map(toRevision);
    },

    save: (site, tariff, by, at) =>
      db.transaction().execute(async (tx) => {
        const last = await tx
          .selectFrom('tariffs')
          .select(({ fn }) => fn.max('revision').as('revision'))
          .where('site', '=', site)
          .where('id', '=', tariff.id)
          .executeTakeFirst();
        const saved: TariffRevision = { tariff, revision: (last?.revision ?? 0) + 1, savedBy: by, savedAt: at, withdrawnAt: null };
        await tx.insertInto('tariffs').values(toRow(site, saved)).execute();
        return saved;
      }),

    withdraw: (site, id, validFrom, at) =>
      db.transaction().execute(async (tx) => {
        const newest = await tx
          .selectFrom('tariffs')
          .selectAll()
          .where('site', '=', site)
          .where('id', '=', id)
          .where('valid_from', '=', validFrom)
          .orderBy('revision', 'desc')
          .limit(1)
          .executeTakeFirst();
        if (!newest || newest.withdrawn_at !== null) return false;
        await tx
          .updateTable('tariffs')
          .set({ withdrawn_at: at })
          .where('site', '=', site)
          .where('id', '=', id)
          .where('revision', '=', newest.revision)
          .execute();
        return true;
      }),
  };
}

type Row = Tables['tariffs'];

const isSameVersion = (row: Row, other: Row | undefined) => row.id === other?.id && row.valid_from === other.valid_from;

function toRow(site: string, { tariff, revision, savedBy, savedAt, withdrawnAt }: TariffRevision): Row {
  return {
    site,
    id: tariff.id,
    revision,
    valid_from: tariff.validFrom,
    body: JSON.stringify(tariff),
    saved_by: savedBy,
    saved_at: savedAt,
    withdrawn_at: withdrawnAt,
  };
}

function toRevision(row: Row): TariffRevision {
  return {
    tariff: JSON.parse(row.body) as Tariff,
    revision: row.revision,
    savedBy: row.saved_by,
    savedAt: row.saved_at,
    withdrawnAt: row.withdrawn_at,
  };
}
