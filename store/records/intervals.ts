import { sql } from 'kysely';
import { fromGrains, QUALITIES } from '../../domain/interval.ts';
import type { IntervalStore } from '../ports.ts';
import { toMeterDayTotal, toMeterIntervalDay, toStepRecord } from './interval-rows.ts';
import { applyReplacement } from './replace-days.ts';
import type { Db } from './tables.ts';
import { selectTouched } from './touched.ts';

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

    async touchedByMeter(site) {
      const rows = await db
        .selectFrom('touched_days')
        .select(['meter', (eb) => eb.fn.countAll<number>().as('count')])
        .where('site', '=', site)
        .groupBy('meter')
        .execute();
      return new Map(rows.map(({ meter, count }) => [meter, count]));
    },

    replaceDays: (replacement) => db.transaction().execute((tx) => applyReplacement(tx, replacement)),

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

    async sums(site, meters, fromDay, toDay) {
      const rows = await db
        .selectFrom('day_totals')
        .select('meter')
        // Whole grains are exact in a double: the sum is the same in whatever order it is made.
        .select(sql<number | null>`sum(round(total * 1000000))`.as('grains'))
        .select(({ fn }) => QUALITIES.map((quality) => fn.sum<number>(quality).as(quality)))
        .where('site', '=', site)
        .where('meter', 'in', meters)
        .where('day', '>=', fromDay)
        .where('day', '<', toDay)
        .groupBy('meter')
        .orderBy('meter')
        .execute();
      return rows.map(({ meter, grains, ...counts }) => ({
        meter,
        total: grains === null ? null : fromGrains(grains),
        counts: QUALITIES.map((quality) => counts[quality]),
      }));
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

    async steps(site, { meter, fromAt, toAt, kinds, order, limit }) {
      let query = db.selectFrom('steps').selectAll().where('site', '=', site);
      if (meter !== undefined) query = query.where('meter', '=', meter);
      if (fromAt !== undefined) query = query.where('to_at', '>=', fromAt);
      if (toAt !== undefined) query = query.where('to_at', '<', toAt);
      if (kinds !== undefined) query = query.where('kind', 'in', kinds);
      if (order === 'largest') query = query.orderBy('size', 'desc');
      return (await query.orderBy('to_at', 'desc').orderBy('meter').limit(limit).execute()).map(toStepRecord);
    },

    async held(site, meters, fromAt, toAt) {
      const rows = await db
        .selectFrom('steps')
        .selectAll()
        .where('site', '=', site)
        .where('meter', 'in', meters)
        .where('booking', '=', 'held')
        .where('from_at', '>=', fromAt)
        .where('to_at', '>=', fromAt)
        .where('to_at', '<=', toAt)
        .orderBy('meter')
        .orderBy('to_at')
        .execute();
      return rows.map(toStepRecord);
    },

    async rawSince() {
      const row = await db.selectFrom('counters').select('value').where('name', '=', 'raw_since').executeTakeFirst();
      return row?.value ?? Number.NEGATIVE_INFINITY;
    },

    async setRawSince(at) {
      await db
        .insertInto('counters')
        .values({ name: 'raw_since', value: at })
        .onConflict((conflict) =>
          conflict
            .column('name')
            .doUpdateSet((row) => ({ value: row.ref('excluded.value') }))
            .whereRef('excluded.value', '>', 'counters.value'),
        )
        .execute();
    },

    async revision(site, fromDay, toDay) {
      const { revision } = await db
        .selectFrom('day_revisions')
        .select(({ fn }) => fn.max<number | null>('revision').as('revision'))
        .where('site', '=', site)
        .where('day', '>=', fromDay)
        .where('day', '<', toDay)
        .executeTakeFirstOrThrow();
      return revision ?? 0;
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
