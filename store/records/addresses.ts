import type { Audience } from '../../domain/finding.ts';
import type { Address } from '../../domain/message.ts';
import type { Addresses } from '../outbox-ports.ts';
import { whyText } from './deliveries.ts';
import type { Db, Tables } from './tables.ts';

const REMOVED = { zh: '这个接收地址已删除', en: 'this address was removed' };

/** Where messages can go. Settings come in sealed and go out sealed. */
export function createAddresses(db: Db): Addresses {
  return {
    async list(site) {
      const rows = await db.selectFrom('addresses').selectAll().where('site', '=', site).orderBy('created_at').orderBy('id').execute();
      return rows.map(toAddress);
    },

    async get(site, id) {
      const row = await db.selectFrom('addresses').selectAll().where('site', '=', site).where('id', '=', id).executeTakeFirst();
      return row && toAddress(row);
    },

    async save(address) {
      const { id, site, ...changed } = toRow(address);
      await db
        .insertInto('addresses')
        .values({ id, site, ...changed })
        .onConflict((conflict) => conflict.columns(['site', 'id']).doUpdateSet(changed))
        .execute();
    },

    remove: (site, id) =>
      db.transaction().execute(async (tx) => {
        const { numDeletedRows } = await tx.deleteFrom('addresses').where('site', '=', site).where('id', '=', id).executeTakeFirst();
        await tx
          .updateTable('deliveries')
          .set({ state: 'dropped', why: whyText(REMOVED) })
          .where('site', '=', site)
          .where('address', '=', id)
          .where('state', 'in', ['queued', 'sending'])
          .execute();
        return numDeletedRows > 0n;
      }),
  };
}

function toRow(address: Address & { sealed: string }): Tables['addresses'] {
  return {
    id: address.id,
    site: address.site,
    channel: address.channel,
    name: address.name,
    person: address.person,
    audiences: JSON.stringify(address.audiences),
    is_on: address.isOn ? 1 : 0,
    created_at: address.createdAt,
    sealed: address.sealed,
  };
}

function toAddress(row: Tables['addresses']): Address & { sealed: string } {
  return {
    id: row.id,
    site: row.site,
    channel: row.channel,
    name: row.name,
    person: row.person,
    audiences: JSON.parse(row.audiences) as Audience[],
    isOn: row.is_on === 1,
    createdAt: row.created_at,
    sealed: row.sealed,
  };
}
