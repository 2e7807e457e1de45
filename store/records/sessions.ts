import type { SessionRow, Sessions } from '../access-ports.ts';
import type { Db, Tables } from './tables.ts';

/** Who is signed in, on which browser or phone. Ended ones stay a while: they say when somebody left. */
export function createSessions(db: Db): Sessions {
  return {
    async save(session) {
      const row = toRow(session);
      await db
        .insertInto('sessions')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute();
    },

    async get(id) {
      const row = await db.selectFrom('sessions').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toSession(row);
    },

    async touch(id, at) {
      await db.updateTable('sessions').set({ last_seen_at: at }).where('id', '=', id).where('ended_at', 'is', null).execute();
    },

    async end(id, at) {
      const { numUpdatedRows } = await db
        .updateTable('sessions')
        .set({ ended_at: at })
        .where('id', '=', id)
        .where('ended_at', 'is', null)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },

    async endAll(person, at, but) {
      let query = db.updateTable('sessions').set({ ended_at: at }).where('person', '=', person).where('ended_at', 'is', null);
      if (but !== undefined) query = query.where('id', '!=', but);
      await query.execute();
    },

    async list({ kind, person }) {
      let query = db.selectFrom('sessions').selectAll().orderBy('last_seen_at', 'desc').orderBy('id');
      if (kind !== undefined) query = query.where('kind', '=', kind);
      if (person !== undefined) query = query.where('person', '=', person);
      return (await query.execute()).map(toSession);
    },

    async forget(before) {
      await db
        .deleteFrom('sessions')
        .where((row) => row.or([row('ended_at', '<', before), row('expires_at', '<', before)]))
        .execute();
    },
  };
}

function toRow({ id, person, kind, isDemo, label, createdAt, lastSeenAt, expiresAt, endedAt }: SessionRow): Tables['sessions'] {
  return {
    id,
    person,
    kind,
    is_demo: Number(isDemo),
    label,
    created_at: createdAt,
    last_seen_at: lastSeenAt,
    expires_at: expiresAt,
    ended_at: endedAt,
  };
}

function toSession({ id, person, kind, is_demo, label, ...at }: Tables['sessions']): SessionRow {
  return {
    id,
    person,
    kind,
    isDemo: is_demo !== 0,
    label,
    createdAt: at.created_at,
    lastSeenAt: at.last_seen_at,
    expiresAt: at.expires_at,
    endedAt: at.ended_at,
  };
}
