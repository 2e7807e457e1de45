import type { OneTimeCode, OneTimeCodes } from '../access-ports.ts';
import type { Db, Tables } from './tables.ts';

/** Links that work once. Of two who use the same one at the same time, one wins: it is a single statement. */
export function createOneTimeCodes(db: Db): OneTimeCodes {
  return {
    async save(code) {
      await db.insertInto('one_time_codes').values(toRow(code)).execute();
    },

    async get(id) {
      const row = await db.selectFrom('one_time_codes').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toCode(row);
    },

    async use(id, kind, at) {
      const row = await db
        .updateTable('one_time_codes')
        .set({ used_at: at })
        .where('id', '=', id)
        .where('kind', '=', kind)
        .where('used_at', 'is', null)
        .where('expires_at', '>', at)
        .returningAll()
        .executeTakeFirst();
      return row && toCode(row);
    },

    async drop(kind, person) {
      let query = db.deleteFrom('one_time_codes').where('kind', '=', kind).where('used_at', 'is', null);
      if (person !== undefined) query = query.where('person', '=', person);
      await query.execute();
    },
  };
}

function toRow({ id, kind, person, label, createdAt, expiresAt, usedAt }: OneTimeCode): Tables['one_time_codes'] {
  return { id, kind, person, label, created_at: createdAt, expires_at: expiresAt, used_at: usedAt };
}

function toCode({ id, kind, person, label, created_at, expires_at, used_at }: Tables['one_time_codes']): OneTimeCode {
  return { id, kind, person, label, createdAt: created_at, expiresAt: expires_at, usedAt: used_at };
}
