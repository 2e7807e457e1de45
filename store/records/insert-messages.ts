import type { NewMessage } from '../../domain/message.ts';
import { portions, type Tx } from './tables.ts';

/**
 * Puts messages into the outbox within the transaction of what they tell. One whose `key` the site has already is passed over.
 *
 * @returns how many are new
 */
export async function insertMessages(tx: Tx, messages: readonly NewMessage[]): Promise<number> {
  let added = 0;
  for (const portion of portions(messages, 50)) {
    const result = await tx
      .insertInto('messages')
      .values(portion.map(toRow))
      .onConflict((conflict) => conflict.columns(['site', 'key']).doNothing())
      .executeTakeFirst();
    added += Number(result.numInsertedOrUpdatedRows);
  }
  return added;
}

function toRow({ site, kind, key, createdAt, urgency, audience, alert, text, link }: NewMessage) {
  return {
    site,
    kind,
    key: key ?? null,
    created_at: createdAt,
    urgency,
    audience,
    alert_id: alert?.id ?? null,
    alert: alert && JSON.stringify(alert),
    words: text && JSON.stringify(text),
    link,
    planned_at: null,
    fed_at: null,
  };
}
