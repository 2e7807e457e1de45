import type { Audit, AuditEntry } from '../access-ports.ts';
import type { Db, Tables } from './tables.ts';

/** Who did what. There is no way to change or delete an entry. */
export function createAudit(db: Db): Audit {
  return {
    async add({ at, by, byName, site, action, target, detail }) {
      await db.insertInto('audit_log').values({ at, done_by: by, by_name: byName, site, action, target, detail }).execute();
    },

    async list({ site, beforeId, limit }) {
      let query = db.selectFrom('audit_log').selectAll().orderBy('id', 'desc').limit(limit);
      if (site !== undefined) query = query.where('site', '=', site);
      if (beforeId !== undefined) query = query.where('id', '<', beforeId);
      return (await query.execute()).map(toEntry);
    },
  };
}

function toEntry({
  id,
  at,
  done_by,
  by_name,
  site,
  action,
  target,
  detail,
}: Omit<Tables['audit_log'], 'id'> & { id: number }): AuditEntry & {
  id: number;
} {
  return { id, at, by: done_by, byName: by_name, site, action, target, detail };
}
