import type { Intake, LatestReading } from '../ports.ts';
import { type Db, portions, type Tables, type Tx } from './tables.ts';

const HOUR_MS = 3_600_000;
/** An hour that is older than this is dropped. */
const KEPT_MS = 48 * HOUR_MS;
const SHOWN_MS = 25 * HOUR_MS;
/** Gathered in memory for so long: it is evidence, not data, and the collector has better things to write. */
const GATHER_MS = 10_000;

type Row = Tables['clock_lags'];

/** How far the stamps of the devices' own clocks lie behind ours: the smallest lag of each meter and hour of arrival. */
export function createClockLags(db: Db) {
  let gathered = new Map<string, Row>();
  let savedAt = Number.NEGATIVE_INFINITY;
  let newestHour = Number.NEGATIVE_INFINITY;

  return {
    async keep(tx: Tx, latest: readonly LatestReading[]): Promise<void> {
      for (const reading of latest) if (reading.clock === 'device') gather(gathered, reading);
      const now = latest[0]?.receivedAt;
      if (now === undefined || gathered.size === 0 || Math.abs(now - savedAt) < GATHER_MS) return;
      for (const portion of portions([...gathered.values()])) await save(tx, portion);
      const hour = hourOf(now);
      if (hour !== newestHour)
        await tx
          .deleteFrom('clock_lags')
          .where('hour_at', '<', hour - KEPT_MS)
          .execute();
      // If the transaction fails after this, ten seconds of evidence are gone.
      gathered = new Map();
      savedAt = now;
      newestHour = hour;
    },

    async list(site: string): ReturnType<Intake['clockLags']> {
      const newest = db
        .selectFrom('clock_lags')
        .where('site', '=', site)
        .select((eb) => eb(eb.fn.max('hour_at'), '-', SHOWN_MS).as('at'));
      const rows = await db
        .selectFrom('clock_lags')
        .selectAll()
        .where('site', '=', site)
        .where('hour_at', '>', newest)
        .orderBy('meter')
        .orderBy('hour_at')
        .execute();
      return rows.map(({ meter, hour_at, min_lag_ms, readings }) => ({ meter, hourAt: hour_at, minLagMs: min_lag_ms, readings }));
    },
  };
}

const hourOf = (at: number) => Math.floor(at / HOUR_MS) * HOUR_MS;

function gather(gathered: Map<string, Row>, { site, meter, at, receivedAt }: LatestReading): void {
  const hour_at = hourOf(receivedAt);
  const key = `${site}\n${meter}\n${hour_at}`;
  const known = gathered.get(key);
  const min_lag_ms = Math.min(receivedAt - at, known?.min_lag_ms ?? receivedAt - at);
  gathered.set(key, { site, meter, hour_at, min_lag_ms, readings: (known?.readings ?? 0) + 1 });
}

async function save(tx: Tx, rows: readonly Row[]): Promise<void> {
  await tx
    .insertInto('clock_lags')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['site', 'meter', 'hour_at']).doUpdateSet((row) => ({
        min_lag_ms: row
          .case()
          .when('excluded.min_lag_ms', '<', row.ref('clock_lags.min_lag_ms'))
          .then(row.ref('excluded.min_lag_ms'))
          .else(row.ref('clock_lags.min_lag_ms'))
          .end(),
        readings: row('clock_lags.readings', '+', row.ref('excluded.readings')),
      })),
    )
    .execute();
}
