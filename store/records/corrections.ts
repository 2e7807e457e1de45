import type { Correction, Statement } from '../../domain/correction.ts';
import type { CorrectionChange, Corrections } from '../people-ports.ts';
import { applyReplacement } from './replace-days.ts';
import { type Db, nextOf, type Tables, type Tx } from './tables.ts';

/** What people said about meters, with who, when and why; nothing is ever deleted. */
export function createCorrections(db: Db): Corrections {
  return {
    async list(site, { meter, limit }) {
      let query = db.selectFrom('corrections').selectAll().where('site', '=', site);
      if (meter !== undefined) query = query.where('meter', '=', meter);
      return (await query.orderBy('seq', 'desc').limit(limit).execute()).map(toCorrection);
    },

    async get(site, id) {
      const row = await db.selectFrom('corrections').selectAll().where('site', '=', site).where('id', '=', id).executeTakeFirst();
      return row && toCorrection(row);
    },

    commit: (site, change, replacement) =>
      db.transaction().execute(async (tx) => {
        const seq = await nextOf(tx, 'catalog');
        await note(tx, site, change, seq);
        if (replacement) await applyReplacement(tx, replacement);
      }),
  };
}

async function note(tx: Tx, site: string, change: CorrectionChange, seq: number): Promise<void> {
  if ('correction' in change) {
    await tx.insertInto('corrections').values(toRow(change.correction, seq)).execute();
    return;
  }
  const { id, at, by, reason } = change.undo;
  const { numUpdatedRows } = await tx
    .updateTable('corrections')
    .set({ undone_at: at, undone_by: by, undone_reason: reason })
    .where('site', '=', site)
    .where('id', '=', id)
    .where('undone_at', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new Error(`there is no correction '${id}' on site '${site}' that is in force`);
}

/** Statements about the meters of a site that are in force, in the order in which they were said. */
export async function readStatements(tx: Tx, site: string): Promise<Map<string, Statement[]>> {
  const rows = await tx
    .selectFrom('corrections')
    .select(['meter', 'statement'])
    .where('site', '=', site)
    .where('undone_at', 'is', null)
    .orderBy('seq')
    .execute();
  const byMeter = new Map<string, Statement[]>();
  for (const { meter, statement } of rows) {
    const said = byMeter.get(meter);
    if (said) said.push(JSON.parse(statement) as Statement);
    else byMeter.set(meter, [JSON.parse(statement) as Statement]);
  }
  return byMeter;
}

function toRow({ id, site, meter, statement, by, reason, recordedAt, undone }: Correction, seq: number): Tables['corrections'] {
  return {
    id,
    site,
    meter,
    kind: statement.kind,
    statement: JSON.stringify(statement),
    said_by: by,
    reason,
    recorded_at: recordedAt,
    undone_at: undone?.at ?? null,
    undone_by: undone?.by ?? null,
    undone_reason: undone?.reason ?? null,
    seq,
  };
}

function toCorrection(row: Tables['corrections']): Correction {
  const { id, site, meter, said_by, reason, recorded_at, undone_at, undone_by, undone_reason } = row;
  const undone = undone_at === null ? null : { at: undone_at, by: undone_by ?? '', reason: undone_reason ?? '' };
  return { id, site, meter, statement: JSON.parse(row.statement) as Statement, by: said_by, reason, recordedAt: recorded_at, undone };
}
