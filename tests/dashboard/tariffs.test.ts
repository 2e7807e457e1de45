import { describe, expect, it } from 'vitest';
import { beyondForm, emptyTariff, toDraft, withDraft } from '../../dashboard/money/tariff-draft.ts';
import { timelineOf, versionToday } from '../../dashboard/money/tariff-timeline.ts';
import type { Tariff } from '../../domain/tariff.ts';

const tariff: Tariff = {
  ...emptyTariff('2026-01-01'),
  id: 'a',
  name: '价',
  nameEn: 'Price',
  customerClass: '203',
  sourceDoc: 'notice 1',
  isExample: true,
  components: [{ code: 'energy', price: '0.5', floats: true, isInPowerFactorBase: false }],
  tiers: { basis: 'month', bounds: ['100'], adders: ['0', '0.1'] },
};

describe('the form of a tariff', () => {
  it('gives back what it was filled with, and keeps what it does not show', () => {
    expect(withDraft(tariff, toDraft(tariff))).toEqual(tariff);
    expect(beyondForm(tariff)).toEqual(['tiers']);
  });

  it('does not change the tariff that it was filled with', () => {
    const draft = toDraft(tariff);
    draft.components[0]!.price = '9';
    expect(tariff.components[0]!.price).toBe('0.5');
  });

  it('leaves out what was emptied, and trims what was typed', () => {
    const draft = {
      ...toDraft(tariff),
      nameEn: ' ',
      isExample: false,
      validTo: '2026-07-01',
      components: [{ code: ' energy ', price: ' 0.6 ', floats: false }],
    };
    const { nameEn: _name, isExample: _example, ...rest } = tariff;
    expect(withDraft(tariff, draft)).toEqual({
      ...rest,
      validTo: '2026-07-01',
      components: [{ code: 'energy', price: '0.6', floats: false }],
    });
  });
});

describe('the line of versions', () => {
  const versions = [
    { validFrom: '2026-01-01', validTo: '2026-03-01' },
    { validFrom: '2026-04-01', validTo: null },
  ];

  it('shows each version up to the next, and the days between as a gap', () => {
    const { pieces, today } = timelineOf(versions, [{ from: '2026-03-01', to: '2026-04-01' }], '2026-05-01');
    expect(pieces.map(({ kind, from, to }) => [kind, from, to])).toEqual([
      ['version', '2026-01-01', '2026-03-01'],
      ['gap', '2026-03-01', '2026-04-01'],
      ['version', '2026-04-01', null],
    ]);
    // 300 days: 120 until today, 180 after it.
    expect(pieces.map(({ left }) => left)).toEqual([0, expect.closeTo(59 / 3), 30]);
    expect(pieces.reduce((sum, { width }) => sum + width, 0)).toBeCloseTo(100);
    expect(today).toBe(40);
  });

  it('knows which version holds today', () => {
    const kept = versions.map((one) => ({ tariff: one }));
    const on = (day: string) => versionToday(kept, day)?.tariff.validFrom;
    expect(['2025-12-31', '2026-02-28', '2026-03-01', '2026-04-01'].map(on)).toEqual([undefined, '2026-01-01', undefined, '2026-04-01']);
  });
});
