import { describe, expect, it } from 'vitest';
import type { Factor } from '../../../domain/factor.ts';
import type { SchoolFact } from '../../../domain/school-facts.ts';
import { openTemporary } from './open.ts';

const base = { site: 's1', fromMonth: '2026-02', source: '学籍', savedBy: '李主任', savedAt: 1_770_000_000_000 };
const heads: SchoolFact = {
  ...base,
  id: 'h',
  kind: 'heads',
  category: 'boarder',
  count: 600,
  weight: '2',
  usesEnergy: true,
  usesWater: true,
};
const area: SchoolFact = { ...base, id: 'a', kind: 'area', building: null, areaKind: 'building', m2: '23584.50' };
const region: SchoolFact = { ...base, id: 'r', kind: 'region', region: '浙江' };
const institution: SchoolFact = { ...base, id: 'i', kind: 'institution', fields: { name: '绿叶中学', code: '12330100' } };

describe('facts', () => {
  it('of every kind come back as they were saved, by kind then month', async () => {
    const [{ facts }] = await openTemporary();
    const earlier: SchoolFact = { ...heads, id: 'h0', fromMonth: '2025-09', count: 580 };
    for (const fact of [region, heads, earlier, institution, area]) await facts.save(fact);
    expect(await facts.list('s1')).toEqual([area, earlier, heads, institution, region]);
    expect(await facts.list('s2')).toEqual([]);
  });

  it('are replaced by id, and removed once', async () => {
    const [{ facts }] = await openTemporary();
    await facts.save(area);
    await facts.save({ ...area, m2: '23600' });
    expect(await facts.list('s1')).toEqual([{ ...area, m2: '23600' }]);
    expect(await facts.remove('s2', 'a')).toBe(false);
    expect(await facts.remove('s1', 'a')).toBe(true);
    expect(await facts.remove('s1', 'a')).toBe(false);
    expect(await facts.list('s1')).toEqual([]);
  });
});

describe('factors of a school', () => {
  const gas: Factor = {
    id: 'gas',
    kind: 'kgce',
    carrier: 'gas',
    region: 'national',
    dataYear: null,
    validFrom: '2026-01',
    validTo: null,
    value: '1.2143',
    document: '燃气公司热值报告 2026-01',
    note: null,
    isBuiltIn: false,
  };

  it('come back as they were saved, replaced by id, and removed once', async () => {
    const [{ facts }] = await openTemporary();
    await facts.saveFactor('s1', gas, '李主任', 1);
    await facts.saveFactor('s1', { ...gas, value: '1.2200', note: { zh: '冬季', en: 'winter' } }, '李主任', 2);
    expect(await facts.factors('s1')).toEqual([{ ...gas, value: '1.2200', note: { zh: '冬季', en: 'winter' } }]);
    expect(await facts.factors('s2')).toEqual([]);
    expect(await facts.removeFactor('s1', 'gas')).toBe(true);
    expect(await facts.removeFactor('s1', 'gas')).toBe(false);
  });
});
