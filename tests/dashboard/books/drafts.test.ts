import { describe, expect, it } from 'vitest';
import type { FactView, QuotaVersionView } from '../../../api/schemas/books.ts';
import { toFactDraft, toFactRequest } from '../../../dashboard/books/fact-draft.ts';
import { daysOf, firstMonth, monthsBefore } from '../../../dashboard/books/periods.ts';
import { toDraft, toRequest } from '../../../dashboard/books/quota-draft.ts';

const TODAY = '2026-11-21';

describe('the period of a quota', () => {
  it('is whole months from the first on, over the turn of the year too', () => {
    expect(daysOf('month', '2026-12')).toEqual({ from: '2026-12-01', to: '2027-01-01' });
    expect(daysOf('quarter', '2026-11')).toEqual({ from: '2026-11-01', to: '2027-02-01' });
    expect(daysOf('year', '2026-09')).toEqual({ from: '2026-09-01', to: '2027-09-01' });
  });

  it('begins by default with the month, quarter or year of today', () => {
    expect((['month', 'quarter', 'year'] as const).map((period) => firstMonth(period, TODAY))).toEqual(['2026-11', '2026-10', '2026-01']);
  });

  it('of a fact may begin within five years, or next January', () => {
    expect([monthsBefore(TODAY)[0], monthsBefore(TODAY).at(-1)]).toEqual(['2022-01', '2027-01']);
  });
});

describe('the form of a quota', () => {
  const filled = { name: ' 全校用电 ', amount: '９00,000.5', responsible: '李主任', basis: '上年' };

  it('asks for everything, then says a year of the school', () => {
    expect(toRequest(toDraft(TODAY))).toBeUndefined();
    expect(toRequest({ ...toDraft(TODAY), ...filled })).toEqual({
      name: '全校用电',
      unit: { kind: 'site' },
      medium: 'electricity',
      period: 'year',
      from: '2026-01-01',
      to: '2027-01-01',
      amount: '900000.5',
      responsible: '李主任',
      basis: '上年',
    });
    expect(toRequest({ ...toDraft(TODAY), ...filled, amount: '0' })).toBeUndefined();
    expect(toRequest({ ...toDraft(TODAY), ...filled, unit: 'building' })).toBeUndefined();
    expect(toRequest({ ...toDraft(TODAY), ...filled, unit: 'group', buildings: ['a'] })).toBeUndefined();
  });

  it('says a term by its first and last day', () => {
    const draft = { ...toDraft(TODAY), ...filled, period: 'term' as const, first: '2026-09-01', last: '2027-01-20' };
    expect(toRequest(draft)).toMatchObject({ from: '2026-09-01', to: '2027-01-21' });
  });

  it('of a new version goes on from the one before, and names it', () => {
    const group = { kind: 'group' as const, name: '南区', buildings: ['a', 'b'] };
    const before = { ...toRequest({ ...toDraft(TODAY), ...filled })!, unit: group, id: 'q', version: 1 } as QuotaVersionView;
    const { id: _, version: __, ...said } = before;
    expect(toRequest(toDraft(TODAY, before), 'q')).toEqual({ ...said, id: 'q' });
  });
});

describe('the form of a fact', () => {
  const kept = { id: 'f', isHeld: true, savedBy: '李', savedAt: 0, fromMonth: '2026-02', source: '学籍' };
  const facts: FactView[] = [
    { ...kept, kind: 'area', building: 'a', areaKind: 'heated', m2: '23584.5' },
    { ...kept, kind: 'area', building: null, areaKind: 'land', m2: '60000' },
    { ...kept, kind: 'heads', category: 'boarder', count: 0, weight: '0.5', usesEnergy: false, usesWater: true },
    { ...kept, kind: 'region', region: '浙江' },
    { ...kept, kind: 'institution', fields: { 单位名称: '绿叶中学' } },
  ];

  it.each(facts)('of $kind says again what it was', (fact) => {
    const { id: _, isHeld: __, savedBy: ___, savedAt: ____, ...said } = fact;
    expect(toFactRequest(fact.kind, toFactDraft('2026-11', fact))).toEqual(said);
  });

  it('asks for a source, and for numbers that can be', () => {
    const heads = { ...toFactDraft('2026-11'), count: '600', source: '学籍' };
    expect(toFactRequest('heads', heads)).toMatchObject({ count: 600, weight: '1', usesEnergy: true, usesWater: true });
    for (const wrong of [{ source: ' ' }, { count: '' }, { count: '1.5' }, { count: '-1' }, { weight: '0' }, { weight: '1.00001' }]) {
      expect(toFactRequest('heads', { ...heads, ...wrong }), JSON.stringify(wrong)).toBeUndefined();
    }
    expect(toFactRequest('institution', { ...heads, fields: { 电话: ' ' } })).toBeUndefined();
  });
});
