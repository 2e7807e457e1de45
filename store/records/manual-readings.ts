import type { ManualReading, ManualReadings } from '../people-ports.ts';
import { type Db, nextOf, type Tables, type Tx } from './tables.ts';
import { markTouched } from './touched.ts';

/** Readings that people took, with what became of them. Their values count only once they are among the readings. */
export function createManualReadings(db: Db): ManualReadings {
  return {
    async list(site, { meter, state, limit }) {
      let query = db.selectFrom('manual_readings').selectAll().where('site', '=', site);
      if (meter !== undefined) query = query.where('meter', '=', meter);
      if (state !== undefined) query = query.where('state', '=', state);
      return (await query.orderBy('recorded_at', 'desc').orderBy('id').limit(limit).execute()).map(toManualReading);
    },

    async get(site, id) {
      const row = await db.selectFrom('manual_readings').selectAll().where('site', '=', site).where('id', '=', id).executeTakeFirst();
      return row && toManualReading(row);
    },

    save: (reading, touched = []) =>
      db.transaction().execute(async (tx) => {
        const { site: _site, id: _id, ...changes } = toRow(reading);
        await tx
          .insertInto('manual_readings')
          .values(toRow(reading))
          .onConflict((conflict) => conflict.columns(['site', 'id']).doUpdateSet(changes))
          .execute();
        await markTouched(tx, touched);
        await nextOf(tx, 'catalog');
      }),
  };
}

/** Instants of the manual readings that are among the readings, ascending, by meter. */
export async function readManualInstants(tx: Tx, site: string): Promise<Map<string, number[]>> {
  const rows = await tx
    .selectFrom('manual_readings')
    .select(['meter', 'at'])
    .distinct()
    .where('site', '=', site)
    .where('state', 'in', ['stored', 'checked'])
    .orderBy('at')
    .execute();
  const byMeter = new Map<string, number[]>();
  for (const { meter, at } of rows) {
    const known = byMeter.get(meter);
    if (known) known.push(at);
    else byMeter.set(meter, [at]);
  }
  return byMeter;
}

function toRow({ by, check, recordedAt, ...reading }: ManualReading): Tables['manual_readings'] {
  return {
    ...reading,
    taken_by: by,
    checked_by: check?.by ?? null,
    checked_at: check?.at ?? null,
    check_note: check?.note ?? null,
    recorded_at: recordedAt,
  };
}

function toManualReading(row: Tables['manual_readings']): ManualReading {
  const { taken_by, checked_by, checked_at, check_note, recorded_at, ...reading } = row;
  const check = checked_by === null || checked_at === null ? null : { by: checked_by, at: checked_at, note: check_note ?? '' };
  return { ...reading, by: taken_by, check, recordedAt: recorded_at };
}
