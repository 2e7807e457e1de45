import type { AlertEvent } from '../../domain/handling.ts';
import type { AlertEvents } from '../night-ports.ts';
import { insertMessages } from './insert-messages.ts';
import type { Db, Tables, Tx } from './tables.ts';

/** What people and the meter said about alerts; nothing is ever changed. */
export function createAlertEvents(db: Db): AlertEvents {
  return {
    add: (event, messages = []) =>
      db.transaction().execute(async (tx) => {
        const night = await nightOf(tx, event);
        const { numInsertedOrUpdatedRows } = await tx
          .insertInto('alert_events')
          .values(toRow(event, night))
          .onConflict((conflict) => conflict.columns(['site', 'id']).doNothing())
          .executeTakeFirst();
        if (!numInsertedOrUpdatedRows) return false;
        await tx
          .updateTable('alerts')
          .set({ updated_at: event.recordedAt })
          .where('site', '=', event.site)
          .where('id', '=', event.alert)
          .execute();
        await insertMessages(tx, messages);
        return true;
      }),

    async list(site, of) {
      let query = db.selectFrom('alert_events').selectAll().where('site', '=', site);
      query =
        'alert' in of ? query.where('alert', '=', of.alert) : query.where('night', '>=', of.fromNight).where('night', '<=', of.toNight);
      return (await query.orderBy('at').orderBy('recorded_at').orderBy('id').execute()).map(toEvent);
    },
  };
}

/** The night of the alert. @throws Error when there is no such alert */
async function nightOf(tx: Tx, { site, alert }: AlertEvent): Promise<string> {
  const row = await tx.selectFrom('alerts').select('night').where('site', '=', site).where('id', '=', alert).executeTakeFirst();
  if (!row) throw new Error(`there is no alert '${alert}' on site '${site}'`);
  return row.night;
}

function toRow(event: AlertEvent, night: string): Tables['alert_events'] {
  return {
    id: event.id,
    site: event.site,
    alert: event.alert,
    night,
    word: event.word,
    at: event.at,
    recorded_at: event.recordedAt,
    said_by: event.by,
    by_name: event.byName,
    reason: event.reason,
    note: event.note,
    photo: event.photo,
    avoided: event.avoided && JSON.stringify(event.avoided),
    rate: event.rate,
  };
}

function toEvent(row: Tables['alert_events']): AlertEvent {
  return {
    id: row.id,
    site: row.site,
    alert: row.alert,
    word: row.word,
    at: row.at,
    recordedAt: row.recorded_at,
    by: row.said_by,
    byName: row.by_name,
    reason: row.reason,
    note: row.note,
    photo: row.photo,
    avoided: row.avoided === null ? null : (JSON.parse(row.avoided) as AlertEvent['avoided']),
    rate: row.rate,
  };
}
