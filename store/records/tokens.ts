import type { Permission, Reach } from '../../domain/access.ts';
import type { ApiToken, ApiTokens } from '../access-ports.ts';
import type { Db, Tables } from './tables.ts';

/** What programs show to come in. */
export function createApiTokens(db: Db): ApiTokens {
  return {
    async save(token) {
      await db.insertInto('api_tokens').values(toRow(token)).execute();
    },

    async get(id) {
      const row = await db.selectFrom('api_tokens').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toToken(row);
    },

    async touch(id, at) {
      await db.updateTable('api_tokens').set({ last_used_at: at }).where('id', '=', id).execute();
    },

    async end(id, at) {
      const { numUpdatedRows } = await db
        .updateTable('api_tokens')
        .set({ ended_at: at })
        .where('id', '=', id)
        .where('ended_at', 'is', null)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },

    async list() {
      return (await db.selectFrom('api_tokens').selectAll().orderBy('created_at', 'desc').orderBy('id').execute()).map(toToken);
    },
  };
}

function toRow({ id, hint, name, role, only, reach, createdBy, ...at }: ApiToken): Tables['api_tokens'] {
  return {
    id,
    hint,
    name,
    role,
    only_these: JSON.stringify(only),
    reach: JSON.stringify(reach),
    created_by: createdBy,
    created_at: at.createdAt,
    expires_at: at.expiresAt,
    last_used_at: at.lastUsedAt,
    ended_at: at.endedAt,
  };
}

function toToken({ id, hint, name, role, only_these, reach, created_by, ...at }: Tables['api_tokens']): ApiToken {
  return {
    id,
    hint,
    name,
    role,
    only: JSON.parse(only_these) as Permission[],
    reach: JSON.parse(reach) as Reach,
    createdBy: created_by,
    createdAt: at.created_at,
    expiresAt: at.expires_at,
    lastUsedAt: at.last_used_at,
    endedAt: at.ended_at,
  };
}
