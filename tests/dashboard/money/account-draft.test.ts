import { describe, expect, it } from 'vitest';
import { toAccountDraft, toAccountRequest, toInvoiceDraft, toInvoiceRequest } from '../../../dashboard/money/account-draft.ts';

describe('the form of an account', () => {
  const filled = () => ({
    ...toAccountDraft(undefined),
    name: ' 供电 ',
    meters: [
      { meter: 'main', share: '1' },
      { meter: '', share: '1' },
    ],
    assignments: [
      { from: '2026-07-01', tariff: 'new' },
      { from: '2026-01-01', tariff: 'old' },
      { from: '2026-01-01', tariff: '' },
    ],
  });

  it('leaves empty rows out, and puts tariffs in order', () => {
    expect(toAccountRequest(filled())).toEqual({
      name: '供电',
      medium: 'electricity',
      utilityNo: '',
      meters: [{ meter: 'main', share: '1' }],
      assignments: [
        { from: '2026-01-01', tariff: 'old' },
        { from: '2026-07-01', tariff: 'new' },
      ],
      billingDay: 1,
      quota: null,
    });
  });

  it.each([
    { name: ' ' },
    { meters: [] },
    { meters: [{ meter: 'main', share: 'x' }] },
    { billingDay: '29' },
    { billingDay: '' },
    { quota: 'x' },
  ])('is not ready with %o', (changes) => {
    expect(toAccountRequest({ ...filled(), ...changes })).toBeUndefined();
  });
});

describe('the form of an invoice', () => {
  it('begins with the days of its period, whose last one is meant', () => {
    const draft = toInvoiceDraft({ from: '2026-04-01', to: '2026-05-01' });
    expect(draft).toMatchObject({ from: '2026-04-01', lastDay: '2026-04-30', quantity: '' });
    expect(toInvoiceRequest(draft, 'grid')).toBeUndefined();
    expect(
      toInvoiceRequest({ ...draft, quantity: '86,420', amount: '46 493.96', startRegister: '12.5', endRegister: '20' }, 'grid'),
    ).toEqual({
      account: 'grid',
      from: '2026-04-01',
      to: '2026-05-01',
      quantity: '86420',
      amount: '46493.96',
      startRegister: '12.5',
      endRegister: '20',
      number: '',
      note: '',
    });
  });
});
