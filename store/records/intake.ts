import type { Fields } from '../../domain/reading.ts';
import type { CollectorState, Intake, IntakeCommit, LatestReading, RefusedMessage, Refusal, UnknownMeter } from '../ports.ts';
import { mergedJson } from './dialect.ts';
import { type Db, portions, type Tables, type Tx } from './tables.ts';
import { markTouched } from './touched.ts';

/** Samples kept per reason, and unknown meters kept: whatever arrives, the tables stay small. */
const MAX_SAMPLES = 200;
const MAX_UNKNOWN = 1000;

/** What the collector notes beside the readings. */
export function createIntake(db: Db): Intake {
  return {
    async commit(commit) {
      await db.transaction().execute(async (tx) => {
        await saveLatest(tx, commit.latest);
        await markTouched(tx, commit.touched);
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
  };
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

async function countRefusals(tx: Tx, { refusals, refused, latest }: IntakeCommit): Promise<void> {
  // Samples are bounded, so a reason may have been counted without one; then the commit's newest instant stands in.
  const newest = Math.max(0, ...refused.map(({ at }) => at), ...latest.map(({ receivedAt }) => receivedAt));
  for (const [reason, count] of refusals) {
    const lastAt = Math.max(0, ...refused.filter((message) => message.reason === reason).map(({ at }) => at)) || newest;
    await tx
      .insertInto('refusal_counts')
      .values({ reason, count, last_at: lastAt })
      .onConflict((conflict) =>
        conflict.column('reason').doUpdateSet((row) => ({
          count: row('refusal_counts.count', '+', row.ref('excluded.count')),
          last_at: row
            .case()
            .when('excluded.last_at', '>', row.ref('refusal_counts.last_at'))
            .then(row.ref('excluded.last_at'))
            .else(row.ref('refusal_counts.last_at'))
            .end(),
        })),
      )
      .execute();
  }
}

async function keepSamples(tx: Tx, refused: readonly RefusedMessage[]): Promise<void> {
  if (refused.length === 0) return;
  for (const portion of portions(refused)) {
    await tx
      .insertInto('refused_messages')
      .values(portion.map(({ at, reason, topic, detail, sample }) => ({ at, reason, topic, detail, sample })))
      .execute();
  }
  for (const reason of new Set(refused.map((message) => message.reason))) await dropOldSamples(tx, reason);
}

async function dropOldSamples(tx: Tx, reason: Refusal): Promise<void> {
  await tx
    .deleteFrom('refused_messages')
    .where('reason', '=', reason)
    .where('id', '<=', (eb) =>
      eb.selectFrom('refused_messages').select('id').where('reason', '=', reason).orderBy('id', 'desc').limit(1).offset(MAX_SAMPLES),
    )
    .execute();
}

async function keepUnknown(tx: Tx, unknown: readonly UnknownMeter[]): Promise<void> {
  if (unknown.length === 0) return;
  for (const portion of portions(unknown)) {
    await tx
      .insertInto('unknown_meters')
      .values(portion.map(toUnknownRow))
      .onConflict((conflict) =>
        conflict.columns(['site', 'source', 'address']).doUpdateSet((row) => ({
          topic: row.ref('excluded.topic'),
          sample: row.ref('excluded.sample'),
          count: row('unknown_meters.count', '+', row.ref('excluded.count')),
          last_at: row.ref('excluded.last_at'),
        })),
      )
      .execute();
  }
  await dropOldUnknown(tx);
}

/** Those not heard of for longest go first: a real meter comes back, a made-up address does not. */
async function dropOldUnknown(tx: Tx): Promise<void> {
  const surplus = await tx
    .selectFrom('unknown_meters')
    .select(['site', 'source', 'address'])
    .orderBy('last_at', 'desc')
    .orderBy('count', 'desc')
    .limit(MAX_UNKNOWN)
    .offset(MAX_UNKNOWN)
    .execute();
  for (const { site, source, address } of surplus) {
    await tx.deleteFrom('unknown_meters').where('site', '=', site).where('source', '=', source).where('address', '=', address).execute();
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

function toUnknownRow(meter: UnknownMeter): Tables['unknown_meters'] {
  const { firstAt, lastAt, ...rest } = meter;
  return { ...rest, first_at: firstAt, last_at: lastAt };
}

function toUnknown(row: Tables['unknown_meters']): UnknownMeter {
  const { first_at, last_at, ...rest } = row;
  return { ...rest, firstAt: first_at, lastAt: last_at };
}
