import { describe, expect, it } from 'vitest';
import type { Bill, ResaleParty, StatementDraft } from '../../../domain/bill.ts';
import { AlreadyBilled } from '../../../store/money-ports.ts';
import { openTemporary } from './open.ts';

const party = (changes: Partial<ResaleParty> = {}): ResaleParty => ({
  id: 'zhang',
  site: 'school',
  name: '张老师',
  kind: 'staff',
  building: 'flats',
  place: '201',
  meters: [{ meter: 'flat-201', share: '1', medium: 'electricity' }],
  prices: [{ medium: 'electricity', from: '2026-01-01', price: '0.558', sourceDoc: '校发〔2026〕3号' }],
  lossPercent: null,
  endedAt: null,
  ...changes,
});

const BILL: Bill = {
  medium: 'electricity',
  from: '2026-03-01',
  to: '2026-04-01',
  unit: 'kWh',
  quantity: '96.35',
  lines: [],
  total: '53.76',
  coverage: 1,
  estimated: 0,
  meters: [],
  tariffs: [],
  notes: [],
};

const draft = (changes: Partial<StatementDraft> = {}): StatementDraft => ({
  site: 'school',
  party: 'zhang',
  partyName: '张老师',
  partyKind: 'staff',
  partyPlace: '201',
  building: 'flats',
  from: '2026-03-01',
  to: '2026-04-01',
  terms: { meters: [], prices: [], lossPercent: null },
  bills: [BILL],
  total: '53.76',
  isEstimated: false,
  truesUp: [],
  reverses: null,
  madeBy: '总务处',
  madeAt: 1,
  ...changes,
});
const april = { from: '2026-04-01', to: '2026-05-01' };
const backOf = (id: string) => draft({ total: '-53.76', reverses: { id, reason: '表计装错' } });

describe('parties of the resale', () => {
  it('are replaced by id and listed by name, the ended ones only when asked for', async () => {
    const [{ resale }] = await openTemporary();
    await resale.saveParty(party({ place: '101' }), '总务处', 1);
    await resale.saveParty(party(), '总务处', 2);
    const shop = party({ id: 'shop', name: '小卖部', kind: 'tenant', endedAt: 3 });
    await resale.saveParty(shop, '总务处', 3);
    expect(await resale.parties('school')).toEqual([party()]);
    expect(await resale.parties('school', { all: true })).toEqual([shop, party()]);
    expect(await resale.parties('elsewhere')).toEqual([]);
  });
});

describe('statements', () => {
  it('are numbered through the year in which they are made', async () => {
    const [{ resale }] = await openTemporary();
    const [first, second] = await resale.add('school', '2026', [draft(), draft({ party: 'li' })]);
    expect(first).toEqual({ ...draft(), id: '2026-00001', state: 'issued', disputes: [] });
    expect(second!.id).toBe('2026-00002');
    expect((await resale.add('school', '2026', [draft(april)])).map(({ id }) => id)).toEqual(['2026-00003']);
    expect((await resale.add('school', '2027', [draft({ party: 'wang' })])).map(({ id }) => id)).toEqual(['2027-00001']);
    expect(await resale.statement('school', '2026-00001')).toEqual(first);
    expect(await resale.statement('elsewhere', '2026-00001')).toBeUndefined();
  });

  it('of one batch are all there, or none when somebody would be billed twice', async () => {
    const [{ resale }] = await openTemporary();
    await resale.add('school', '2026', [draft()]);
    const batch = [draft({ party: 'li' }), draft({ from: '2026-03-15', to: '2026-04-15' })];
    await expect(resale.add('school', '2026', batch)).rejects.toThrow(AlreadyBilled);
    expect((await resale.statements('school')).map(({ party: of }) => of)).toEqual(['zhang']);
  });

  it('of two batches made at the same time bill a span once', async () => {
    const [{ resale }] = await openTemporary();
    const both = await Promise.allSettled([1, 2].map((madeAt) => resale.add('school', '2026', [draft({ madeAt })])));
    expect(both.map((outcome) => (outcome.status === 'fulfilled' ? 1 : outcome.reason instanceof AlreadyBilled))).toEqual([1, true]);
    expect(await resale.statements('school')).toHaveLength(1);
  });

  it('are found by party, building and whatever span theirs meets, newest first', async () => {
    const [{ resale }] = await openTemporary();
    await resale.add('school', '2026', [draft(), draft(april), draft({ party: 'shop', building: null })]);
    const ids = async (of: Parameters<typeof resale.statements>[1]) => (await resale.statements('school', of)).map(({ id }) => id);
    expect(await ids({})).toEqual(['2026-00002', '2026-00001', '2026-00003']);
    expect(await ids({ building: 'flats' })).toEqual(['2026-00002', '2026-00001']);
    expect(await ids({ party: 'shop' })).toEqual(['2026-00003']);
    expect(await ids({ from: '2026-03-31', to: '2026-04-02' })).toEqual(['2026-00002', '2026-00001', '2026-00003']);
    expect(await ids({ from: '2026-04-01', to: '2026-05-01' })).toEqual(['2026-00002']);
  });

  it('are taken back by a reversal and written anew, once', async () => {
    const [{ resale }] = await openTemporary();
    const [wrong] = await resale.add('school', '2026', [draft()]);
    const added = await resale.cancel('school', '2026', backOf(wrong!.id), [draft({ total: '40.00' })]);
    expect(added!.map(({ id, total }) => [id, total])).toEqual([
      ['2026-00002', '-53.76'],
      ['2026-00003', '40.00'],
    ]);
    expect(await resale.statement('school', wrong!.id)).toEqual({ ...wrong, state: 'cancelled' });
    expect(await resale.cancel('school', '2026', backOf(wrong!.id), [])).toBeUndefined();
    expect(await resale.cancel('school', '2026', backOf('2026-00002'), [])).toBeUndefined();
    expect(await resale.cancel('school', '2026', backOf('2026-00009'), [])).toBeUndefined();
    expect(await resale.statements('school')).toHaveLength(3);
  });

  it('that a later one trued up are not taken back before that one', async () => {
    const [{ resale }] = await openTemporary();
    const [first] = await resale.add('school', '2026', [draft({ isEstimated: true })]);
    const [later] = await resale.add('school', '2026', [draft({ ...april, truesUp: [first!.id] })]);
    expect(await resale.cancel('school', '2026', backOf(first!.id), [])).toBeUndefined();
    expect(await resale.cancel('school', '2026', backOf(later!.id), [])).toHaveLength(1);
    expect(await resale.cancel('school', '2026', backOf(first!.id), [])).toHaveLength(1);
  });

  it('keep what somebody said against them, and the answer', async () => {
    const [{ resale }] = await openTemporary();
    const [{ id } = { id: '' }] = await resale.add('school', '2026', [draft()]);
    const dispute = { id: 'd', at: 5, by: '总务处', text: '人不在家', answer: null };
    expect(await resale.dispute('school', id, (known) => [...known, dispute])).toBe(true);
    const answer = { at: 6, by: '总务处', text: '冰箱 31 kWh' };
    await resale.dispute('school', id, (known) => known.map((one) => ({ ...one, answer })));
    expect(await resale.statement('school', id)).toMatchObject({ total: '53.76', disputes: [{ ...dispute, answer }] });
    expect(await resale.dispute('school', '2026-00009', (known) => known)).toBe(false);
  });
});
