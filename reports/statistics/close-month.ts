import type { Decimal } from '../../domain/decimal.ts';
import type { LedgerEntry, LedgerRow } from '../../domain/energy-ledger.ts';
import { exact } from '../../tariffs/exact.ts';

/** What the meters say about one row of a month. */
export interface ClosedAmount {
  row: LedgerRow;
  amount: Decimal;
  cost: Decimal | null;
  coverage: number;
  note: string;
}

/** Lines before they have numbers. */
export type NewEntry = Omit<LedgerEntry, 'id'>;

export interface Closing {
  site: string;
  month: string;
  by: string;
  at: number;
}

/**
 * What has to be added so that the account says what the meters say: a line where none of the meters stands, a reversal and
 * a new line where it differs, nothing where it agrees. What people entered is not touched.
 *
 * @param entries of the month, all of them
 */
export function closeMonth(entries: readonly LedgerEntry[], amounts: readonly ClosedAmount[], closing: Closing): NewEntry[] {
  const reversed = new Set(entries.flatMap(({ reverses }) => reverses ?? []));
  return amounts.flatMap((amount) => {
    const standing = entries.find(
      ({ id, row, source, reverses }) => row === amount.row && source === 'meters' && reverses === null && !reversed.has(id),
    );
    if (standing && agrees(standing, amount)) return [];
    return [...(standing ? [reversalOf(standing, closing)] : []), toEntry(amount, closing)];
  });
}

/** The line that takes another back; both stay. */
export function reversalOf(entry: LedgerEntry, { by, at }: Pick<Closing, 'by' | 'at'>, note = entry.note): NewEntry {
  const { id, amount, cost, ...same } = entry;
  return { ...same, amount: negate(amount), cost: cost === null ? null : negate(cost), note, reverses: id, enteredBy: by, enteredAt: at };
}

function toEntry(amount: ClosedAmount, { site, month, by, at }: Closing): NewEntry {
  return { ...amount, site, month, source: 'meters', reverses: null, enteredBy: by, enteredAt: at };
}

function agrees(entry: LedgerEntry, { amount, cost }: ClosedAmount): boolean {
  const sameCost = entry.cost === null || cost === null ? entry.cost === cost : exact(entry.cost).eq(cost);
  return sameCost && exact(entry.amount).eq(amount);
}

const negate = (value: Decimal): Decimal => exact(value).neg().toFixed();
