import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverageOf, INTERVAL_MS, layOnGrid, QUALITIES, type Segment, sumAmounts, toDayTotal } from '../../domain/interval.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-03-01T00:00:00+08:00');
const segment = (fromMinute: number, toMinute: number, amount: number, quality: Segment['quality'] = 'measured'): Segment => ({
  fromAt: START + fromMinute * MINUTE,
  toAt: START + toMinute * MINUTE,
  amount,
  quality,
});
const names = (qualities: Uint8Array) => [...qualities].map((index) => QUALITIES[index]);

describe('intervals', () => {
  it('share 6 kWh of 20 minutes as 4.5 and 1.5; what is not known is NaN, and a part is called partial', () => {
    const { values, qualities } = layOnGrid([segment(0, 20, 6)], START, 3);
    expect([...values]).toEqual([4.5, expect.closeTo(1.5, 9), Number.NaN]);
    expect(names(qualities)).toEqual(['measured', 'partial', 'absent']);
  });

  it('cut a segment at the ends of the span', () => {
    expect([...layOnGrid([segment(-15, 30, 9)], START, 1).values]).toEqual([3]);
  });

  it('take the weaker quality where two meet', () => {
    expect(names(layOnGrid([segment(0, 10, 1), segment(10, 15, 1, 'estimated')], START, 1).qualities)).toEqual(['estimated']);
  });

  const segments = fc
    .array(fc.record({ gap: fc.nat(90), minutes: fc.integer({ min: 1, max: 400 }), micro: fc.nat(1_000_000_000) }), { maxLength: 20 })
    .map((parts) => {
      let minute = 0;
      return parts.map(({ gap, minutes, micro }) => segment((minute += gap), (minute += minutes), micro / 1e6));
    });
  const COUNT = 700;

  it('sum to the amounts of their segments exactly, and are never negative', () => {
    fc.assert(
      fc.property(segments, (parts) => {
        const { values } = layOnGrid(parts, START, COUNT);
        expect(sumAmounts(values)).toBe(sumAmounts(parts.map(({ amount }) => amount)));
        expect([...values].every((value) => Number.isNaN(value) || value >= 0)).toBe(true);
      }),
    );
  });

  it('are the same whether a span is laid at once or in two parts', () => {
    fc.assert(
      fc.property(segments, fc.nat(COUNT), (parts, cut) => {
        const whole = layOnGrid(parts, START, COUNT);
        const first = layOnGrid(parts, START, cut);
        const second = layOnGrid(parts, START + cut * INTERVAL_MS, COUNT - cut);
        expect([...first.qualities, ...second.qualities]).toEqual([...whole.qualities]);
        expect([...first.values, ...second.values]).toEqual([...whole.values]);
      }),
    );
  });

  it('are absent exactly where no segment is', () => {
    fc.assert(
      fc.property(segments, (parts) => {
        const { values, qualities } = layOnGrid(parts, START, COUNT);
        values.forEach((value, index) => expect(Number.isNaN(value)).toBe(QUALITIES[qualities[index]!] === 'absent'));
      }),
    );
  });

  it('give back what flowed back, in a register that runs backwards', () => {
    expect([...layOnGrid([segment(0, 30, -3), segment(30, 45, 1)], START, 3).values]).toEqual([-1.5, -1.5, 1]);
  });

  it('make a day total of what is known; nothing known is null, not 0', () => {
    const day = { day: '2026-03-01', startAt: START, ...layOnGrid([segment(0, 30, 6), segment(45, 60, 1, 'estimated')], START, 4) };
    expect(toDayTotal(day)).toEqual({ day: '2026-03-01', startAt: START, total: 7, counts: [1, 2, 0, 1, 0, 0, 0] });
    expect(toDayTotal({ ...day, ...layOnGrid([], START, 4) }).total).toBeNull();
    expect(coverageOf(toDayTotal(day).counts, 4)).toEqual({ covered: 0.5, estimated: 0.25 });
  });
});

describe('a sum of amounts', () => {
  it('is free of binary dust: ten times 0.1 is 1', () => {
    expect(sumAmounts(Array.from({ length: 10 }, () => 0.1))).toBe(1);
    expect(sumAmounts([0.1, 0.2, null, Number.NaN])).toBe(0.3);
  });

  it('is null when nothing is known', () => {
    expect(sumAmounts([])).toBeNull();
    expect(sumAmounts([null, Number.NaN])).toBeNull();
  });
});
