import type { ExpressionBuilder } from 'kysely';
import type { Delivery, NewDelivery } from '../../domain/message.ts';
import type { Sentence } from '../../domain/words.ts';
import type { Outbox } from '../outbox-ports.ts';
import { type Db, portions, type Tables } from './tables.ts';

/** A clock that is that much ahead of a row was set. */
const SKEW_MS = 60_000;

type Deliveries = Pick<Outbox, 'plan' | 'due' | 'nextDueAt' | 'save' | 'delivery' | 'deliveries' | 'mark' | 'acceptedSince' | 'sentSince'>;

/** The half of the outbox that knows who gets what: one row for each message and address. */
export function createDeliveries(db: Db): Deliveries {
  const all = () => db.selectFrom('deliveries').selectAll();
  return {
    async plan(message, deliveries, at) {
      await db.transaction().execute(async (tx) => {
        for (const portion of portions(deliveries, 50)) {
          const query = tx.insertInto('deliveries').values(portion.map(toNewRow));
          await query.onConflict((conflict) => conflict.columns(['message', 'address']).doNothing()).execute();
        }
        await tx.updateTable('messages').set({ planned_at: at }).where('id', '=', message).where('planned_at', 'is', null).execute();
      });
    },

    async due(now, limit) {
      const left = await all().where('state', '=', 'sending').orderBy('due_at').orderBy('id').limit(limit).execute();
      const due = await all()
        .where('state', '=', 'queued')
        .where((row) => isDue(row, now))
        .orderBy('due_at')
        .orderBy('id')
        .limit(limit)
        .execute();
      return [...left, ...due].map(toDelivery);
    },

    async nextDueAt(after) {
      const query = db.selectFrom('deliveries').select('due_at').where('state', '=', 'queued').where('due_at', '>', after);
      return (await query.orderBy('due_at').limit(1).executeTakeFirst())?.due_at;
    },

    async save(deliveries) {
      await db.transaction().execute(async (tx) => {
        for (const delivery of deliveries) {
          await tx.updateTable('deliveries').set(toRow(delivery)).where('id', '=', delivery.id).execute();
        }
      });
    },

    async delivery(id) {
      const row = await all().where('id', '=', id).executeTakeFirst();
      return row && toDelivery(row);
    },

    async deliveries({ site, alert, address, message, limit }) {
      let query = all().where('site', '=', site);
      if (address !== undefined) query = query.where('address', '=', address);
      if (message !== undefined) query = query.where('message', '=', message);
      if (alert !== undefined) query = query.where('message', 'in', messagesAbout(db, site, [alert]));
      return (await query.orderBy('id', 'desc').limit(limit).execute()).map(toDelivery);
    },

    async mark(site, person, alerts, what, at) {
      for (const portion of portions(alerts)) {
        for (const column of what === 'seen' ? (['seen_at'] as const) : (['seen_at', 'acted_at'] as const)) {
          await db
            .updateTable('deliveries')
            .set({ [column]: at })
            .where('site', '=', site)
            .where('person', '=', person)
            .where('message', 'in', messagesAbout(db, site, portion))
            .where(column, 'is', null)
            .execute();
        }
      }
    },

    async acceptedSince(site, at) {
      const { count } = await db
        .selectFrom('deliveries')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('site', '=', site)
        .where('state', '=', 'accepted')
        .where('accepted_at', '>=', at)
        .executeTakeFirstOrThrow();
      return count;
    },

    async sentSince(at) {
      const rows = await db
        .selectFrom('deliveries')
        .select(['site', 'address', 'sent_at'])
        .where('sent_at', '>=', at)
        .where('carrier', 'is', null)
        .execute();
      return rows.map(({ site, address, sent_at }) => ({ site, address, sentAt: sent_at! }));
    },
  };
}

/** What waits by a clock that was set back since is due as well: what was tried, and what never had to wait. */
function isDue(row: ExpressionBuilder<Tables, 'deliveries'>, now: number) {
  const ahead = now + SKEW_MS;
  const fromAhead = row.and([row('created_at', '>', ahead), row('due_at', '<=', row('created_at', '+', SKEW_MS))]);
  return row.or([row('due_at', '<=', now), row('sent_at', '>', ahead), fromAhead]);
}

const messagesAbout = (db: Db, site: string, alerts: readonly string[]) =>
  db.selectFrom('messages').select('id').where('site', '=', site).where('alert_id', 'in', alerts);

function toNewRow({ message, site, person, address, rung, dueAt, createdAt, state = 'queued', why = null }: NewDelivery) {
  return {
    message,
    site,
    person,
    address,
    rung,
    state,
    attempts: 0,
    created_at: createdAt,
    due_at: dueAt,
    sent_at: null,
    accepted_at: null,
    seen_at: null,
    acted_at: null,
    why: whyText(why),
    answer: '',
    carrier: null,
  };
}

function toRow(delivery: Delivery): Omit<Tables['deliveries'], 'id' | 'seen_at' | 'acted_at'> {
  return {
    message: delivery.message,
    site: delivery.site,
    person: delivery.person,
    address: delivery.address,
    rung: delivery.rung,
    state: delivery.state,
    attempts: delivery.attempts,
    created_at: delivery.createdAt,
    due_at: delivery.dueAt,
    sent_at: delivery.sentAt,
    accepted_at: delivery.acceptedAt,
    why: whyText(delivery.why),
    answer: delivery.answer,
    carrier: delivery.carrier,
  };
}

function toDelivery(row: Omit<Tables['deliveries'], 'id'> & { id: number }): Delivery {
  return {
    id: row.id,
    message: row.message,
    site: row.site,
    person: row.person,
    address: row.address,
    rung: row.rung,
    state: row.state,
    attempts: row.attempts,
    createdAt: row.created_at,
    dueAt: row.due_at,
    sentAt: row.sent_at,
    acceptedAt: row.accepted_at,
    seenAt: row.seen_at,
    actedAt: row.acted_at,
    why: row.why === '' ? null : (JSON.parse(row.why) as Sentence),
    answer: row.answer,
    carrier: row.carrier,
  };
}

export const whyText = (why: Sentence | null) => (why === null ? '' : JSON.stringify(why));
