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

    async uses(site, id) {
      const [readings, exchanges, answers, seen] = await Promise.all([
        db.selectFrom('manual_readings').select('meter').where('site', '=', site).where('photo', '=', id).execute(),
        db.selectFrom('corrections').select(['meter', 'statement']).where('site', '=', site).where('kind', '=', 'exchange').execute(),
        db.selectFrom('alert_events').select('alert').where('site', '=', site).where('photo', '=', id).execute(),
        db.selectFrom('seen_findings').select(['building', 'space', 'said_by']).where('site', '=', site).where('photo', '=', id).execute(),
      ]);
      const exchanged = exchanges.filter(({ statement }) => (JSON.parse(statement) as { photo?: string }).photo === id);
      return {
        meters: [...readings, ...exchanged].map(({ meter }) => meter),
        alerts: answers.map(({ alert }) => alert),
        seen: seen.map(({ building, space, said_by: by }) => ({ building, space, by })),
      };
    },
  };
}
