import type { Fields } from '../../domain/reading.ts';
import type { CollectorEvent, CollectorState, Intake, LatestReading } from '../ports.ts';
import { createClockLags } from './clock-lags.ts';
import { mergedJson } from './dialect.ts';
import { countRefusals, keepSamples, keepUnknown, toUnknown } from './refusals.ts';
import { keepSerials } from './serials.ts';
import { type Db, portions, type Tables, type Tx } from './tables.ts';
import { markTouched } from './touched.ts';

/** Whatever happens, the table stays small. */
const MAX_EVENTS = 500;

/** What the collector notes beside the readings. */
export function createIntake(db: Db): Intake {
  const clockLags = createClockLags(db);
  return {
    async commit(commit) {
      await db.transaction().execute(async (tx) => {
        await saveLatest(tx, commit.latest);
        await markTouched(tx, commit.touched);
        await keepSerials(tx, commit.serials ?? []);
        await clockLags.keep(tx, commit.latest);
        await countRefusals(tx, commit);
        await keepSamples(tx, commit.refused);
        await keepUnknown(tx, commit.unknown);
      });
    },

    async saveState(state) {
      await db
        .insertInto('collector_state')
        .values({ id: 1, state: JSON.stringify(state) })
        .onConflict((conflict) => conflict.column('id').doUpdateSet((row) => ({ state: row.ref('excluded.state') })))
        .execute();
    },

    async state() {
      const row = await db.selectFrom('collector_state').select('state').where('id', '=', 1).executeTakeFirst();
      return row ? (JSON.parse(row.state) as CollectorState) : null;
    },

    async latest(site) {
      let query = db.selectFrom('latest_readings').selectAll();
      if (site !== undefined) query = query.where('site', '=', site);
      return (await query.orderBy('site').orderBy('meter').execute()).map(toLatest);
    },

    async refusalCounts() {
      const rows = await db.selectFrom('refusal_counts').selectAll().orderBy('last_at', 'desc').orderBy('reason').execute();
      return rows.map(({ reason, count, last_at }) => ({ reason, count, lastAt: last_at }));
    },

    refusedMessages: (limit) =>
      db
        .selectFrom('refused_messages')
        .select(['at', 'reason', 'topic', 'detail', 'sample'])
        .orderBy('at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute(),

    async unknownMeters() {
      return (await db.selectFrom('unknown_meters').selectAll().orderBy('last_at', 'desc').orderBy('address').execute()).map(toUnknown);
    },

    recordEvent: (event) => db.transaction().execute((tx) => recordEvent(tx, event)),

    async events(limit) {
      const rows = await db.selectFrom('collector_events').selectAll().orderBy('id', 'desc').limit(limit).execute();
      return rows.map(({ at, kind, from_at, detail }) => ({ at, kind, fromAt: from_at, detail }));
    },

    clockLags: (site) => clockLags.list(site),
  };
}

async function recordEvent(tx: Tx, { at, kind, fromAt, detail }: CollectorEvent): Promise<void> {
  const { id } = await tx
    .insertInto('collector_events')
    .values({ at, kind, from_at: fromAt, detail })
    .returning('id')
    .executeTakeFirstOrThrow();
  await tx
    .deleteFrom('collector_events')
    .where('id', '<=', id - MAX_EVENTS)
    .execute();
}

/** The newest instant wins the row; at the same instant the fields of both are kept. */
async function saveLatest(tx: Tx, readings: readonly LatestReading[]): Promise<void> {
  for (const portion of portions(readings)) {
    await tx
      .insertInto('latest_readings')
      .values(portion.map(toLatestRow))
      .onConflict((conflict) =>
        conflict
          .columns(['site', 'meter'])
          .doUpdateSet((row) => ({
            fields: row
              .case()
              .when('excluded.at', '>', row.ref('latest_readings.at'))
              .then(row.ref('excluded.fields'))
              .else(mergedJson(row.ref('latest_readings.fields'), row.ref('excluded.fields')))
              .end(),
            at: row.ref('excluded.at'),
            received_at: row.ref('excluded.received_at'),
            clock: row.ref('excluded.clock'),
          }))
          .whereRef('excluded.at', '>=', 'latest_readings.at'),
      )
      .execute();
  }
}

function toLatestRow(reading: LatestReading): Tables['latest_readings'] {
  const { site, meter, at, receivedAt, clock, fields } = reading;
  return { site, meter, at, received_at: receivedAt, clock, fields: JSON.stringify(fields) };
}

function toLatest(row: Tables['latest_readings']): LatestReading {
  const { site, meter, at, received_at, clock, fields } = row;
  return { site, meter, at, receivedAt: received_at, clock, fields: JSON.parse(fields) as Fields };
}
