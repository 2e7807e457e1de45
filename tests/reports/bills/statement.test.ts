import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toSiteView } from '../../../consumption/site-view.ts';
import type { ResaleParty, Statement, StatementDraft } from '../../../domain/bill.ts';
import { daysBetween } from '../../../domain/local-time.ts';
import { prepareBatch } from '../../../reports/bills/batch.ts';
import { prepareCancel } from '../../../reports/bills/cancel-statement.ts';
import { sumOf } from '../../../tariffs/exact.ts';
import { HILL, LONDON, openSchool, type School } from '../../api/school.ts';

const NOW = LONDON.at('2026-05-20', '12:00');
const APRIL = { from: '2026-04-01', to: '2026-05-01' };
const view = toSiteView(HILL, LONDON, {});

let school: School;
beforeEach(async () => {
  school = await openSchool(NOW);
});
afterEach(() => school.close());

const flat = (changes: Partial<ResaleParty> = {}): ResaleParty => ({
  id: 'flat-101',
  site: 'hill',
  name: '张老师',
  kind: 'staff',
  building: 'b',
  place: '101',
  meters: [{ meter: 'b-main', share: '1', medium: 'electricity' }],
  prices: [{ medium: 'electricity', from: '2026-01-01', price: '0.558', sourceDoc: '校发〔2026〕3号' }],
  lossPercent: null,
  endedAt: null,
  ...changes,
});
const shop = flat({
  id: 'shop',
  name: '小卖部',
  kind: 'tenant',
  place: '一层',
  meters: [{ meter: 'a-ac', share: '1', medium: 'electricity' }],
  lossPercent: '3',
});

/** A register that climbs evenly through some days, a reading each quarter of an hour and one at the end. */
async function climb(meter: string, from: string, to: string, registers: readonly [number, number]): Promise<void> {
  const [startAt, endAt] = [LONDON.startOfDay(from), LONDON.startOfDay(to)];
  const count = (endAt - startAt) / 900_000;
  const value = (index: number) => Math.round((registers[0] + ((registers[1] - registers[0]) * index) / count) * 1e4) / 1e4;
  const readings = Array.from({ length: count + 1 }, (_, index) => ({
    at: startAt + index * 900_000,
    fields: { energy_kwh: value(index) },
  }));
  await school.write(meter, readings);
  const touched = [{ site: 'hill', meter, fromAt: startAt, toAt: endAt + 1 }];
  await school.records.intake.commit({ latest: [], touched, refused: [], refusals: new Map(), unknown: [] });
  await school.compute();
}
const deps = () => ({ records: school.records, readings: school.readings, now: () => NOW });
const prepare = (span = APRIL) => prepareBatch(deps(), view, { ...span, building: null, party: null, by: '总务处', at: NOW });
async function keep(...parties: ResaleParty[]): Promise<void> {
  for (const party of parties) await school.records.resale.saveParty(party, '总务处', NOW);
}
const issue = (drafts: readonly StatementDraft[]) => school.records.resale.add('hill', '2026', drafts);
const linesOf = ({ bills }: Pick<Statement, 'bills'>) => bills.flatMap(({ lines }) => lines);

describe('statement', () => {
  it('of a staff flat that used 96.35 kWh at 0.558 comes to 53.76, with its readings and its document', async () => {
    await keep(flat());
    await climb('b-main', '2026-04-01', '2026-05-01', [100, 196.35]);
    const { drafts, refused, total } = await prepare();
    expect(refused).toEqual([]);
    expect(total).toBe('53.76');
    expect(drafts).toMatchObject([
      { party: 'flat-101', partyName: '张老师', total: '53.76', isEstimated: false, truesUp: [], reverses: null },
    ]);
    const [bill] = drafts[0]!.bills;
    expect(bill).toMatchObject({ medium: 'electricity', quantity: '96.35', total: '53.76', coverage: 1 });
    expect(bill!.meters).toMatchObject([{ meter: 'b-main', startRegister: '100', endRegister: '196.35', ratio: '1', share: '1' }]);
    expect(bill!.tariffs).toMatchObject([{ sourceDoc: '校发〔2026〕3号', validFrom: '2026-01-01' }]);
    expect(bill!.lines).toMatchObject([{ quantity: '96.35', price: '0.558', amount: '53.76' }]);
  });

  it('of a shop multiplies by the ratio of 40 and adds 3 % for losses: 40 kWh, 22.32 and 0.67', async () => {
    await keep(shop);
    await climb('a-ac', '2026-04-01', '2026-05-01', [10, 11]);
    const { drafts } = await prepare();
    expect(drafts[0]).toMatchObject({ total: '22.99' });
    expect(drafts[0]!.bills[0]!.meters).toMatchObject([{ startRegister: '10', endRegister: '11', ratio: '40', amount: '40' }]);
    expect(linesOf(drafts[0]!)).toMatchObject([
      { quantity: '40', amount: '22.32' },
      { code: 'loss_share', quantity: '1.2', amount: '0.67', note: { zh: '自用 40 kWh、22.32 元的 3 %' } },
    ]);
  });

  it('changes its price where the contract does', async () => {
    const later = { medium: 'electricity', from: '2026-04-16', price: '0.6', sourceDoc: '续签合同' } as const;
    await keep(flat({ prices: [...flat().prices, later] }));
    await climb('b-main', '2026-04-01', '2026-05-01', [0, 90]);
    const { drafts } = await prepare();
    expect(linesOf(drafts[0]!).map(({ quantity, price, amount }) => [quantity, price, amount])).toEqual([
      ['45', '0.558', '25.11'],
      ['45', '0.6', '27.00'],
    ]);
  });
});

describe('batch', () => {
  it('names who cannot be billed and why, and bills the others', async () => {
    const bare = flat({ id: 'bare', name: '无价', prices: [], meters: shop.meters });
    const empty = flat({ id: 'empty', name: '无表', meters: [] });
    const gone = flat({ id: 'gone', name: '旧表', meters: [{ meter: 'x-1', share: '1', medium: 'electricity' }] });
    const silent = flat({ id: 'silent', name: '无数', meters: [{ meter: 'a-main', share: '1', medium: 'electricity' }] });
    const early = flat({ id: 'early', name: '未生效', prices: [{ ...flat().prices[0]!, from: '2026-04-10' }] });
    await keep(bare, empty, gone, silent, early, flat());
    await climb('b-main', '2026-04-01', '2026-05-01', [100, 196.35]);
    const { drafts, refused, total } = await prepare();
    expect(drafts.map(({ party }) => party)).toEqual(['flat-101']);
    expect(total).toBe('53.76');
    const reasons = Object.fromEntries(refused.map(({ party, troubles }) => [party.id, troubles.map(({ kind }) => kind)]));
    expect(reasons).toEqual({
      bare: ['no_tariff'],
      empty: ['no_meter'],
      gone: ['no_meter'],
      silent: ['no_data'],
      early: ['no_tariff'],
    });
  });

  it('bills nobody twice for a day, and says by which statement he was', async () => {
    await keep(flat());
    await climb('b-main', '2026-04-01', '2026-05-01', [100, 196.35]);
    await issue((await prepare()).drafts);
    const { drafts, refused } = await prepare({ from: '2026-04-30', to: '2026-05-15' });
    expect(drafts).toEqual([]);
    expect(refused[0]!.troubles).toEqual([
      {
        kind: 'billed',
        words: {
          zh: '这段时间已有账单 2026-00001（2026-04-01 / 2026-05-01）',
          en: 'billed already by statement 2026-00001 (2026-04-01 / 2026-05-01)',
        },
      },
    ]);
  });
});

describe('estimate', () => {
  /** The meter falls silent on the 21st after 20 days of 3 kWh, and speaks again in May: 1 kWh a day. */
  async function fallSilent(): Promise<Statement> {
    await keep(flat());
    await climb('b-main', '2026-04-01', '2026-04-21', [100, 160]);
    const [statement] = await issue((await prepare()).drafts);
    return statement!;
  }
  const may = { from: '2026-05-01', to: '2026-05-16' };

  it('of ten silent days is the mean of the others, flagged, and says so', async () => {
    const statement = await fallSilent();
    expect(statement).toMatchObject({ total: '50.22', isEstimated: true });
    expect(statement.bills[0]).toMatchObject({ quantity: '90', lines: [{ isEstimated: true }] });
    expect(statement.bills[0]!.notes.map(({ en }) => en).join()).toContain(
      'no readings on 10 days: estimated by the mean of the others, 3 a day',
    );
  });

  it('is not made of less than half of a month', async () => {
    await keep(flat());
    await climb('b-main', '2026-04-01', '2026-04-11', [100, 130]);
    const { drafts, refused } = await prepare();
    expect(drafts).toEqual([]);
    expect(refused[0]!.troubles).toMatchObject([{ kind: 'no_data', words: { en: expect.stringContaining('20 days') as string } }]);
  });

  it('is trued up by the next statement: 70 kWh and 39.06 in truth, 90 kWh and 50.22 billed', async () => {
    const { id } = await fallSilent();
    await climb('b-main', '2026-04-21', '2026-05-16', [160, 185]);
    const { drafts } = await prepare(may);
    expect(drafts[0]).toMatchObject({ truesUp: [id], isEstimated: false });
    expect(linesOf(drafts[0]!)).toMatchObject([
      { quantity: '15', amount: '8.37' },
      { code: 'true_up', quantity: '-20', amount: '-11.16' },
    ]);
    const { zh, en } = linesOf(drafts[0]!)[1]!.note!;
    expect(en).toBe(`statement ${id} (2026-04-01 up to 2026-05-01): really 70 kWh, 39.06 yuan; billed by estimate 90 kWh, 50.22 yuan`);
    for (const number of ['70 kWh', '39.06', '90 kWh', '50.22']) expect(zh).toContain(number);
    expect(drafts[0]!.total).toBe('-2.79');
    const [next] = await issue(drafts);
    expect(sumOf([next!.total, '50.22']).toFixed(2)).toBe('47.43');
    const after = await prepare({ from: '2026-05-16', to: '2026-05-17' });
    expect(after.drafts.flatMap(({ truesUp }) => truesUp)).toEqual([]);
  });

  it('waits for its true-up until the meter has spoken', async () => {
    await fallSilent();
    for (const day of daysBetween(may.from, may.to)) await school.seedDay('b-main', day, 0.01);
    const { drafts } = await prepare(may);
    expect(drafts).toMatchObject([{ truesUp: [] }]);
    expect(linesOf(drafts[0]!).some(({ code }) => code === 'true_up')).toBe(false);
  });
});

describe('reversal', () => {
  it('takes back every number, and what is known now takes its place', async () => {
    await keep(flat());
    await climb('b-main', '2026-04-01', '2026-05-01', [100, 196.35]);
    const [wrong] = await issue((await prepare()).drafts);
    const half = flat({ meters: [{ meter: 'b-main', share: '0.5', medium: 'electricity' }] });
    await keep(half);
    const asked = { reason: '两户合用', anew: true, by: '总务处', at: NOW };
    const prepared = await prepareCancel(deps(), view, { statement: wrong!, party: half }, asked);
    if ('troubles' in prepared) throw new Error(JSON.stringify(prepared.troubles));
    const [back, anew] = (await school.records.resale.cancel('hill', '2026', prepared.reversal, prepared.anew))!;
    expect(back).toMatchObject({ id: '2026-00002', total: '-53.76', reverses: { id: wrong!.id, reason: '两户合用' } });
    expect(back!.bills[0]).toMatchObject({ quantity: '-96.35', total: '-53.76', lines: [{ quantity: '-96.35', amount: '-53.76' }] });
    expect(anew).toMatchObject({ id: '2026-00003', total: '26.88', bills: [{ quantity: '48.175' }] });
    expect(sumOf([wrong!.total, back!.total]).isZero()).toBe(true);
  });
});
