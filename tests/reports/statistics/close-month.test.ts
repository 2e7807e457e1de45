import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../../domain/energy-ledger.ts';
import { type ClosedAmount, closeMonth, type NewEntry, reversalOf } from '../../../reports/statistics/close-month.ts';
import { sumEntries } from '../../../reports/statistics/ledger-sums.ts';

const closing = { site: 'hill', month: '2026-05', by: 'job', at: 1_000 };
const power = (amount: string, cost: string | null = '46493.96'): ClosedAmount => ({
  row: 'electricity',
  amount,
  cost,
  coverage: 0.99,
  note: '',
});

/** Adds lines to an account, as the store does. */
function book(...batches: NewEntry[][]): LedgerEntry[] {
  return batches.flat().map((entry, index) => ({ ...entry, id: index + 1 }));
}

describe('closing a month', () => {
  it('writes one line a row when nothing stands there', () => {
    const entries = book(closeMonth([], [power('86420')], closing));
    expect(sumEntries(entries)).toMatchObject([
      { month: '2026-05', row: 'electricity', amount: '86420', cost: '46493.96', coverage: 0.99 },
    ]);
  });

  it('adds nothing when the meters say what stands there, however it is written', () => {
    const entries = book(closeMonth([], [power('86420')], closing));
    expect(closeMonth(entries, [power('86420.000')], closing)).toEqual([]);
  });

  it('takes a line back and writes a new one when a late reading changed the month; all three stay', () => {
    const first = closeMonth([], [power('86420')], closing);
    const entries = book(first, closeMonth(book(first), [power('86500.5')], { ...closing, at: 2_000 }));
    expect(entries.map(({ amount, reverses }) => [amount, reverses])).toEqual([
      ['86420', null],
      ['-86420', 1],
      ['86500.5', null],
    ]);
    expect(sumEntries(entries)).toMatchObject([{ amount: '86500.5' }]);
  });

  it('tells a cost that became known from one that was not', () => {
    const first = book(closeMonth([], [power('86420', null)], closing));
    expect(sumEntries(first)[0]!.cost).toBeNull();
    expect(closeMonth(first, [power('86420')], closing)).toHaveLength(2);
  });

  it('leaves what a person entered alone', () => {
    const typed: LedgerEntry = {
      id: 7,
      site: 'hill',
      month: '2026-05',
      row: 'gasoline',
      amount: '120',
      cost: '960',
      source: 'person',
      coverage: null,
      note: 'two cars',
      reverses: null,
      enteredBy: 'Li',
      enteredAt: 5,
    };
    expect(closeMonth([typed], [], closing)).toEqual([]);
  });
});

describe('sums of the account', () => {
  it('knows nothing of a month whose only line was taken back', () => {
    const first = book(closeMonth([], [power('86420')], closing));
    const entries = book(first, [reversalOf(first[0]!, { by: 'Li', at: 9 })]);
    expect(sumEntries(entries)).toEqual([]);
  });

  it('adds a second bill to the first, and does not know the cost when one has none', () => {
    const line = (id: number, cost: string | null): LedgerEntry => ({
      id,
      site: 'hill',
      month: '2026-05',
      row: 'lpg',
      amount: '0.1',
      cost,
      source: 'invoice',
      coverage: null,
      note: '',
      reverses: null,
      enteredBy: 'Li',
      enteredAt: id,
    });
    expect(sumEntries([line(1, '0.10'), line(2, '0.20')])).toMatchObject([{ amount: '0.2', cost: '0.30' }]);
    expect(sumEntries([line(1, '0.10'), line(2, null)])).toMatchObject([{ amount: '0.2', cost: null }]);
  });
});
