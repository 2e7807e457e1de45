import type { IntervalStore } from '../ports.ts';
import { toIntervalRow, toMeterDayTotal, toMeterIntervalDay, toStepRecord, toStepRow, toTotalRow } from './interval-rows.ts';
import { type Db, nextOf, portions, type Tx } from './tables.ts';
import { clearTouched, selectTouched } from './touched.ts';

type Replacement = Parameters<IntervalStore['replaceDays']>[0];

/** 15-min intervals, one row per meter and day, with a narrow row of totals beside it. */
export function createIntervalStore(db: Db): IntervalStore {
  return {
    touched: (limit) => selectTouched(db, limit),

    async touchedCount() {
      const { count } = await db
        .selectFrom('touched_days')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return count;
    },

    async replaceDays(replacement) {
      const { site, days } = replacement;
      await db.transaction().execute(async (tx) => {
        await replaceIntervals(tx, replacement);
        await replaceSteps(tx, replacement);
        await clearTouched(tx, replacement);
        await noteChanged(
          tx,
          site,
          days.map(({ day }) => day),
        );
      });
    },

    async totals(site, meters, fromDay, toDay) {
      const rows = await db
        .selectFrom('day_totals')
        .selectAll()
        .where('site', '=', site)
        .where('meter', 'in', meters)
        .where('day', '>=', fromDay)
        .where('day', '<', toDay)
        .orderBy('meter')
        .orderBy('day')
        .execute();
      return rows.map(toMeterDayTotal);
    },

    async days(site, meters, fromDay, toDay) {
      const rows = await db
        .selectFrom('interval_days')
        .selectAll()
        .where('site', '=', site)
        .where('meter', 'in', meters)
        .where('day', '>=', fromDay)
        .where('day', '<', toDay)
        .orderBy('meter')
        .orderBy('day')
        .execute();
      return rows.map(toMeterIntervalDay);
    },

    async span(site) {
      const days = db.selectFrom('day_totals').select('day').where('site', '=', site).limit(1);
      const first = await days.orderBy('day').executeTakeFirst();
      const last = await days.orderBy('day', 'desc').executeTakeFirst();
      return first && last ? { firstDay: first.day, lastDay: last.day } : null;
    },

    async firstDays(site) {
      // One look into the key for each meter, instead of a walk over all of its days.
      const rows = await db
        .selectFrom('meters')
        .select((eb) => [
          'meters.id as meter',
          eb
            .selectFrom('day_totals')
            .select((inner) => inner.fn.min('day').as('day'))
            .whereRef('day_totals.site', '=', 'meters.site')
            .whereRef('day_totals.meter', '=', 'meters.id')
            .as('day'),
        ])
        .where('meters.site', '=', site)
        .execute();
      return new Map(rows.flatMap(({ meter, day }) => (day === null ? [] : [[meter, day] as const])));
    },

    async steps(site, { meter, fromAt, toAt, limit }) {
      let query = db.selectFrom('steps').selectAll().where('site', '=', site);
      if (meter !== undefined) query = query.where('meter', '=', meter);
      if (fromAt !== undefined) query = query.where('to_at', '>=', fromAt);
      if (toAt !== undefined) query = query.where('to_at', '<', toAt);
      return (await query.orderBy('to_at', 'desc').orderBy('meter').limit(limit).execute()).map(toStepRecord);
    },

    changedDays: (site) => db.selectFrom('changed_days').select(['day', 'seq']).where('site', '=', site).orderBy('day').execute(),

    async clearChangedDays(site, days) {
      await db.transaction().execute(async (tx) => {
        for (const { day, seq } of days) {
          await tx.deleteFrom('changed_days').where('site', '=', site).where('day', '=', day).where('seq', '<=', seq).execute();
        }
      });
    },
  };
}

async function replaceIntervals(tx: Tx, { site, meter, days }: Replacement): Promise<void> {
  for (const portion of portions(days)) {
    await tx
      .insertInto('interval_days')
      .values(portion.map((day) => toIntervalRow(site, meter, day)))
      .onConflict((conflict) =>
        conflict.columns(['site', 'meter', 'day']).doUpdateSet((row) => ({
          start_at: row.ref('excluded.start_at'),
          amounts: row.ref('excluded.amounts'),
          qualities: row.ref('excluded.qualities'),
        })),
      )
      .execute();
    await tx
      .insertInto('day_totals')
      .values(portion.map((day) => toTotalRow(site, meter, day)))
      .onConflict((conflict) =>
        conflict.columns(['site', 'meter', 'day']).doUpdateSet((row) => ({
          start_at: row.ref('excluded.start_at'),
          total: row.ref('excluded.total'),
          absent: row.ref('excluded.absent'),
          measured: row.ref('excluded.measured'),
          interpolated: row.ref('excluded.interpolated'),
          estimated: row.ref('excluded.estimated'),
          manual: row.ref('excluded.manual'),
          suspect: row.ref('excluded.suspect'),
          partial: row.ref('excluded.partial'),
        })),
      )
      .execute();
  }
}

/** A step belongs to the span in which it ends. */
async function replaceSteps(tx: Tx, replacement: Replacement): Promise<void> {
  const { site, meter, steps, stepSpan } = replacement;
  const { fromAt, toAt } = stepSpan ?? replacement;
  await tx
    .deleteFrom('steps')
    .where('site', '=', site)
    .where('meter', '=', meter)
    .where('to_at', '>=', fromAt)
    .where('to_at', '<', toAt)
    .execute();
  const remarkable = steps.filter((step) => step.kind !== 'normal' && step.toAt >= fromAt && step.toAt < toAt);
  for (const portion of portions(remarkable)) {
    await tx
      .insertInto('steps')
      .values(portion.map((step) => toStepRow(site, meter, step)))
      .execute();
  }
}

async function noteChanged(tx: Tx, site: string, days: readonly string[]): Promise<void> {
  if (days.length === 0) return;
  const seq = await nextOf(tx, 'touch');
  for (const portion of portions(days)) {
    await tx
      .insertInto('changed_days')
      .values(portion.map((day) => ({ site, day, seq })))
      .onConflict((conflict) => conflict.columns(['site', 'day']).doUpdateSet({ seq }))
      .execute();
  }
}
