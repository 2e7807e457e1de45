import { createHash } from 'node:crypto';
import type { Photos } from '../people-ports.ts';
import type { Db } from './tables.ts';

/** Hexadecimal digits of SHA-256: 128 bits, so that two pictures never share an id. */
const ID_LENGTH = 32;

/** Pictures lie in the database itself, so that one copy of it holds all that belongs together. */
export function createPhotos(db: Db): Photos {
  return {
    async save(site, { type, bytes, at }) {
      const id = createHash('sha256').update(bytes).digest('hex').slice(0, ID_LENGTH);
      await db
        .insertInto('photos')
        .values({ site, id, type, at, bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) })
        .onConflict((conflict) => conflict.columns(['site', 'id']).doNothing())
        .execute();
      return id;
    },

    get: (site, id) => db.selectFrom('photos').select(['type', 'bytes']).where('site', '=', site).where('id', '=', id).executeTakeFirst(),
  };
}
