import { describe, expect, it } from 'vitest';
import { createCalendar, isTeachingDay } from '../../domain/calendar.ts';
import { coversHolidays } from '../../domain/holidays.ts';
import { DAY_TYPES } from '../../domain/site.ts';

const calendar = createCalendar({
  terms: [
    { name: '春', firstDay: '2026-03-02', lastDay: '2026-07-03' },
    { name: '秋', firstDay: '2026-08-31', lastDay: '2027-01-22' },
  ],
  holidays: 'china',
  exceptions: [{ firstDay: '2026-06-06', lastDay: '2026-06-08', type: 'exam', note: '高考' }],
});

describe('school calendar', () => {
  it('teaches on a Friday, rests on a Saturday', () => {
    expect(calendar.dayType('2026-11-20')).toBe('teaching');
    expect(calendar.dayType('2026-11-21')).toBe('weekend');
  });

  it('knows National Day 2026 and its make-up Saturday, which is no weekend', () => {
    expect(calendar.dayType('2026-10-01')).toBe('statutory_holiday');
    expect(calendar.dayType('2026-10-07')).toBe('statutory_holiday');
    expect(calendar.dayType('2026-10-08')).toBe('teaching');
    expect(calendar.dayType('2026-10-10')).toBe('makeup_teaching');
    expect(calendar.dayType('2026-09-20')).toBe('makeup_teaching');
  });

  it('calls days outside the terms vacation, make-up workdays included', () => {
    expect(calendar.dayType('2026-07-04')).toBe('vacation');
    expect(calendar.dayType('2026-08-30')).toBe('vacation');
    expect(calendar.dayType('2026-02-14')).toBe('vacation');
  });

  it('lets a declared exception win', () => {
    expect(calendar.dayType('2026-06-06')).toBe('exam');
    expect(calendar.dayType('2026-06-09')).toBe('teaching');
  });

  it('has only weekdays and weekends without terms and holidays', () => {
    const plain = createCalendar({ terms: [], holidays: 'none', exceptions: [] });
    expect(plain.dayType('2026-10-01')).toBe('teaching');
    expect(plain.dayType('2026-10-10')).toBe('weekend');
  });

  it('says for which years it knows the holidays', () => {
    expect(coversHolidays('2026-10-01')).toBe(true);
    expect(coversHolidays('2027-10-01')).toBe(false);
    expect(createCalendar({ terms: [], holidays: 'china', exceptions: [] }).dayType('2027-10-01')).toBe('teaching');
  });

  it('counts teaching, make-up and exam days as days of work', () => {
    expect(DAY_TYPES.filter(isTeachingDay)).toEqual(['teaching', 'makeup_teaching', 'exam']);
  });
});
