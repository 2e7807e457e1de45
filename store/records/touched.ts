import { sql } from 'kysely';
import type { TouchedMeter, TouchedSpan } from '../ports.ts';
import { type Db, nextOf, portions, type Tables, type Tx } from './tables.ts';

const DAY_MS = 86_400_000;

/** Mark spans (both ends included), one mark a UTC day. A mark that is there grows and gets a newer number. */
export async function markTouched(tx: Tx, spans: readonly TouchedSpan[]): Promise<void> {
  if (spans.length === 0) return;
  const seq = await nextOf(tx, 'touch');
  for (const portion of portions(touchedDays(spans, seq))) {
    await tx
      .insertInto('touched_days')
      .values(portion)
      .onConflict((conflict) =>
        conflict.columns(['site', 'meter', 'day']).doUpdateSet((row) => ({
          from_at: row
            .case()
            .when('excluded.from_at', '<', row.ref('touched_days.from_at'))
            .then(row.ref('excluded.from_at'))
            .else(row.ref('touched_days.from_at'))
            .end(),
          to_at: row
            .case()
            .when('excluded.to_at', '>', row.ref('touched_days.to_at'))
            .then(row.ref('excluded.to_at'))
            .else(row.ref('touched_days.to_at'))
            .end(),
          seq,
        })),
      )
      .execute();
  }
}

function touchedDays(spans: readonly TouchedSpan[], seq: number): Tables['touched_days'][] {
  const days = new Map<string, Tables['touched_days']>();
  for (const { site, meter, fromAt, toAt } of spans) {
    for (let day = Math.floor(fromAt / DAY_MS); day <= Math.floor(toAt / DAY_MS); day++) {
      const key = `${site}\n${meter}\n${day}`;
      const known = days.get(key);
      const first = Math.max(fromAt, day * DAY_MS);
      const last = Math.min(toAt, (day + 1) * DAY_MS - 1);
      const from_at = Math.min(first, known?.from_at ?? first);
      days.set(key, { site, meter, day, from_at, to_at: Math.max(last, known?.to_at ?? last), seq });
    }
  }
  return [...days.values()];
}

/**
 * Runs of adjoining marked days, the most recent first. A late reading of last year makes a run of its own:
 * it does not draw the year between into the recomputation.
 */
export async function selectTouched(db: Db, limit: number): Promise<TouchedMeter[]> {
  // Along a run, day + rank (counted from the newest) stays the same.
  const ranked = db
    .selectFrom('touched_days')
    .select([
      'site',
      'meter',
      'from_at',
      'to_at',
      'seq',
      sql<number>`day + row_number() over (partition by site, meter order by day desc)`.as('run'),
    ]);
  const rows = await db
    .selectFrom(ranked.as('ranked'))
    .select((eb) => ['site', 'meter', eb.fn.min('from_at').as('first'), eb.fn.max('to_at').as('last'), eb.fn.max('seq').as('seq')])
    .groupBy(['site', 'meter', 'run'])
    .orderBy('last', 'desc')
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map(({ site, meter, first, last, seq }) => ({ site, meter, fromAt: first, toAt: last + 1, seq }));
}

/** Clear the marks that lie wholly in [fromAt, toAt), unless they were touched again after `seq`. */
export async function clearTouched(tx: Tx, span: TouchedSpan & { seq: number }): Promise<void> {
  await tx
    .deleteFrom('touched_days')
    .where('site', '=', span.site)
    .where('meter', '=', span.meter)
    .where('from_at', '>=', span.fromAt)
    .where('to_at', '<', span.toAt)
    .where('seq', '<=', span.seq)
    .execute();
}
