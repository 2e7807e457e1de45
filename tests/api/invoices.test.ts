import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountView, InvoiceRequest, InvoiceView, YearAnswer } from '../../api/schemas/accounts.ts';
import type { Problem } from '../../api/schemas/common.ts';
import { addAccount, APRIL, NOW, saveTariff } from './bought.ts';
import { ADMINISTRATOR, daysFrom, openSchool, type School } from './school.ts';

let school: School;
beforeEach(async () => {
  school = await openSchool(NOW);
});
afterEach(() => school.close());

describe('invoices', () => {
  let account: AccountView;
  beforeEach(async () => {
    await saveTariff(school);
    account = await addAccount(school);
  });
  const invoice = (changes: Partial<InvoiceRequest> = {}): InvoiceRequest => ({
    account: account.id,
    ...APRIL,
    quantity: '2880',
    amount: '1607.04',
    number: '0042',
    ...changes,
  });
  const enter = (changes: Partial<InvoiceRequest> = {}) => school.post<Problem & { invoice: InvoiceView }>('/invoices', invoice(changes));
  const list = async () => (await school.get<{ invoices: InvoiceView[] }>('/invoices')).invoices;

  it('are kept with who entered them, corrected with the old text in the log, and removed', async () => {
    const { body } = await enter();
    expect(body.invoice).toMatchObject({ number: '0042', startRegister: null, enteredBy: ADMINISTRATOR, enteredAt: NOW });
    expect(await list()).toEqual([body.invoice]);
    await school.send('PUT', `/invoices/${body.invoice.id}`, invoice({ amount: '1700.00' }));
    expect((await list()).map(({ amount }) => amount)).toEqual(['1700.00']);
    expect((await school.send('DELETE', `/invoices/${body.invoice.id}`)).status).toBe(200);
    expect(await list()).toEqual([]);
    const log = await school.records.audit.list({ limit: 3 });
    expect(log.map(({ action }) => action)).toEqual(['invoice.removed', 'invoice.changed', 'invoice.saved']);
    expect(log[1]!.detail).toContain('"amount":"1607.04"');
  });

  it.each<[string, Partial<InvoiceRequest>, string, string]>([
    ['no days', { to: '2026-04-01' }, 'body.to', '2026-04-01 is not after 2026-04-01'],
    ['days ahead', { to: '2026-05-22' }, 'body.to', '2026-05-22 is ahead; allowed: up to 2026-05-21'],
    ['a negative quantity', { quantity: '-1' }, 'body.quantity', "'-1' is negative"],
    ['one register', { startRegister: '5' }, 'body.endRegister', 'both or not at all'],
  ])('are refused with %s', async (_what, changes, path, words) => {
    const { status, body } = await enter(changes);
    expect([status, body.errors?.map((error) => error.path)]).toEqual([422, [path]]);
    expect(body.detail).toContain(words);
    expect(await list()).toEqual([]);
  });

  it('are refused over days of another one of the account, and for an account that is not there', async () => {
    await enter();
    expect((await enter({ from: '2026-04-30', to: '2026-05-10' })).body.detail).toContain(
      "overlaps invoice '0042' of 2026-04-01 to 2026-05-01",
    );
    expect((await enter({ from: '2026-05-01', to: '2026-05-10' })).status).toBe(200);
    expect(await enter({ account: 'x' })).toMatchObject({ status: 404 });
  });

  it('stand in the year beside ours, with the difference and its likely cause', async () => {
    for (const name of daysFrom('2026-02-01', 108)) await school.seedDay('a-main', name, 1);
    // 30 days of 96 kWh at 0.558 are 1,607.04. February's 28 days: 1,499.90; at 0.578 it would be 1,553.66.
    await enter();
    await enter({ from: '2026-02-01', to: '2026-03-01', quantity: '2688', amount: '1553.66' });
    const year = await school.get<YearAnswer>(`/accounts/${account.id}/year?year=2026`);
    expect(year.periods.slice(0, 6).map(({ month, state }) => [month, state])).toEqual([
      ['2026-01', 'no_bill'],
      ['2026-02', 'differs'],
      ['2026-03', 'no_invoice'],
      ['2026-04', 'agrees'],
      ['2026-05', 'running'],
      ['2026-06', 'ahead'],
    ]);
    expect(year.periods[1]).toMatchObject({
      ours: { quantity: '2688', total: '1499.90', coverage: 1, isExample: false },
      reconciled: [{ quantityDifference: '0', amountDifference: '53.76', causes: [{ kind: 'price' }] }],
    });
    expect(year.periods[0]!.troubles.map(({ en }) => en).join()).toContain('nothing is known of a-main');
    // 19 days so far.
    expect(year.periods[4]!.ours).toMatchObject({ quantity: String(19 * 96) });
    expect(year.compared).toEqual({ invoices: 2, ours: '3106.94', theirs: '3160.70', difference: '53.76' });
  });

  it('that were read a day later are found out by the quantity of those days', async () => {
    for (const name of daysFrom('2026-03-01', 80)) await school.seedDay('a-main', name, name === '2026-05-01' ? 3 : 1);
    // With the first of May, on which three times as much was used: 2,880 + 288.
    await enter({ quantity: '3168', amount: (3168 * 0.558).toFixed(2) });
    const { periods } = await school.get<YearAnswer>(`/accounts/${account.id}/year?year=2026`);
    const [cause] = periods[3]!.reconciled[0]!.causes;
    expect(cause).toMatchObject({ kind: 'span_shifted' });
    expect(cause!.words.en).toContain('until 1 day(s) later');
  });
});
