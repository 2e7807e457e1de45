import { describe, expect, it } from 'vitest';
import type { QuotaPaceView } from '../../../api/schemas/books.ts';
import { barOf, standingOf } from '../../../dashboard/books/quota-bar.ts';

const pace = (changes: Partial<QuotaPaceView> = {}): QuotaPaceView => ({
  used: 300,
  coverage: 1,
  usedShare: 0.3,
  dueShare: 0.3,
  shape: 'last_year',
  forecast: { value: 1000, low: 950, high: 1050 },
  usedUpOn: null,
  level: null,
  ...changes,
});

describe('the bar of a quota', () => {
  it('is as wide as what is used or expected at most', () => {
    expect(barOf(pace({ forecast: { value: 900, low: 850, high: 950 } }), 1000)).toEqual({
      used: 30,
      due: 30,
      whole: 100,
      range: { from: 85, to: 95 },
    });
    expect(barOf(pace({ forecast: { value: 1200, low: 1000, high: 1250 } }), 1000)).toEqual({
      used: 24,
      due: 24,
      whole: 80,
      range: { from: 80, to: 100 },
    });
    expect(barOf(pace({ usedShare: 2, forecast: null }), 1000)).toEqual({ used: 100, due: 15, whole: 50, range: null });
  });

  it('is empty where nothing is known', () => {
    expect(barOf(pace({ usedShare: null, forecast: null }), 1000)).toMatchObject({ used: 0, due: 30 });
  });
});

describe('the standing of a quota', () => {
  it.each([
    ['fine at the pace that is expected', {}, 'fine'],
    ['fine at 10 % more', { usedShare: 0.33 }, 'fine'],
    ['ahead at more than that', { usedShare: 0.331 }, 'ahead'],
    ['fine at 85 % that will last', { usedShare: 0.85, dueShare: 0.85, level: 80 as const }, 'fine'],
    [
      'likely to be exceeded once 80 % are used and it will not last',
      { usedShare: 0.85, dueShare: 0.84, level: 80 as const, usedUpOn: '2026-12-20' },
      'likely',
    ],
    [
      'likely to be exceeded early where even slow weeks exceed it',
      { forecast: { value: 1030, low: 1001, high: 1050 }, usedUpOn: '2026-12-20' },
      'likely',
    ],
    ['fine where slow weeks would do', { usedUpOn: '2026-12-30' }, 'fine'],
    ['exceeded', { usedShare: 1.01, level: 100 as const, usedUpOn: '2026-11-02' }, 'over'],
    ['unknown where nothing is', { usedShare: null }, null],
  ])('is %s', (_what, changes, standing) => {
    expect(standingOf(pace(changes), 1000)).toBe(standing);
  });
});
