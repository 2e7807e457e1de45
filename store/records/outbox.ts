import type { Alert } from '../../domain/alert.ts';
import type { Message, MessageText } from '../../domain/message.ts';
import type { Outbox } from '../outbox-ports.ts';
import { createDeliveries } from './deliveries.ts';
import { insertMessages } from './insert-messages.ts';
import type { Db, Tables } from './tables.ts';

/** Messages on their way to people, and what became of each. */
export function createOutbox(db: Db): Outbox {
  const all = () => db.selectFrom('messages').selectAll().orderBy('id');
  return {
    ...createDeliveries(db),
    put: (messages) => db.transaction().execute((tx) => insertMessages(tx, messages)),

    async message(id) {
      const row = await all().where('id', '=', id).executeTakeFirst();
      return row && toMessage(row);
    },

    async messages(afterId, limit) {
      return (await all().where('id', '>', afterId).limit(limit).execute()).map(toMessage);
    },

    async messagesOf(site, alert) {
      return (await all().where('site', '=', site).where('alert_id', '=', alert).execute()).map(toMessage);
    },

    async unplanned(limit) {
      return (await all().where('planned_at', 'is', null).limit(limit).execute()).map(toMessage);
    },

    async unfed(limit) {
      return (await all().where('fed_at', 'is', null).limit(limit).execute()).map(toMessage);
    },

    async fed(message, at) {
      await db.updateTable('messages').set({ fed_at: at }).where('id', '=', message).execute();
    },
  };
}

function toMessage(row: Omit<Tables['messages'], 'id'> & { id: number }): Message {
  return {
    id: row.id,
    site: row.site,
    kind: row.kind,
    createdAt: row.created_at,
    urgency: row.urgency,
    audience: row.audience,
    alert: row.alert === null ? null : (JSON.parse(row.alert) as Alert),
    text: row.words === null ? null : (JSON.parse(row.words) as MessageText),
    link: row.link,
  };
}
