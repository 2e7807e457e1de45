import type { Sentence } from '../../domain/words.ts';
import type { Digest, Digests } from '../night-ports.ts';
import { insertMessages } from './insert-messages.ts';
import type { Db, Tables } from './tables.ts';

/** What was compiled for people, as it was sent. */
export function createDigests(db: Db): Digests {
  return {
    save: (digest, messages) =>
      db.transaction().execute(async (tx) => {
        const row = toRow(digest);
        await tx
          .insertInto('digests')
          .values(row)
          .onConflict((conflict) => conflict.columns(['site', 'kind', 'day']).doUpdateSet(row))
          .execute();
        await insertMessages(tx, messages);
      }),

    async list(site, { kind, limit }) {
      let query = db.selectFrom('digests').selectAll().where('site', '=', site);
      if (kind) query = query.where('kind', '=', kind);
      const rows = await query.orderBy('day', 'desc').orderBy('made_at', 'desc').orderBy('kind').limit(limit).execute();
      return rows.map(toDigest);
    },
  };
}

function toRow({ site, kind, day, madeAt, lines }: Digest): Tables['digests'] {
  return { site, kind, day, made_at: madeAt, lines: JSON.stringify(lines) };
}

function toDigest({ site, kind, day, made_at, lines }: Tables['digests']): Digest {
  return { site, kind, day, madeAt: made_at, lines: JSON.parse(lines) as Sentence[] };
}
