import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountRequest, AccountView } from '../../api/schemas/accounts.ts';
import type { Problem } from '../../api/schemas/common.ts';
import { addAccount, grid, NOW, saveTariff } from './bought.ts';
import { ADMINISTRATOR, openSchool, type School } from './school.ts';

let school: School;
beforeEach(async () => {
  school = await openSchool(NOW);
});
afterEach(() => school.close());

describe('accounts', () => {
  it('are listed as they were saved, with names; changed by id; ended ones last', async () => {
    await saveTariff(school);
    const first = await addAccount(school);
    expect(first).toMatchObject({
      ...grid,
      meters: [{ meter: 'a-main', name: 'a-main', share: '1' }],
      assignments: [{ from: '2026-01-01', tariff: 'school', called: { name: '学校合表', nameEn: '学校合表' } }],
      quota: null,
      endedAt: null,
    });
    const second = await addAccount(school, { name: 'A', meters: [{ meter: 'b-main', share: '1' }] });
    const changed = await school.send('PUT', `/accounts/${first.id}`, { ...grid, name: 'B', billingDay: 15 });
    expect(changed).toMatchObject({ status: 200, body: { account: { id: first.id, name: 'B', billingDay: 15 } } });
    await school.post(`/accounts/${second.id}/end`, { reason: '转供' });
    const { accounts } = await school.get<{ accounts: AccountView[] }>('/accounts');
    expect(accounts.map(({ name, endedAt }) => [name, endedAt])).toEqual([
      ['B', null],
      ['A', NOW],
    ]);
    expect((await school.send('PUT', `/accounts/${second.id}`, grid)).status).toBe(409);
    const log = await school.records.audit.list({ limit: 10 });
    expect(log.map(({ action, byName }) => [action, byName])).toEqual([
      ['account.ended', ADMINISTRATOR],
      ['account.saved', ADMINISTRATOR],
      ['account.saved', ADMINISTRATOR],
      ['account.saved', ADMINISTRATOR],
    ]);
  });

  it.each<[string, Partial<AccountRequest>, string, string]>([
    [
      'a meter that is not there',
      { meters: [{ meter: 'x', share: '1' }] },
      'body.meters.0.meter',
      "no meter 'x'; of electricity there is: a-main, a-ac, b-main",
    ],
    [
      'a meter of another medium',
      { meters: [{ meter: 'a-water', share: '1' }] },
      'body.meters.0.meter',
      "'a-water' measures water, the account buys electricity",
    ],
    ['a share of nothing', { meters: [{ meter: 'a-main', share: '0' }] }, 'body.meters.0.share', "'0' is no share; allowed: -1 to 1"],
    [
      'a meter twice',
      {
        meters: [
          { meter: 'a-main', share: '1' },
          { meter: 'a-main', share: '1' },
        ],
      },
      'body.meters.1.meter',
      "'a-main' is there twice",
    ],
    [
      'what is counted above',
      {
        meters: [
          { meter: 'a-main', share: '1' },
          { meter: 'a-ac', share: '1' },
        ],
      },
      'body.meters.1.meter',
      "counted by 'a-main' already",
    ],
    [
      'a tariff that is not there',
      { assignments: [{ from: '2026-01-01', tariff: 'x' }] },
      'body.assignments.0.tariff',
      "no tariff 'x' in use; there is: school",
    ],
    [
      'days out of order',
      {
        assignments: [
          { from: '2026-02-01', tariff: 'school' },
          { from: '2026-01-01', tariff: 'school' },
        ],
      },
      'body.assignments.1.from',
      '2026-01-01 is not after 2026-02-01',
    ],
    [
      'a price of another medium',
      { medium: 'water', meters: [{ meter: 'a-water', share: '1' }] },
      'body.assignments.0.tariff',
      "'school' is a price of electricity, the account buys water",
    ],
  ])('are refused with %s', async (_what, changes, path, words) => {
    await saveTariff(school);
    const { status, body } = await school.post<Problem>('/accounts', { ...grid, ...changes });
    expect([status, body.errors?.map((error) => error.path)]).toEqual([422, [path]]);
    expect(body.detail).toContain(words);
    expect(await school.records.accounts.list('hill', { all: true })).toEqual([]);
  });

  it('do not pay for one meter twice, but may share it', async () => {
    await saveTariff(school);
    await addAccount(school, { meters: [{ meter: 'a-main', share: '0.5' }] });
    const more = (share: string) => school.post<Problem>('/accounts', { ...grid, meters: [{ meter: 'a-main', share }] });
    expect((await more('0.51')).body.detail).toContain("'a-main' is paid for by '供电公司' already");
    expect((await more('0.5')).status).toBe(200);
  });

  it('are for who reaches the whole school', async () => {
    const part = await school.as('logistics_head', { buildings: ['a'] });
    const response = await part.inject('/api/sites/hill/accounts');
    expect([response.statusCode, response.json<Problem>().detail]).toEqual([
      403,
      "what the school buys is for the whole of 'hill', and you reach a part of it only",
    ]);
  });
});
