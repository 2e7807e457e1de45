import type { LedgerEntry } from '../../domain/energy-ledger.ts';
import type { EnergyLedger } from '../report-ports.ts';
import type { Db, Tables } from './tables.ts';

/** The month-by-month account of what was used. Lines are added; none is changed or taken away. */
export function createEnergyLedger(db: Db): EnergyLedger {
  return {
    async entries(site, fromMonth, toMonth) {
      const rows = await db
        .selectFrom('energy_ledger')
        .selectAll()
        .where('site', '=', site)
        .where('month', '>=', fromMonth)
        .where('month', '<=', toMonth)
        .orderBy('month')
        .orderBy('row_name')
        .orderBy('id')
        .execute();
      return rows.map(toEntry);
    },

    add: (entries) =>
      db.transaction().execute(async (tx) => {
        const added: LedgerEntry[] = [];
        for (const entry of entries) {
          const row = await tx.insertInto('energy_ledger').values(toRow(entry)).returningAll().executeTakeFirstOrThrow();
          added.push(toEntry(row));
        }
        return added;
      }),
  };
}

function toRow({ row, enteredBy, enteredAt, ...entry }: Omit<LedgerEntry, 'id'>) {
  return { ...entry, row_name: row, entered_by: enteredBy, entered_at: enteredAt };
}

function toEntry({ row_name, entered_by, entered_at, ...entry }: Omit<Tables['energy_ledger'], 'id'> & { id: number }): LedgerEntry {
  return { ...entry, row: row_name, enteredBy: entered_by, enteredAt: entered_at };
}
