import type { Alert, AlertChange, Notice } from '../../domain/alert.ts';
import type { Finding } from '../../domain/finding.ts';
import type { NewMessage } from '../../domain/message.ts';
import type { AlertFilter, AlertStore } from '../ports.ts';
import { insertMessages } from './insert-messages.ts';
import type { Db, Tables, Tx } from './tables.ts';

/** Alerts, and with each change that people are told of a message. The database itself holds one alert per (site, rule, meter, night). */
export function createAlertStore(db: Db): AlertStore {
  return {
    list: (site, filter) => list(db, site, filter),

    async get(site, id) {
      const row = await db.selectFrom('alerts').selectAll().where('site', '=', site).where('id', '=', id).executeTakeFirst();
      return row && toAlert(row);
    },

    async openCount(site) {
      const { count } = await db
        .selectFrom('alerts')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('site', '=', site)
        .where('state', '=', 'open')
        .executeTakeFirstOrThrow();
      return count;
    },

    async apply(changes, now) {
      if (changes.length === 0) return;
      await db.transaction().execute(async (tx) => {
        for (const change of changes) await applyOne(tx, change, now);
      });
    },

    async lastChange(site) {
      const { last } = await db
        .selectFrom('alerts')
        .select((eb) => eb.fn.max<number | null>('updated_at').as('last'))
        .where('site', '=', site)
        .executeTakeFirstOrThrow();
      return last ?? 0;
    },

    async changedSince(site, at, limit) {
      const changed = db.selectFrom('alerts').selectAll().where('site', '=', site).where('updated_at', '>=', at);
      return (await changed.orderBy('updated_at', 'desc').orderBy('id').limit(limit).execute()).map(toAlert);
    },
  };
}

async function list(db: Db, site: string, filter: AlertFilter): Promise<Alert[]> {
  let query = db.selectFrom('alerts').selectAll().where('site', '=', site);
  if (filter.state) query = query.where('state', '=', filter.state);
  if (filter.rule) query = query.where('rule', '=', filter.rule);
  if (filter.fromNight) query = query.where('night', '>=', filter.fromNight);
  if (filter.toNight) query = query.where('night', '<=', filter.toNight);
  query = query.orderBy('night', 'desc').orderBy('opened_at', 'desc').orderBy('id');
  if (filter.limit !== undefined) query = query.limit(filter.limit);
  return (await query.execute()).map(toAlert);
}

async function applyOne(tx: Tx, { alert, notice }: AlertChange, now: number): Promise<void> {
  await tx
    .insertInto('alerts')
    .values(toRow(alert))
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((row) => ({
        state: row.ref('excluded.state'),
        opened_at: row.ref('excluded.opened_at'),
        updated_at: row.ref('excluded.updated_at'),
        closed_at: row.ref('excluded.closed_at'),
        finding: row.ref('excluded.finding'),
      })),
    )
    .execute();
  if (notice) await insertMessages(tx, [toMessage(alert, notice, now)]);
}

/** A guard has one page, where the list of the night is. */
function toMessage(alert: Alert, notice: Notice, now: number): NewMessage {
  const link = notice.audience === 'guard' ? '/tonight' : `/alerts/${encodeURIComponent(alert.id)}`;
  return { site: alert.site, ...notice, createdAt: now, alert, text: null, link };
}

function toRow(alert: Alert): Tables['alerts'] {
  return {
    id: alert.id,
    site: alert.site,
    rule: alert.rule,
    meter: alert.meter,
    night: alert.night,
    state: alert.state,
    opened_at: alert.openedAt,
    updated_at: alert.updatedAt,
    closed_at: alert.closedAt ?? null,
    finding: JSON.stringify(alert.finding),
  };
}

function toAlert(row: Tables['alerts']): Alert {
  return {
    id: row.id,
    site: row.site,
    rule: row.rule,
    meter: row.meter,
    night: row.night,
    state: row.state,
    openedAt: row.opened_at,
    updatedAt: row.updated_at,
    ...(row.closed_at === null ? {} : { closedAt: row.closed_at }),
    finding: JSON.parse(row.finding) as Finding,
  };
}
