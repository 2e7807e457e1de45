import type { Alert, AlertChange } from '../../domain/alert.ts';
import type { Finding } from '../../domain/finding.ts';
import type { AlertFilter, AlertStore, Notice } from '../ports.ts';
import type { Db, Tables, Tx } from './tables.ts';

/** Alerts and the notices that tell of them. The database itself holds one alert per (site, rule, meter, night). */
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

    async pendingNotices(limit) {
      const rows = await db.selectFrom('notices').selectAll().where('delivered_at', 'is', null).orderBy('id').limit(limit).execute();
      return rows.map(toNotice);
    },

    async noticeDelivered(id, at) {
      await db.updateTable('notices').set({ delivered_at: at }).where('id', '=', id).execute();
    },

    async lastChange(site) {
      const { last } = await db
        .selectFrom('alerts')
        .select((eb) => eb.fn.max<number | null>('updated_at').as('last'))
        .where('site', '=', site)
        .executeTakeFirstOrThrow();
      return last ?? 0;
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
  if (!notice) return;
  await tx
    .insertInto('notices')
    .values({
      site: alert.site,
      alert_id: alert.id,
      kind: notice,
      created_at: now,
      delivered_at: null,
      alert: JSON.stringify(alert),
    })
    .execute();
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

function toNotice(row: { id: number; site: string; alert_id: string; kind: Notice['kind']; created_at: number; alert: string }): Notice {
  return {
    id: row.id,
    site: row.site,
    alertId: row.alert_id,
    kind: row.kind,
    createdAt: row.created_at,
    alert: JSON.parse(row.alert) as Alert,
  };
}
