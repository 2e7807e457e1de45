import { describe, expect, it } from 'vitest';
import { computedShare, isLoadingHistory } from '../../dashboard/history.ts';
import { consumedMedia } from '../../dashboard/media.ts';
import { monthsBack, parseSpan } from '../../dashboard/spans.ts';

const today = '2026-11-20';

describe('span in the address', () => {
  it('30 days end with today', () => {
    expect(parseSpan('30d', 'day', today)).toEqual({ name: '30d', span: { from: '2026-10-22', to: '2026-11-21' } });
  });
  it('13 months begin on the first of November of last year', () => {
    expect(parseSpan('13m', 'month', today).span.from).toBe('2025-11-01');
    expect(monthsBack('2026-01-31', 1)).toBe('2025-12-01');
  });
  it('an own span has both its days', () => {
    expect(parseSpan('2026-10-01..2026-10-31', 'day', today)).toEqual({ name: 'own', span: { from: '2026-10-01', to: '2026-11-01' } });
  });
  it('an own span that is too long for hours keeps its end', () => {
    expect(parseSpan('2026-01-01..2026-10-31', 'hour', today).span).toEqual({ from: '2026-10-18', to: '2026-11-01' });
  });
  it.each(['13m', 'x', '2026-10-31..2026-10-01', undefined, ['30d']])('%s is not for days: the default', (text) => {
    expect(parseSpan(text, 'day', today).name).toBe('30d');
  });
});

describe('history', () => {
  const calm = { days: 400, meters: 110, waiting: 90, readingsPerSecond: 2 };

  it('is loading before the first day, while readings pour in, and while thousands of days wait', () => {
    expect(isLoadingHistory({ ...calm, days: 0 })).toBe(true);
    expect(isLoadingHistory({ ...calm, readingsPerSecond: 5_000 })).toBe(true);
    expect(isLoadingHistory({ ...calm, waiting: 7_000 })).toBe(true);
  });
  it('is not loading in everyday life', () => expect(isLoadingHistory(calm)).toBe(false));
  it('is 80 % computed with 100 days of 80 meters done and 2,000 waiting', () => {
    expect(computedShare({ days: 100, meters: 80, waiting: 2_000 })).toBe(0.8);
    expect(computedShare({ days: 0, meters: 80, waiting: 0 })).toBe(0);
  });
});

describe('what is shown', () => {
  it('media that are consumed and metered, electricity first', () => {
    expect(consumedMedia({ weather: 1, water: 3, electricity: 9, gas: 0 })).toEqual(['electricity', 'water']);
  });
});
