import { describe, expect, it } from 'vitest';
import type { Tariff } from '../../domain/tariff.ts';
import type { BillQuestion } from '../../tariffs/compute-bill.ts';
import { billOf, fromReadings, linesOf, measured, question, tariff } from './questions.ts';

const flat = tariff('0.538');
const PEAK = {
  ratios: { peak: '2' },
  calendars: [{ periods: [{ from: '08:30', to: '12:00', period: 'peak' as const }] }],
  defaultPeriod: 'flat' as const,
};
const timeOfUse = tariff('0', { components: [{ code: 'energy', price: '0.5', floats: true }], tou: PEAK });
const notes = (asked: BillQuestion) => billOf(asked).notes.map(({ en }) => en);
const estimates = (asked: BillQuestion) => billOf(asked).lines.map(({ isEstimated }) => isEstimated);

describe('an estimate', () => {
  const read = (of: Tariff, readings: Record<string, number>, more = {}) => {
    const asked = question(of);
    return { ...asked, meters: [fromReadings(asked, more, readings)] };
  };

  it('is none where the registers at both ends are known and one price holds', () => {
    const asked = read(flat, { '2026-03-01 00:00': 100, '2026-04-01 00:00': 200 });
    expect(estimates(asked)).toEqual([false]);
    expect(billOf(asked)).toMatchObject({ total: '53.80', coverage: 0, estimated: 1, meters: [{ amount: '100' }] });
  });

  it('is what a long gap shares between periods, by time', () => {
    const asked = read(timeOfUse, { '2026-03-01 00:00': 100, '2026-04-01 00:00': 844 });
    // 3.5 of 24 hours.
    expect(linesOf(billOf(asked)).map(([, period, quantity]) => [period, quantity])).toEqual([
      ['peak', '108.5'],
      ['flat', '635.5'],
    ]);
    expect(estimates(asked)).toEqual([true, true]);
  });

  it('is what a gap that reaches out of the span leaves inside', () => {
    const asked = read(flat, { '2026-02-19 00:00': 0, '2026-03-11 00:00': 20, '2026-04-01 00:00': 50 });
    expect(billOf(asked)).toMatchObject({ quantity: '40', lines: [{ isEstimated: true }] });
    expect(notes(asked).at(-1)).toContain('shared by time');
  });

  it('is only in the drawers that a gap inside of a day touches', () => {
    const quarters: Record<string, number> = {};
    for (let day = 1; day <= 31; day++) {
      for (let quarter = 0; quarter < 96; quarter++) {
        const clock = `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`;
        // On the 10th nothing comes between 13:00 and 18:00: all of it flat.
        if (day !== 10 || quarter <= 52 || quarter >= 72)
          quarters[`2026-03-${String(day).padStart(2, '0')} ${clock}`] = (day * 96 + quarter) / 10;
      }
    }
    quarters['2026-04-01 00:00'] = (32 * 96) / 10;
    const asked = read(timeOfUse, quarters);
    expect(estimates(asked)).toEqual([false, false]);
    const morning = Object.fromEntries(
      Object.entries(quarters).filter(([moment]) => moment < '2026-03-10 06:00' || moment > '2026-03-10 09:00'),
    );
    expect(estimates(read(timeOfUse, morning))).toEqual([true, true]);
  });

  it('is what a meter of one reading an hour shares where a price begins at half past', () => {
    const asked = question(timeOfUse);
    const hourly = (readingIntervalS: number) => ({ ...asked, meters: [measured(asked, { '2026-03-02 09:00': 8 }, { readingIntervalS })] });
    expect(estimates(hourly(3600))).toEqual([true, true]);
    expect(estimates(hourly(1800))).toEqual([false, false]);
    expect(estimates({ ...question(flat), meters: hourly(3600).meters })).toEqual([false]);
  });

  it('is no gap in which nothing was used', () => {
    expect(estimates(read(timeOfUse, { '2026-02-01 00:00': 100, '2026-05-01 00:00': 100 }))).toEqual([false, false]);
  });

  it('leaves out what is not known, and says how much that is', () => {
    const asked = question(flat);
    const half = measured(asked, { '2026-03-02 12:00': 10 });
    const bill = billOf({ ...asked, meters: [{ ...half, days: half.days.slice(0, 15) }] });
    expect(bill).toMatchObject({ total: '5.38', coverage: 0.483871, estimated: 0 });
    expect(bill.notes.map(({ en }) => en)).toEqual([
      '48.3 % measured, 0.0 % estimated; the rest of the time has no readings and is not in the bill.',
    ]);
  });
});
