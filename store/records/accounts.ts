import type { Account, Invoice } from '../../domain/bill.ts';
import type { Accounts } from '../money-ports.ts';
import type { Db, Tables } from './tables.ts';

/** Contracts with utilities, and what their invoices say. */
export function createAccounts(db: Db): Accounts {
  return {
    async list(site, { all = false } = {}) {
      let query = db.selectFrom('accounts').selectAll().where('site', '=', site);
      if (!all) query = query.where('ended_at', 'is', null);
      return (await query.orderBy('name').orderBy('id').execute()).map(toAccount);
    },

    async save(account, by, at) {
      const row = toRow(account, by, at);
      await db
        .insertInto('accounts')
        .values(row)
        .onConflict((conflict) => conflict.columns(['site', 'id']).doUpdateSet(row))
        .execute();
    },

    async invoices(site, { account, from, to } = {}) {
      let query = db.selectFrom('invoices').select('body').where('site', '=', site);
      if (account !== undefined) query = query.where('account', '=', account);
      if (from !== undefined) query = query.where('to_day', '>', from);
      if (to !== undefined) query = query.where('from_day', '<', to);
      const rows = await query.orderBy('from_day', 'desc').orderBy('id').execute();
      return rows.map(({ body }) => JSON.parse(body) as Invoice);
    },

    async saveInvoice(invoice) {
      const { site, id, account, from, to } = invoice;
      const row = { site, id, account, from_day: from, to_day: to, body: JSON.stringify(invoice) };
      await db
        .insertInto('invoices')
        .values(row)
        .onConflict((conflict) => conflict.columns(['site', 'id']).doUpdateSet(row))
        .execute();
    },

    async removeInvoice(site, id) {
      const { numDeletedRows } = await db.deleteFrom('invoices').where('site', '=', site).where('id', '=', id).executeTakeFirst();
      return numDeletedRows > 0n;
    },
  };
}

type Body = Omit<Account, 'id' | 'site' | 'name' | 'endedAt'>;

function toRow({ id, site, name, endedAt, ...body }: Account, by: string, at: number): Tables['accounts'] {
  return { site, id, name, body: JSON.stringify(body satisfies Body), saved_by: by, saved_at: at, ended_at: endedAt };
}

function toAccount({ site, id, name, body, ended_at }: Tables['accounts']): Account {
  return { id, site, name, ...(JSON.parse(body) as Body), endedAt: ended_at };
}
