import type { IntakeCommit, RefusedMessage, Refusal, UnknownMeter } from '../ports.ts';
import { portions, type Tables, type Tx } from './tables.ts';

/** Samples kept per reason, and unknown meters kept: whatever arrives, the tables stay small. */
const MAX_SAMPLES = 200;
const MAX_UNKNOWN = 1000;

export async function countRefusals(tx: Tx, { refusals, refused, latest }: IntakeCommit): Promise<void> {
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

export async function keepSamples(tx: Tx, refused: readonly RefusedMessage[]): Promise<void> {
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

export async function keepUnknown(tx: Tx, unknown: readonly UnknownMeter[]): Promise<void> {
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

function toUnknownRow(meter: UnknownMeter): Tables['unknown_meters'] {
  const { firstAt, lastAt, ...rest } = meter;
  return { ...rest, first_at: firstAt, last_at: lastAt };
}

export function toUnknown(row: Tables['unknown_meters']): UnknownMeter {
  const { first_at, last_at, ...rest } = row;
  return { ...rest, firstAt: first_at, lastAt: last_at };
}
