import { describe, expect, it } from 'vitest';
import { kindOfDay, sameDateBefore, spanBefore } from '../../domain/compared-span.ts';

describe('the same date before', () => {
  it('is 2026-10-21 a month before 2026-11-21, and 2025-12-05 before 2026-01-05', () => {
    expect(sameDateBefore('2026-11-21', 'month')).toBe('2026-10-21');
    expect(sameDateBefore('2026-01-05', 'month')).toBe('2025-12-05');
    expect(sameDateBefore('2026-11-21', 'year')).toBe('2025-11-21');
  });

  it('is not there before 2026-05-31, nor a year before 2028-02-29', () => {
    expect(sameDateBefore('2026-05-31', 'month')).toBeNull();
    expect(sameDateBefore('2028-02-29', 'year')).toBeNull();
  });
});

describe('the span before', () => {
  it('of October is September, although that has 30 days', () => {
    expect(spanBefore({ from: '2026-10-01', to: '2026-11-01' }, 'month')).toEqual({ from: '2026-09-01', to: '2026-10-01' });
  });

  it('of 1 to 20 November is 1 to 20 October, and of last year the same dates', () => {
    expect(spanBefore({ from: '2026-11-01', to: '2026-11-21' }, 'month')).toEqual({ from: '2026-10-01', to: '2026-10-21' });
    expect(spanBefore({ from: '2026-11-01', to: '2026-11-21' }, 'year')).toEqual({ from: '2025-11-01', to: '2025-11-21' });
  });

  it('of 30 March, which February has not, is one day, 28 February', () => {
    expect(spanBefore({ from: '2026-03-30', to: '2026-03-31' }, 'month')).toEqual({ from: '2026-02-28', to: '2026-03-01' });
  });
});

describe('kind of day', () => {
  it('takes exams and make-up days for teaching days, custody for weekend, and keeps vacation apart from holidays', () => {
    expect(kindOfDay('exam')).toBe('teaching');
    expect(kindOfDay('makeup_teaching')).toBe('teaching');
    expect(kindOfDay('weekend_custody')).toBe('weekend');
    expect(kindOfDay('statutory_holiday')).toBe('holiday');
    expect(kindOfDay('vacation')).toBe('vacation');
    expect(kindOfDay('renovation')).toBe('other');
  });
});
