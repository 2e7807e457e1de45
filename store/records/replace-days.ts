import type { DaysReplacement } from '../ports.ts';
import { toIntervalRow, toStepRow, toTotalRow } from './interval-rows.ts';
import { nextOf, portions, type Tx } from './tables.ts';
import { clearTouched } from './touched.ts';

/** Days and steps of a meter as they are now; what was marked for it is done with, its nights are to be judged again. */
export async function applyReplacement(tx: Tx, replacement: DaysReplacement): Promise<void> {
  await replaceIntervals(tx, replacement);
  await replaceSteps(tx, replacement);
  await clearTouched(tx, replacement);
  await noteChanged(
    tx,
    replacement.site,
    replacement.days.map(({ day }) => day),
  );
}

export async function replaceIntervals(tx: Tx, { site, meter, days }: Pick<DaysReplacement, 'site' | 'meter' | 'days'>): Promise<void> {
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
async function replaceSteps(tx: Tx, replacement: DaysReplacement): Promise<void> {
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

/** Nights of these local days are to be judged again; reports that were made of them may say something else now. */
export async function noteChanged(tx: Tx, site: string, days: readonly string[]): Promise<void> {
  if (days.length === 0) return;
  const seq = await nextOf(tx, 'touch');
  for (const portion of portions(days)) {
    await tx
      .insertInto('changed_days')
      .values(portion.map((day) => ({ site, day, seq })))
      .onConflict((conflict) => conflict.columns(['site', 'day']).doUpdateSet({ seq }))
      .execute();
    await tx
      .insertInto('day_revisions')
      .values(portion.map((day) => ({ site, day, revision: seq })))
      .onConflict((conflict) => conflict.columns(['site', 'day']).doUpdateSet({ revision: seq }))
      .execute();
  }
}
