import type { NewMessage } from '../../domain/message.ts';
import type { Round } from '../../domain/round.ts';
import type { Rounds } from '../night-ports.ts';
import { insertMessages } from './insert-messages.ts';
import type { Db, Tx } from './tables.ts';

/** The lists of the nights, as they were walked. */
export function createRounds(db: Db): Rounds {
  return {
    async list(site, fromNight, toNight) {
      const rows = await db
        .selectFrom('rounds')
        .select('state')
        .where('site', '=', site)
        .where('night', '>=', fromNight)
        .where('night', '<=', toNight)
        .orderBy('night', 'desc')
        .orderBy('number', 'desc')
        .execute();
      return rows.map(({ state }) => JSON.parse(state) as Round);
    },

    get: (site, night, number) => read(db, site, night, number),

    save: (round, messages = []) => db.transaction().execute((tx) => write(tx, round, messages)),

    change: (site, night, number, edit) =>
      db.transaction().execute(async (tx) => {
        const known = await read(tx, site, night, number);
        const edited = known && edit(known);
        if (!edited) return known;
        await write(tx, edited.round, edited.messages ?? []);
        return edited.round;
      }),
  };
}

async function read(db: Db | Tx, site: string, night: string, number: number): Promise<Round | undefined> {
  const row = await db
    .selectFrom('rounds')
    .select('state')
    .where('site', '=', site)
    .where('night', '=', night)
    .where('number', '=', number)
    .executeTakeFirst();
  return row && (JSON.parse(row.state) as Round);
}

async function write(tx: Tx, round: Round, messages: readonly NewMessage[]): Promise<void> {
  const { site, night, number, frozenAt } = round;
  const state = JSON.stringify(round);
  await tx
    .insertInto('rounds')
    .values({ site, night, number, frozen_at: frozenAt, state })
    .onConflict((conflict) => conflict.columns(['site', 'night', 'number']).doUpdateSet({ frozen_at: frozenAt, state }))
    .execute();
  await insertMessages(tx, messages);
}
