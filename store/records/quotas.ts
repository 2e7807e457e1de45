import type { QuotaPlan } from '../../domain/quota.ts';
import { yearQuotas } from '../../domain/quota-state.ts';
import type { Quota, SitePlan } from '../../domain/site.ts';
import type { Quotas } from '../money-ports.ts';
import { type Db, nextOf, type Tables, type Tx } from './tables.ts';

/** Quotas with all of their versions; none is ever changed but by its approval. */
export function createQuotas(db: Db): Quotas {
  return {
    async list(site, { all = false } = {}) {
      const versions = await readVersions(db, site);
      if (all) return versions;
      const newest = new Map(versions.map((plan) => [plan.id, plan]));
      return [...newest.values()].toSorted((a, b) => a.name.localeCompare(b.name, 'zh-CN'));
    },

    save: (plan) =>
      db.transaction().execute(async (tx) => {
        const { newest } = await tx
          .selectFrom('quotas')
          .select(({ fn }) => fn.max('version').as('newest'))
          .where('site', '=', plan.site)
          .where('id', '=', plan.id)
          .executeTakeFirstOrThrow();
        const saved = { ...plan, version: (newest ?? 0) + 1, approvedBy: null, approvedAt: null };
        await tx.insertInto('quotas').values(toRow(saved)).execute();
        return saved;
      }),

    approve: (site, id, version, by, at) =>
      db.transaction().execute(async (tx) => {
        const { numUpdatedRows } = await tx
          .updateTable('quotas')
          .set({ approved_by: by, approved_at: at })
          .where('site', '=', site)
          .where('id', '=', id)
          .where('version', '=', version)
          .where('approved_at', 'is', null)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return false;
        await nextOf(tx, 'catalog');
        return true;
      }),
  };
}

/** Beside those that the settings declare; of two for the same place, medium and year the approved one holds. */
export async function readQuotas(tx: Tx, site: string, declared: readonly Quota[] = []): Promise<Pick<SitePlan, 'quotas'>> {
  const approved = yearQuotas(await readVersions(tx, site));
  const keyOf = ({ medium, year, building }: Quota) => JSON.stringify([medium, year, building]);
  const byKey = new Map([...declared, ...approved].map((quota) => [keyOf(quota), quota]));
  return byKey.size === 0 ? {} : { quotas: [...byKey.values()] };
}

/** By id then version. */
async function readVersions(db: Db | Tx, site: string): Promise<QuotaPlan[]> {
  const rows = await db
    .selectFrom('quotas')
    .selectAll()
    .where('site', '=', site)
    .orderBy('name')
    .orderBy('id')
    .orderBy('version')
    .execute();
  return rows.map(toPlan);
}

type Body = Pick<QuotaPlan, 'unit' | 'medium' | 'period' | 'from' | 'to' | 'amount' | 'responsible' | 'basis'>;

function toRow({ id, site, version, name, savedBy, savedAt, approvedBy, approvedAt, ...body }: QuotaPlan): Tables['quotas'] {
  return {
    id,
    site,
    version,
    name,
    body: JSON.stringify(body satisfies Body),
    saved_by: savedBy,
    saved_at: savedAt,
    approved_by: approvedBy,
    approved_at: approvedAt,
  };
}

function toPlan({ id, site, version, name, body, saved_by, saved_at, approved_by, approved_at }: Tables['quotas']): QuotaPlan {
  const saved = { savedBy: saved_by, savedAt: saved_at, approvedBy: approved_by, approvedAt: approved_at };
  return { id, site, version, name, ...(JSON.parse(body) as Body), ...saved };
}
