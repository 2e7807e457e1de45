import { describe, expect, it } from 'vitest';
import type { Account, Invoice } from '../../../domain/bill.ts';
import { openTemporary } from './open.ts';

const AT = Date.parse('2026-03-01T12:00:00+08:00');

const account = (changes: Partial<Account> = {}): Account => ({
  id: 'grid',
  site: 'school',
  name: '供电公司',
  medium: 'electricity',
  utilityNo: '3300112233',
  meters: [{ meter: 'main', share: '1' }],
  assignments: [{ from: '2026-01-01', tariff: 'school-10kv' }],
  billingDay: 1,
  quota: null,
  endedAt: null,
  ...changes,
});

const invoice = (changes: Partial<Invoice> = {}): Invoice => ({
  id: 'jan',
  site: 'school',
  account: 'grid',
  from: '2026-01-01',
  to: '2026-02-01',
  quantity: '86420',
  amount: '46493.96',
  startRegister: '1234.56',
  endRegister: null,
  number: '0001',
  note: '',
  enteredBy: '李主任',
  enteredAt: AT,
  ...changes,
});

describe('accounts', () => {
  it('come back as they were saved, by name; ended ones when all are asked for; of one school only', async () => {
    const [{ accounts }] = await openTemporary();
    const water = account({ id: 'water', name: 'B 自来水', medium: 'water', quota: '3000' });
    const old = account({ id: 'old', name: 'A 旧户', endedAt: AT });
    for (const one of [water, old, account({ name: 'C 供电' })]) await accounts.save(one, '李主任', AT);
    await accounts.save(account({ site: 'other' }), '李主任', AT);
    expect(await accounts.list('school')).toEqual([water, account({ name: 'C 供电' })]);
    expect((await accounts.list('school', { all: true })).map(({ id }) => id)).toEqual(['old', 'water', 'grid']);
  });

  it('are replaced by their id', async () => {
    const [{ accounts }] = await openTemporary();
    await accounts.save(account(), '李主任', AT);
    await accounts.save(account({ billingDay: 15, endedAt: AT }), '王老师', AT + 1);
    expect(await accounts.list('school', { all: true })).toEqual([account({ billingDay: 15, endedAt: AT })]);
  });
});

describe('invoices', () => {
  it('come newest first, exact to the last digit', async () => {
    const [{ accounts }] = await openTemporary();
    const february = invoice({ id: 'feb', from: '2026-02-01', to: '2026-03-01', amount: '0.10', quantity: '-12.000001' });
    for (const one of [invoice(), february]) await accounts.saveInvoice(one);
    expect(await accounts.invoices('school')).toEqual([february, invoice()]);
  });

  it('are found by account, and by any day of a half-open span', async () => {
    const [{ accounts }] = await openTemporary();
    await accounts.saveInvoice(invoice());
    await accounts.saveInvoice(invoice({ id: 'tap', account: 'water' }));
    const idsOf = async (of: Parameters<typeof accounts.invoices>[1]) => (await accounts.invoices('school', of)).map(({ id }) => id);
    expect(await idsOf({ account: 'grid' })).toEqual(['jan']);
    expect(await idsOf({ from: '2026-01-31', to: '2026-02-28' })).toEqual(['jan', 'tap']);
    expect(await idsOf({ from: '2026-02-01' })).toEqual([]);
    expect(await idsOf({ to: '2026-01-01' })).toEqual([]);
  });

  it('are replaced by id, and removed once', async () => {
    const [{ accounts }] = await openTemporary();
    await accounts.saveInvoice(invoice());
    await accounts.saveInvoice(invoice({ amount: '1.00' }));
    expect(await accounts.invoices('school')).toEqual([invoice({ amount: '1.00' })]);
    expect(await accounts.removeInvoice('school', 'jan')).toBe(true);
    expect(await accounts.removeInvoice('school', 'jan')).toBe(false);
    expect(await accounts.invoices('school')).toEqual([]);
  });
});
