import { describe, expect, it } from 'vitest';
import { factsOf, heldIn } from '../../domain/facts-of-month.ts';
import type { HeadCategory, SchoolFact } from '../../domain/school-facts.ts';

let count = 0;
const base = (fromMonth: string) => ({
  id: `${++count}`,
  site: 'hill',
  fromMonth,
  source: `source ${count}`,
  savedBy: '李',
  savedAt: count,
});
const area = (
  fromMonth: string,
  m2: string,
  building: string | null = null,
  areaKind: 'building' | 'land' | 'heated' = 'building',
): SchoolFact => ({
  ...base(fromMonth),
  kind: 'area',
  building,
  areaKind,
  m2,
});
const heads = (
  fromMonth: string,
  category: HeadCategory,
  number: number,
  more: { weight?: string; usesEnergy?: boolean; usesWater?: boolean } = {},
): SchoolFact => ({
  ...base(fromMonth),
  kind: 'heads',
  category,
  count: number,
  weight: '1',
  usesEnergy: true,
  usesWater: true,
  ...more,
});

describe('facts of a month', () => {
  it('are null where nobody said anything', () => {
    expect(factsOf([], '2026-03')).toEqual({
      areaM2: null,
      landM2: null,
      heatedM2: null,
      areaOf: new Map(),
      heads: [],
      energyHeads: null,
      waterHeads: null,
      region: null,
      institution: {},
      sources: [],
    });
  });

  it('hold from their month on until another follows', () => {
    const facts = [area('2026-03', '23600'), area('2025-09', '23584')];
    const areas = ['2025-08', '2025-09', '2026-02', '2026-03'].map((month) => factsOf(facts, month).areaM2);
    expect(areas).toEqual([null, '23584', '23584', '23600']);
  });

  it('of the same month the one that was saved later', () => {
    const [first, second] = [area('2026-03', '1'), area('2026-03', '2')];
    expect(factsOf([second, first], '2026-03').areaM2).toBe('2');
    expect(heldIn([second, first], '2026-03')).toEqual([second]);
  });

  it('keep the areas of buildings, land and heating apart', () => {
    const facts = [
      area('2026-01', '23584'),
      area('2026-01', '60000', null, 'land'),
      area('2026-01', '9000', null, 'heated'),
      area('2026-01', '4000', 'a'),
      area('2026-01', '3000', 'a', 'heated'),
    ];
    expect(factsOf(facts, '2026-03')).toMatchObject({
      areaM2: '23584',
      landM2: '60000',
      heatedM2: '9000',
      areaOf: new Map([['a', '4000']]),
    });
  });

  it('weigh heads: boarders twice, and each for what it uses', () => {
    const facts = [
      heads('2026-02', 'day_pupil', 1200),
      heads('2026-02', 'boarder', 600, { weight: '2' }),
      heads('2026-02', 'staff', 151, { weight: '0.5' }),
      heads('2026-02', 'resident', 80, { usesEnergy: false }),
    ];
    expect(factsOf(facts, '2026-03')).toMatchObject({ energyHeads: '2475.5', waterHeads: '2555.5' });
    expect(factsOf([heads('2026-02', 'staff', 3, { weight: '0.1' })], '2026-03').energyHeads).toBe('0.3');
  });

  it('replace heads category by category, and tell where each is from', () => {
    const facts = [heads('2025-09', 'staff', 140), heads('2025-09', 'day_pupil', 1200), heads('2026-02', 'staff', 150)];
    const { energyHeads, heads: rows, sources } = factsOf(facts, '2026-03');
    expect(energyHeads).toBe('1350');
    expect(rows.map(({ category, source }) => [category, source])).toEqual([
      ['staff', facts[2]!.source],
      ['day_pupil', facts[1]!.source],
    ]);
    expect(sources).toEqual([facts[2]!.source, facts[1]!.source]);
  });

  it('tell region and institution', () => {
    const facts: SchoolFact[] = [
      { ...base('2025-09'), kind: 'region', region: '浙江' },
      { ...base('2025-09'), kind: 'institution', fields: { name: '绿叶中学' } },
    ];
    expect(factsOf(facts, '2026-03')).toMatchObject({ region: '浙江', institution: { name: '绿叶中学' } });
  });
});
