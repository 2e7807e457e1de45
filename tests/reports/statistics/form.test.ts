import { describe, expect, it } from 'vitest';
import { checkForm } from '../../../reports/statistics/checks.ts';
import { monthsOfPeriod, toForm, yearBefore } from '../../../reports/statistics/form.ts';
import type { MonthSum } from '../../../reports/statistics/ledger-sums.ts';
import type { LedgerRow } from '../../../domain/energy-ledger.ts';

const sum = (month: string, row: LedgerRow, amount: string, cost: string | null, more: Partial<MonthSum> = {}): MonthSum => ({
  month,
  row,
  amount,
  cost,
  coverage: null,
  sources: ['person'],
  standing: [],
  ...more,
});
const Q2 = ['2026-04', '2026-05', '2026-06'];
const NO_FACTS = { areaM2: '52000', energyHeads: '3000' };

function questions(sums: readonly MonthSum[], before: readonly MonthSum[] = [], factsBefore = NO_FACTS) {
  const asked = { rows: toForm(sums, Q2), before: toForm(before, ['2025-04', '2025-05', '2025-06']), sums, facts: NO_FACTS, factsBefore };
  return checkForm(asked).map(({ kind, row }) => `${kind} ${row}`);
}

describe('periods', () => {
  it('are a month, a quarter, a year', () => {
    expect(monthsOfPeriod('2026-05')).toEqual(['2026-05']);
    expect(monthsOfPeriod('2026-Q4')).toEqual(['2026-10', '2026-11', '2026-12']);
    expect(monthsOfPeriod('2026')).toHaveLength(12);
    expect(monthsOfPeriod('2026-Q5')).toBeUndefined();
    expect(yearBefore('2026-Q2')).toBe('2025-Q2');
  });
});

describe('the base form', () => {
  it('sums a quarter from its months to the cent', () => {
    const rows = toForm(
      [sum('2026-04', 'water', '4260', '13589.40'), sum('2026-05', 'water', '0.7', '2.23'), sum('2026-06', 'water', '0.1', '0.32')],
      Q2,
    );
    expect(rows.find(({ row }) => row === 'water')).toMatchObject({ amount: '4260.8', cost: '13591.95', missing: [] });
  });

  it('says which months are missing instead of counting them as nothing', () => {
    const rows = toForm([sum('2026-04', 'gas', '310', null)], Q2);
    expect(rows.find(({ row }) => row === 'gas')).toMatchObject({ amount: '310', cost: null, missing: ['2026-05', '2026-06'] });
    expect(rows.find(({ row }) => row === 'coal')).toMatchObject({ amount: null, cost: null, missing: [] });
  });
});

describe('checks before the form is handed in', () => {
  const steady = Q2.map((month) => sum(month, 'electricity', '86420', '46493.96'));

  it('ask nothing about a quarter like the one a year before', () => {
    const before = steady.map((one) => ({ ...one, month: one.month.replace('2026', '2025'), amount: '88000' }));
    expect(questions(steady, before)).toEqual([]);
  });

  it('ask about more than 30 % against the year before, and not about 29 %', () => {
    const before = (amount: string) => ['2025-04', '2025-05', '2025-06'].map((month) => sum(month, 'electricity', amount, '1.00'));
    expect(questions(steady, before('66000'))).toEqual(['year_before electricity']);
    expect(questions(steady, before('67000'))).toEqual([]);
  });

  it('compare no quarter with last year of which a month is missing', () => {
    const before = ['2025-04', '2025-05', '2025-06'].map((month) => sum(month, 'electricity', '86420', '46493.96'));
    expect(questions(steady.slice(0, 1), before)).toEqual(['missing_months electricity']);
  });

  it('ask about a unit price that the other months do not know, such as a cost in fen', () => {
    const slipped = [...steady.slice(0, 2), sum('2026-06', 'electricity', '86420', '4649396.00')];
    expect(questions(slipped)).toContain('unit_price electricity');
  });

  it('ask about meters and a person in one month, weak coverage, a missing month, a cost that is not known', () => {
    const twice = [
      sum('2026-04', 'water', '10', '31.90', { sources: ['meters', 'person'], coverage: 0.9 }),
      sum('2026-05', 'water', '10', null),
    ];
    expect(questions(twice)).toEqual(['missing_months water', 'cost_unknown water', 'coverage water', 'two_sources water']);
  });

  it('ask why heads or area changed', () => {
    expect(questions(steady, [], { areaM2: '52000', energyHeads: '2900' })).toEqual(['heads_changed null']);
  });
});
