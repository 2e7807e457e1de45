import { describe, expect, it } from 'vitest';
import { DECIMAL } from '../../domain/decimal.ts';
import type { Factor } from '../../domain/factor.ts';
import { BUILT_IN_FACTORS, chooseFactor, type FactorQuestion } from '../../domain/factors.ts';

const co2 = (region: string | null, month: string): FactorQuestion => ({ kind: 'co2', carrier: 'electricity', region, month });
const chosen = (question: FactorQuestion, own: readonly Factor[] = []) => chooseFactor([...BUILT_IN_FACTORS, ...own], question);
const own: Factor = {
  id: 'own',
  kind: 'co2',
  carrier: 'electricity',
  region: 'national',
  dataYear: 2020,
  validFrom: '2026-01',
  validTo: '2026-04',
  value: '0.6',
  document: '测试',
  note: null,
  isBuiltIn: false,
};

describe('chooseFactor', () => {
  it.each([
    ['2023 for months from its publication on', co2(null, '2025-12'), 'co2-electricity-national-2023'],
    ['2022 the month before', co2(null, '2025-11'), 'co2-electricity-national-2022'],
    ['the province before the country', co2('浙江', '2026-03'), 'co2-electricity-浙江-2023'],
    ['the country where the province has none yet', co2('浙江', '2025-11'), 'co2-electricity-national-2022'],
    ['the country for a province that is not in the table', co2('安徽', '2026-03'), 'co2-electricity-national-2023'],
    ['none before the first was published', co2(null, '2024-03'), undefined],
    ['a constant', { kind: 'kgce', carrier: 'gas', region: '浙江', month: '2020-01' }, 'kgce-gas'],
    ['none for water, which is no energy', { kind: 'kgce', carrier: 'water', region: null, month: '2026-03' }, undefined],
    ['none per litre of diesel', { kind: 'kgce', carrier: 'diesel', region: null, month: '2026-03' }, undefined],
  ] as const)('takes %s', (_what, question, id) => {
    expect(chosen(question)?.id).toBe(id);
  });

  it("takes the school's own first, in its months [from, to)", () => {
    const months = ['2025-12', '2026-01', '2026-03', '2026-04'];
    expect(months.map((month) => chosen(co2('浙江', month), [own])?.id)).toEqual([
      'co2-electricity-浙江-2023',
      'own',
      'own',
      'co2-electricity-浙江-2023',
    ]);
  });

  it('takes the newest data year, then the newest row', () => {
    const newer = { ...own, id: 'newer', dataYear: 2024 };
    const again = { ...newer, id: 'again', validFrom: '2026-02' };
    expect(chosen(co2(null, '2026-03'), [own, newer])?.id).toBe('newer');
    expect(chosen(co2(null, '2026-03'), [again, own, newer])?.id).toBe('again');
  });
});

describe('the factors that come with the program', () => {
  it('have ids of their own, decimal values and a document', () => {
    expect(new Set(BUILT_IN_FACTORS.map(({ id }) => id)).size).toBe(BUILT_IN_FACTORS.length);
    for (const { value, document } of BUILT_IN_FACTORS) {
      expect(value).toMatch(DECIMAL);
      expect(document).not.toBe('');
    }
  });

  it('say which of them were not checked against the original', () => {
    const unverified = BUILT_IN_FACTORS.filter(({ note }) => note?.zh.includes('核实')).map(({ id }) => id);
    expect(unverified).toEqual([
      'kgce-gasoline',
      'kgce-lpg',
      'kgce-coal',
      'kgce-heat',
      'co2-electricity-national-2021',
      'co2-electricity-national-2022',
    ]);
  });
});
