import { describe, expect, it } from 'vitest';
import { billingPeriods } from '../../../reports/bills/billing-periods.ts';

describe('billing periods', () => {
  it('read on the 1st are the months', () => {
    const periods = billingPeriods(2026, 1);
    expect(periods).toHaveLength(12);
    expect([periods[0], periods[11]]).toEqual([
      { month: '2026-01', from: '2026-01-01', to: '2026-02-01' },
      { month: '2026-12', from: '2026-12-01', to: '2027-01-01' },
    ]);
  });

  it('read on another day are named after the month of their last day', () => {
    const periods = billingPeriods(2026, 20);
    expect([periods[0], periods[11]]).toEqual([
      { month: '2026-01', from: '2025-12-20', to: '2026-01-20' },
      { month: '2026-12', from: '2026-11-20', to: '2026-12-20' },
    ]);
  });

  it.each([1, 2, 15, 28])('of two years follow one another without a gap (day %i)', (day) => {
    const all = [...billingPeriods(2025, day), ...billingPeriods(2026, day)];
    expect(all.slice(1).map(({ from }) => from)).toEqual(all.slice(0, -1).map(({ to }) => to));
  });
});
