import { describe, expect, it } from 'vitest';
import type { BillQuestion } from '../../tariffs/compute-bill.ts';
import { billOf, even, question, tariff, used } from './questions.ts';

const notes = (asked: BillQuestion) => billOf(asked).notes.map(({ en }) => en);

describe('monthly charges', () => {
  const capacity = tariff('0', { demand: { mode: 'capacity', price: '30', capacityKva: '100', windowMin: 15 } });
  const basic = (asked: BillQuestion) =>
    billOf(asked)
      .lines.filter(({ code }) => code === 'basic')
      .map(({ quantity, amount, note }) => [quantity, amount, note?.en ?? null]);

  it('count a month from the day on which the span begins, and a part of one by its days', () => {
    expect(basic(used(question(capacity, { from: '2026-01-20', to: '2026-02-20' }), 1))).toEqual([['100', '3000.00', null]]);
    expect(basic(used(question(capacity, { from: '2026-01-20', to: '2026-03-06' }), 1))).toEqual([
      ['100', '3000.00', null],
      ['50', '1500.00', 'for 14 of the 28 days of the month'],
    ]);
    expect(basic(used(question(capacity, { from: '2026-01-31', to: '2026-02-28' }), 1))).toEqual([['100', '3000.00', null]]);
  });

  it('are shared by days between two versions', () => {
    const versions = [
      { ...capacity, validTo: '2026-03-11' },
      { ...capacity, validFrom: '2026-03-11', demand: { ...capacity.demand!, price: '60' } },
    ];
    expect(basic(used(question(versions), 1))).toEqual([
      ['32.258065', '967.74', 'for 10 of the 31 days of the month'],
      ['67.741935', '4064.52', 'for 21 of the 31 days of the month'],
    ]);
  });

  it('of a meter rent are one line a month', () => {
    const rent = tariff('1', { fixed: [{ code: 'meter_rent', amount: '5' }] });
    expect(
      billOf(used(question(rent, { to: '2026-05-01' }), 1))
        .lines.slice(1)
        .map(({ code, quantity, unit, amount }) => [code, quantity, unit, amount]),
    ).toEqual([
      ['meter_rent', '1', 'month', '5.00'],
      ['meter_rent', '1', 'month', '5.00'],
    ]);
  });

  it('take the demand of a window longer than an interval, and what the utility measured before ours', () => {
    const hour = tariff('0', { demand: { mode: 'actual', price: '10', windowMin: 60 } });
    const asked = used(question(hour), { '2026-03-02 11:30': 10, '2026-03-02 11:45': 20, '2026-03-02 12:00': 10, '2026-03-05 12:00': 30 });
    expect(basic(asked)).toEqual([['40', '400.00', 'largest mean power 40 kW over 60 min']]);
    expect(basic({ ...asked, maxDemandKw: '44.4' }).map(([quantity]) => quantity)).toEqual(['44.4']);
  });

  it('say when the time for the demand is not wholly measured', () => {
    const asked = question(tariff('0', { demand: { mode: 'actual', price: '10', windowMin: 15 } }));
    const meter = even(asked, 100);
    meter.days[3]!.qualities.fill(0, 0, 4);
    expect(notes({ ...asked, meters: [meter] }).some((note) => note.includes('may have been larger'))).toBe(true);
  });

  it('of a declared demand that was not reached are those of the declared one', () => {
    const declared = { mode: 'declared', price: '40', declaredKw: '350', windowMin: 15 } as const;
    for (const excessRule of ['double_added', 'double_total'] as const) {
      expect(basic(used(question(tariff('0', { demand: { ...declared, excessRule } }), { maxDemandKw: '367.5' }), 1))).toMatchObject([
        ['350', '14000.00', expect.any(String)],
      ]);
    }
  });
});
