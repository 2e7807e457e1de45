import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../api/schemas/common.ts';
import type { QuotaList, QuotaVersionView, QuotaView } from '../../api/schemas/books.ts';
import { daysBetween } from '../../domain/local-time.ts';
import { ADMINISTRATOR, LONDON, openSchool, type School } from './school.ts';

const NOW = LONDON.at('2026-02-21', '12:00');

let school: School;
beforeEach(async () => {
  school = await openSchool(NOW);
});
afterEach(() => school.close());

const february = {
  name: '宿舍 2 月用电',
  unit: { kind: 'building', id: 'b' },
  medium: 'electricity',
  period: 'month',
  from: '2026-02-01',
  to: '2026-03-01',
  amount: '3000',
  responsible: '王老师',
  basis: '上年同月',
};
const YEAR = { ...february, unit: { kind: 'site' }, period: 'year', from: '2026-01-01', to: '2027-01-01' };
const draft = (changes: object = {}) => school.post<Problem & { quota: QuotaVersionView }>('/quotas', { ...february, ...changes });
const list = () => school.get<QuotaList>('/quotas');
const only = async (): Promise<QuotaView> => (await list()).quotas[0]!;
const approve = (id: string, version: number) =>
  school.post<Problem & { quota: QuotaVersionView }>(`/quotas/${id}/versions/${version}/approve`, {});
/** 96 intervals a day. */
async function use(meter: string, from: string, to: string, aDay: number): Promise<void> {
  for (const day of daysBetween(from, to)) await school.seedDay(meter, day, aDay / 96);
}

describe('quotas', () => {
  it('are drafted, signed, in force, and say who did it', async () => {
    const { status, body } = await draft();
    expect(status).toBe(200);
    const { id } = body.quota;
    expect(body.quota).toEqual({
      ...february,
      id,
      version: 1,
      state: 'draft',
      unitName: { name: '宿舍B', nameEn: '宿舍B' },
      isNewest: true,
      savedBy: ADMINISTRATOR,
      savedAt: NOW,
      approvedBy: null,
      approvedAt: null,
    });
    school.setNow(NOW + 1);
    const signed = await approve(id, 1);
    expect(signed).toMatchObject({ status: 200, body: { quota: { state: 'in_force', approvedBy: ADMINISTRATOR, approvedAt: NOW + 1 } } });
    expect(await list()).toMatchObject({ today: '2026-02-21', quotas: [{ id, state: 'in_force' }] });
    const actions = (await school.records.audit.list({ limit: 5 })).map(({ action, target }) => [action, target]);
    expect(actions).toEqual([
      ['quota.approved', id],
      ['quota.drafted', id],
    ]);
  });

  it('keep the signed version beside a new draft, until that is signed', async () => {
    const { id } = (await draft()).body.quota;
    await approve(id, 1);
    const second = await draft({ id, amount: '2800' });
    expect(second.body.quota).toMatchObject({ id, version: 2, state: 'draft' });
    const now = async () => (await list()).quotas.map(({ version, state, isNewest }) => [version, state, isNewest]);
    expect(await now()).toEqual([
      [1, 'in_force', false],
      [2, 'draft', true],
    ]);
    await approve(id, 2);
    expect(await now()).toEqual([[2, 'in_force', true]]);
    const { versions } = await school.get<{ versions: QuotaVersionView[] }>(`/quotas/${id}/versions`);
    expect(versions.map(({ version, state, amount }) => [version, state, amount])).toEqual([
      [2, 'in_force', '2800'],
      [1, 'replaced', '3000'],
    ]);
  });

  it('are signed once, and not when they were written anew', async () => {
    const { id } = (await draft()).body.quota;
    await draft({ id, amount: '2800' });
    expect(await approve(id, 1)).toMatchObject({ status: 409, body: { detail: 'version 1 was written anew as version 2: sign that one' } });
    expect((await approve(id, 2)).status).toBe(200);
    expect(await approve(id, 2)).toMatchObject({ status: 409, body: { detail: 'version 2 was approved already' } });
    expect((await approve(id, 3)).status).toBe(404);
    expect((await approve('nope', 1)).status).toBe(404);
  });

  it('of a year speak through the rule about their pace', async () => {
    const { id } = (await draft(YEAR)).body.quota;
    await approve(id, 1);
    const [plan] = await school.records.catalog.sites();
    expect(plan!.quotas).toEqual([{ medium: 'electricity', year: 2026, amount: 3000 }]);
  });

  it.each<[string, object, string, number, string]>([
    [
      'a month that begins in its middle',
      { from: '2026-02-02' },
      'body.from',
      422,
      "a month begins on the first of a month (got '2026-02-02')",
    ],
    ['a month of 29 days', { to: '2026-03-02' }, 'body.to', 422, "a month from 2026-02-01 ends before 2026-03-01 (got '2026-03-02')"],
    [
      'a quarter over the turn of the year that is too short',
      { period: 'quarter', from: '2025-11-01', to: '2026-01-01' },
      'body.to',
      422,
      'ends before 2026-02-01',
    ],
    ['a term that ends before it begins', { period: 'term', to: '2026-02-01' }, 'body.to', 422, 'has to lie after 2026-02-01'],
    ['no amount', { amount: '0' }, 'body.amount', 400, "must be more than 0 (got '0')"],
    ['an amount with a comma', { amount: '3,000' }, 'body.amount', 400, "must be a decimal number such as 12.5 (got '3,000')"],
    ['nobody who answers for it', { responsible: ' ' }, 'body.responsible', 400, '1'],
    [
      'water of a meter of electricity',
      { unit: { kind: 'meter', id: 'b-main' }, medium: 'water' },
      'body.medium',
      422,
      "meter 'b-main' counts electricity, not water",
    ],
  ])('are refused with %s', async (_what, changes, path, status, message) => {
    const { status: got, body } = await draft(changes);
    expect(got).toBe(status);
    expect(body.errors!.map((error) => error.path)).toEqual([path]);
    expect(body.detail).toContain(message);
    expect((await list()).quotas).toEqual([]);
  });

  it('say which places there are', async () => {
    expect((await draft({ unit: { kind: 'building', id: 'z' } })).body).toMatchObject({
      status: 404,
      detail: "no building 'z'; there is: a, b",
    });
    expect((await draft({ unit: { kind: 'group', name: '南区', buildings: ['a', 'z'] } })).status).toBe(404);
    expect((await draft({ id: 'nope' })).body).toMatchObject({ status: 404, detail: "no quota 'nope'" });
  });

  it('are for the whole school', async () => {
    const part = await school.as('logistics_head', { sites: ['hill'], buildings: ['b'] });
    expect((await part.post<Problem>('/quotas', february)).body).toMatchObject({ status: 403 });
  });
});

describe('the pace of a quota', () => {
  it('144 kWh a day of 2,880, last year 96: used up on the 20th of 28 days, 4,032 by the end', async () => {
    await use('b-main', '2025-02-01', '2025-03-01', 96);
    await use('b-main', '2026-02-01', '2026-02-21', 144);
    await draft({ amount: '2880' });
    const { pace } = await only();
    expect(pace).toEqual({
      used: 2880,
      coverage: 1,
      usedShare: 1,
      dueShare: expect.closeTo(20 / 28, 5) as number,
      shape: 'last_year',
      forecast: {
        value: expect.closeTo(4032, 2) as number,
        low: expect.closeTo(4032, 2) as number,
        high: expect.closeTo(4032, 2) as number,
      },
      usedUpOn: '2026-02-20',
      level: 100,
    });
  });

  it('counts a school, a group and a meter, each kWh once', async () => {
    for (const [meter, aDay] of [
      ['a-main', 96],
      ['a-ac', 48],
      ['b-main', 192],
    ] as const)
      await use(meter, '2026-02-01', '2026-02-21', aDay);
    const units = [
      { kind: 'site' },
      { kind: 'group', name: '全部', buildings: ['a', 'b'] },
      { kind: 'building', id: 'a' },
      { kind: 'meter', id: 'a-ac' },
    ];
    const used: (number | null)[] = [];
    for (const unit of units) {
      const { id } = (await draft({ unit })).body.quota;
      used.push((await list()).quotas.find((quota) => quota.id === id)!.pace!.used);
    }
    expect(used).toEqual([20 * 288, 20 * 288, 20 * 96, 20 * 48]);
  });

  it('says how much of it is measured, and forecasts nothing from half of the days', async () => {
    await use('b-main', '2026-02-01', '2026-02-11', 96);
    await draft();
    expect((await only()).pace).toMatchObject({ used: 960, coverage: 0.5, forecast: null, usedUpOn: null });
  });

  it('is null before the period begins, and where no meter counts', async () => {
    await draft({ from: '2026-04-01', to: '2026-05-01' });
    expect((await only()).pace).toBeNull();
    await draft({ medium: 'gas', name: '燃气' });
    const gas = (await list()).quotas.find(({ medium }) => medium === 'gas')!;
    expect(gas.pace).toBeNull();
  });

  it('ends with its period', async () => {
    await use('b-main', '2026-01-01', '2026-02-01', 96);
    await draft({ from: '2026-01-01', to: '2026-02-01' });
    expect((await only()).pace).toMatchObject({ used: 2976, coverage: 1, dueShare: 1, forecast: null, level: 90 });
  });
});
