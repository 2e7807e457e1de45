import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summarize } from '../../collector/summary.ts';
import type { Reading } from '../../domain/reading.ts';

const DAY = 86_400_000;
const refs = ['a', 'b'].map((meter) => ({ site: 'east', building: 'x', meter, medium: 'electricity' as const }));
const reading = (meter: 0 | 1, at: number, energy_kwh = at): Reading => ({
  ref: refs[meter]!,
  at,
  fields: { energy_kwh },
  clock: 'device',
});

describe('summary of a flush', () => {
  it('gives the newest reading of each meter, whatever came last', () => {
    const { latest } = summarize([reading(0, 3), reading(1, 9), reading(0, 2)], 50);
    expect(latest.map(({ meter, at, receivedAt, fields }) => [meter, at, receivedAt, fields])).toEqual([
      ['a', 3, 50, { energy_kwh: 3 }],
      ['b', 9, 50, { energy_kwh: 9 }],
    ]);
  });

  it('marks two spans, not a year, when one reading comes a year late', () => {
    const { touched } = summarize([reading(0, 400 * DAY), reading(0, 35 * DAY), reading(0, 400 * DAY + 900_000)], 0);
    expect(touched).toEqual([
      { site: 'east', meter: 'a', fromAt: 35 * DAY, toAt: 35 * DAY },
      { site: 'east', meter: 'a', fromAt: 400 * DAY, toAt: 400 * DAY + 900_000 },
    ]);
  });

  it('marks every reading, never more than 2 days past any, in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1 }), (days) => {
        const { touched } = summarize(
          days.map((day) => reading(0, day * DAY)),
          0,
        );
        for (const day of days) expect(touched.filter(({ fromAt, toAt }) => fromAt <= day * DAY && day * DAY <= toAt)).toHaveLength(1);
        const sorted = days.toSorted((a, b) => a - b);
        const gaps = sorted.slice(1).filter((day, index) => day - sorted[index]! > 2);
        expect(touched).toHaveLength(gaps.length + 1);
      }),
    );
  });
});
