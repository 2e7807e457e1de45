import { describe, expect, it } from 'vitest';
import { absentDay } from '../../domain/interval.ts';
import { type BillQuestion, computeBill } from '../../tariffs/compute-bill.ts';
import { billOf, linesOf, measured, question, revisionOf, SHANGHAI, tariff, used } from './questions.ts';

const flat = tariff('0.538');
const troubles = (asked: BillQuestion) => {
  const outcome = computeBill(asked);
  return outcome.kind === 'refused' ? outcome.troubles.map(({ kind, from, to, words }) => [kind, from, to, words.en]) : 'billed';
};

describe('a bill without a price', () => {
  it('is refused with the days, the tariff and its versions; never zero', () => {
    const asked = used(question(tariff('1', { validFrom: '2026-03-03', validTo: '2026-03-30' })), 100);
    expect(troubles(asked)).toEqual([
      [
        'no_tariff',
        '2026-03-01',
        '2026-03-03',
        '2026-03-01 to 2026-03-02: no version of tariff t holds; there is [2026-03-03, 2026-03-30).',
      ],
      [
        'no_tariff',
        '2026-03-30',
        '2026-04-01',
        '2026-03-30 to 2026-03-31: no version of tariff t holds; there is [2026-03-03, 2026-03-30).',
      ],
    ]);
  });

  it('names what is not assigned, not there, or for something else', () => {
    const words = (asked: Partial<BillQuestion>) => troubles(used(question(flat, asked), 1));
    expect(words({ assignments: [] })).toEqual([
      ['no_tariff', '2026-03-01', '2026-04-01', '2026-03-01 to 2026-03-31: no tariff is assigned.'],
    ]);
    expect(words({ assignments: [{ from: '2026-01-01', tariff: 'x' }] })).toMatchObject([
      ['no_tariff', '2026-03-01', '2026-04-01', expect.stringContaining('there is no tariff x')],
    ]);
    expect(words({ medium: 'water' })).toMatchObject([
      ['no_tariff', '2026-03-01', '2026-04-01', expect.stringContaining('for electricity, not for water')],
    ]);
  });

  it('does not fall back to an older version when the newer one has ended, nor to one that was withdrawn', () => {
    const ended = [tariff('1'), tariff('2', { validFrom: '2026-01-01', validTo: '2026-03-31' })];
    expect(troubles(used(question(ended), 1))).toMatchObject([['no_tariff', '2026-03-31', '2026-04-01', expect.any(String)]]);
    const withdrawn = { ...revisionOf(flat), withdrawnAt: 5 };
    expect(troubles(used(question(flat, { tariffs: [withdrawn] }), 1))).toMatchObject([
      ['no_tariff', '2026-03-01', '2026-04-01', expect.any(String)],
    ]);
  });

  it('takes the newest revision of a version', () => {
    const tariffs = [revisionOf(tariff('3'), 2), revisionOf(flat, 1)];
    expect(billOf(used(question(flat, { tariffs }), 10))).toMatchObject({ total: '30.00', tariffs: [{ revision: 2 }] });
  });

  it('changes with what is assigned', () => {
    const other = tariff('1', { id: 'other' });
    const assignments = [
      { from: '2026-01-01', tariff: 't' },
      { from: '2026-03-11', tariff: 'other' },
    ];
    const asked = used(question([flat, other], { assignments }), { '2026-03-10 23:45': 10, '2026-03-11 00:00': 10 });
    expect(linesOf(billOf(asked)).map(([, , quantity, price]) => [quantity, price])).toEqual([
      ['10', '0.538'],
      ['10', '1'],
    ]);
  });
});

describe('a bill that cannot be made', () => {
  it('names what is missing, all of it at once', () => {
    const of = tariff('1', {
      powerFactor: { standard: '0.90', table: '1983-215' },
      demand: { mode: 'actual', price: '40', windowMin: 15 },
      quotaSurcharge: { component: 'energy', steps: [{ overPercentLe: null, times: '1' }], period: 'month' },
      tiers: { basis: 'calendar_year', bounds: ['1'], adders: ['0', '1'] },
    });
    const asked = question(of, { usedBefore: { month: null, quarter: null, year: null } });
    const days = [absentDay('2026-03-01', SHANGHAI.startOfDay('2026-03-01'), SHANGHAI.startOfDay('2026-03-02'))];
    const silent = { ...measured(asked, {}), days };
    expect(
      (troubles({ ...asked, meters: [silent] }) as string[][]).map(([kind]) => kind ?? '').toSorted((a, b) => a.localeCompare(b)),
    ).toEqual(['no_data', 'no_data', 'no_demand', 'no_quota', 'no_reactive']);
  });

  it('has no days or no meter', () => {
    expect(troubles(question(flat))).toMatchObject([['bad_span', '2026-03-01', '2026-04-01', expect.any(String)]]);
    expect(troubles(used(question(flat, { to: '2026-02-28' }), {}))).toMatchObject([
      ['bad_span', '2026-03-01', '2026-02-28', expect.any(String)],
    ]);
  });

  it('is none of nothing used: that costs 0.00', () => {
    expect(billOf(used(question(flat), {}))).toMatchObject({
      quantity: '0',
      total: '0.00',
      coverage: 1,
      lines: [{ quantity: '0', amount: '0.00' }],
    });
  });
});
