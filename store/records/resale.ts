import type { ResaleParty, Statement, StatementDraft } from '../../domain/bill.ts';
import { AlreadyBilled, type Resale } from '../money-ports.ts';
import type { Db, Tables, Tx } from './tables.ts';

/** Enough for what a page lists; a building bills some hundred parties a month. */
const MOST = 5000;

/** Whom the school sells on to, and what they were billed. What is frozen of a statement is its body. */
export function createResale(db: Db): Resale {
  return {
    async parties(site, { all = false } = {}) {
      let query = db.selectFrom('resale_parties').select('body').where('site', '=', site);
      if (!all) query = query.where('ended_at', 'is', null);
      return (await query.orderBy('name').orderBy('id').execute()).map(({ body }) => JSON.parse(body) as ResaleParty);
    },

    async saveParty(party, by, at) {
      const { site, id, name, endedAt } = party;
      const changes = { name, body: JSON.stringify(party), saved_by: by, saved_at: at, ended_at: endedAt };
      await db
        .insertInto('resale_parties')
        .values({ site, id, ...changes })
        .onConflict((conflict) => conflict.columns(['site', 'id']).doUpdateSet(changes))
        .execute();
    },

    async statements(site, { party, building, from, to, limit = MOST } = {}) {
      let query = db.selectFrom('statements').selectAll().where('site', '=', site);
      if (party !== undefined) query = query.where('party', '=', party);
      if (building !== undefined) query = query.where('building', '=', building);
      if (from !== undefined) query = query.where('to_day', '>', from);
      if (to !== undefined) query = query.where('from_day', '<', to);
      return (await query.orderBy('from_day', 'desc').orderBy('id').limit(limit).execute()).map(toStatement);
    },

    async statement(site, id) {
      const row = await db.selectFrom('statements').selectAll().where('site', '=', site).where('id', '=', id).executeTakeFirst();
      return row && toStatement(row);
    },

    add: (site, year, drafts) => db.transaction().execute((tx) => insert(tx, site, year, drafts)),

    cancel: (site, year, reversal, anew) =>
      db.transaction().execute(async (tx) => {
        const id = reversal.reverses?.id;
        if (id === undefined) return undefined;
        if ((await issuedOf(tx, site, reversal.party)).some(({ truesUp }) => truesUp.includes(id))) return undefined;
        const { numUpdatedRows } = await tx
          .updateTable('statements')
          .set({ state: 'cancelled' })
          .where('site', '=', site)
          .where('id', '=', id)
          .where('state', '=', 'issued')
          .where('reverses', 'is', null)
          .executeTakeFirst();
        return numUpdatedRows === 0n ? undefined : insert(tx, site, year, [reversal, ...anew]);
      }),

    dispute: (site, id, edit) =>
      db.transaction().execute(async (tx) => {
        const row = await tx.selectFrom('statements').select('disputes').where('site', '=', site).where('id', '=', id).executeTakeFirst();
        if (!row) return false;
        const disputes = JSON.stringify(edit(JSON.parse(row.disputes) as Statement['disputes']));
        await tx.updateTable('statements').set({ disputes }).where('site', '=', site).where('id', '=', id).execute();
        return true;
      }),
  };
}

async function insert(tx: Tx, site: string, year: string, drafts: readonly StatementDraft[]): Promise<Statement[]> {
  let number = await lastNumber(tx, site, year);
  const added: Statement[] = [];
  for (const draft of drafts) {
    if (draft.reverses === null) checkFree(draft, await issuedOf(tx, site, draft.party));
    number++;
    const statement: Statement = { ...draft, site, id: numbered(year, number), state: 'issued', disputes: [] };
    await tx.insertInto('statements').values(toRow(statement)).execute();
    added.push(statement);
  }
  return added;
}

/** @throws AlreadyBilled */
function checkFree({ party, from, to, truesUp }: StatementDraft, issued: readonly Statement[]): void {
  const other = issued.find(
    (statement) => (statement.from < to && statement.to > from) || statement.truesUp.some((mended) => truesUp.includes(mended)),
  );
  if (other) throw new AlreadyBilled(party, other.id);
}

/** Those in force: neither taken back nor taking one back. */
async function issuedOf(tx: Tx, site: string, party: string): Promise<Statement[]> {
  const rows = await tx
    .selectFrom('statements')
    .selectAll()
    .where('site', '=', site)
    .where('party', '=', party)
    .where('state', '=', 'issued')
    .where('reverses', 'is', null)
    .execute();
  return rows.map(toStatement);
}

/** Five digits: as texts they are in the order of their numbers. */
const numbered = (year: string, number: number) => `${year}-${String(number).padStart(5, '0')}`;

async function lastNumber(tx: Tx, site: string, year: string): Promise<number> {
  const { last } = await tx
    .selectFrom('statements')
    .select((row) => row.fn.max('id').as('last'))
    .where('site', '=', site)
    .where('id', '>=', numbered(year, 0))
    .where('id', '<=', numbered(year, 99_999))
    .executeTakeFirstOrThrow();
  return last ? Number(last.slice(year.length + 1)) : 0;
}

function toRow({ disputes, state, ...frozen }: Statement): Tables['statements'] {
  const { site, id, party, building, from, to, reverses, madeAt } = frozen;
  return {
    site,
    id,
    party,
    building,
    from_day: from,
    to_day: to,
    state,
    reverses: reverses?.id ?? null,
    made_at: madeAt,
    disputes: JSON.stringify(disputes),
    body: JSON.stringify(frozen),
  };
}

function toStatement({ body, state, disputes }: Tables['statements']): Statement {
  return {
    ...(JSON.parse(body) as Omit<Statement, 'state' | 'disputes'>),
    state,
    disputes: JSON.parse(disputes) as Statement['disputes'],
  };
}
