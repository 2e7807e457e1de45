import { describe, expect, it } from 'vitest';
import { billingSpan, monthsToBill } from '../../../dashboard/resale/spans.ts';

const TODAY = '2026-01-15';

describe('span of statements', () => {
  it('is the last whole month where the address says none, also over the new year', () => {
    const december = { name: '2025-12', span: { from: '2025-12-01', to: '2026-01-01' } };
    expect(billingSpan({}, TODAY)).toEqual(december);
    expect(billingSpan({ month: '2025-13' }, TODAY)).toEqual(december);
    expect(billingSpan({ from: '2025-12-31', last: '2025-12-01' }, TODAY)).toEqual(december);
  });

  it('is a month by its name, February with its days', () => {
    expect(billingSpan({ month: '2024-02' }, TODAY).span).toEqual({ from: '2024-02-01', to: '2024-03-01' });
  });

  it('is what somebody names, its last day counted in', () => {
    const asked = billingSpan({ from: '2025-11-25', last: '2025-12-24' }, TODAY);
    expect(asked).toEqual({ name: 'own', span: { from: '2025-11-25', to: '2025-12-25' } });
  });

  it('may be one of fifteen months that are over', () => {
    const months = monthsToBill(TODAY);
    expect([months.length, months[0], months.at(-1)]).toEqual([15, '2025-12', '2024-10']);
  });
});
