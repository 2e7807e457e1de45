import { describe, expect, it } from 'vitest';
import { alikeNights, nightLevel, nightLimit, type NightValue } from '../../../analysis/baseline/night-level.ts';
import { addDays, daysBetween, weekdayOf } from '../../../domain/local-time.ts';
import { at } from '../series-of.ts';

const typeOf = (night: string) => (weekdayOf(night) === 5 || weekdayOf(night) === 6 ? 'weekend' : 'teaching');
const nights: NightValue[] = daysBetween('2026-03-02', '2026-05-01').map((night, index) => ({
  night,
  fromAt: at(addDays(night, 1), '02:00'),
  value: index,
}));
const learning = { typeOf, most: 21, changedAt: [] };
const judged = { night: '2026-04-28', fromAt: at('2026-04-29', '02:00') };
const index = (night: string) => nights.findIndex((one) => one.night === night);

describe('alikeNights', () => {
  it('are the newest nights of the same type before the judged one', () => {
    const values = alikeNights(nights, judged, learning);
    expect(values).toHaveLength(21);
    expect(values[0]).toBe(index('2026-04-27'));
    expect(values.every((value) => typeOf(nights[value]!.night) === 'teaching')).toBe(true);
    expect(alikeNights(nights, { night: '2026-04-24', fromAt: at('2026-04-25', '02:00') }, learning)).toHaveLength(14);
  });

  it('leave out nights that were flagged', () => {
    const flagged = nights.map((one) => ({ ...one, isFlagged: one.night === '2026-04-27' }));
    expect(alikeNights(flagged, judged, learning)[0]).toBe(index('2026-04-26'));
  });

  it('begin after the last change, and a change that comes later does not matter yet', () => {
    const changedAt = [at('2026-04-10', '12:00'), at('2026-04-20', '12:00'), at('2026-04-29', '12:00')];
    const values = alikeNights(nights, judged, { ...learning, changedAt });
    expect(Math.min(...values)).toBe(index('2026-04-20'));
    expect(values).toHaveLength(6);
  });
});

describe('nightLevel', () => {
  it('is the median with the scaled median absolute deviation', () => {
    const values = [2.1, 2.6, 2.4, 2.5, 2.3, 2.1, 2.3, 2.6, 8.2, 8.3];
    // By hand: the median lies between 2.4 and 2.5, the middle of the deviations is 0.15 on both sides.
    expect(nightLevel(values, { quantum: 0, minNights: 10 })).toEqual({
      median: 2.45,
      sigma: expect.closeTo(0.22239, 5),
      nights: 10,
    });
  });

  it('has a spread of at least half a quantum, so that equal nights do not make every pulse an alarm', () => {
    const level = nightLevel(Array<number>(14).fill(0), { quantum: 10, minNights: 10 })!;
    expect(level.sigma).toBe(5);
    expect(nightLimit(level, { k: 3.5, floor: 5, quantum: 10 })).toBe(20);
    expect(nightLimit(level, { k: 3.5, floor: 50, quantum: 10 })).toBe(50);
    expect(nightLimit({ ...level, sigma: 8 }, { k: 3.5, floor: 5, quantum: 10 })).toBe(28);
  });

  it('is not there before ten nights', () => {
    expect(nightLevel(Array<number>(9).fill(1), { quantum: 1, minNights: 10 })).toBeUndefined();
    expect(nightLevel([], { quantum: 1, minNights: 0 })).toBeUndefined();
  });
});
