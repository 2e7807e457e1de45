import { describe, expect, it } from 'vitest';
import { createCalendar, DEFAULT_WEEK, isTeachingDay } from '../../domain/calendar.ts';
import { createHolidays } from '../../domain/holidays.ts';
import { addDays, daysBetween } from '../../domain/local-time.ts';
import { type CalendarPlan, DAY_TYPES, type HolidayYear } from '../../domain/site.ts';

const PLAN: CalendarPlan = {
  terms: [
    { name: '春', firstDay: '2026-03-02', lastDay: '2026-07-03' },
    { name: '秋', firstDay: '2026-08-31', lastDay: '2027-01-22' },
  ],
  holidays: 'china',
  exceptions: [{ firstDay: '2026-06-06', lastDay: '2026-06-08', type: 'exam', note: '高考' }],
};
const NO_TERMS: CalendarPlan = { terms: [], holidays: 'china', exceptions: [] };
const calendar = createCalendar(PLAN);

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

  it('calls days outside the terms vacation, make-up workdays and Spring Festival included', () => {
    expect(calendar.dayType('2026-07-04')).toBe('vacation');
    expect(calendar.dayType('2026-08-30')).toBe('vacation');
    expect(calendar.dayType('2026-02-14')).toBe('vacation');
    expect(calendar.dayType('2026-02-17')).toBe('vacation');
    expect(calendar.holidayName('2026-02-17')).toBe('春节');
  });

  it('has only weekdays and weekends without terms and holidays', () => {
    const plain = createCalendar({ terms: [], holidays: 'none', exceptions: [] });
    expect(plain.dayType('2026-10-01')).toBe('teaching');
    expect(plain.dayType('2026-10-10')).toBe('weekend');
    expect(plain.holidayName('2026-10-01')).toBeUndefined();
    expect(plain.isProvisional('2031-10-01')).toBe(false);
    expect(plain.certainUntil('2026-11-21')).toBeUndefined();
  });

  it('counts teaching, make-up and exam days as days of work', () => {
    expect(DAY_TYPES.filter(isTeachingDay)).toEqual(['teaching', 'makeup_teaching', 'exam']);
  });
});

describe('declared exceptions', () => {
  it('win over everything: an exam on a weekend, an event in the vacation, lessons on a holiday', () => {
    const busy = createCalendar({
      ...PLAN,
      exceptions: [
        ...PLAN.exceptions,
        { firstDay: '2026-07-20', lastDay: '2026-07-20', type: 'event' },
        { firstDay: '2026-10-05', lastDay: '2026-10-07', type: 'teaching' },
      ],
    });
    expect(busy.dayType('2026-06-06')).toBe('exam');
    expect(busy.dayType('2026-06-09')).toBe('teaching');
    expect(busy.dayType('2026-07-20')).toBe('event');
    expect(busy.dayType('2026-10-04')).toBe('statutory_holiday');
    expect(busy.dayType('2026-10-05')).toBe('teaching');
  });

  it('give the day to the later of two', () => {
    const twice = createCalendar({
      ...NO_TERMS,
      exceptions: [
        { firstDay: '2026-11-02', lastDay: '2026-11-06', type: 'renovation' },
        { firstDay: '2026-11-04', lastDay: '2026-11-04', type: 'event' },
      ],
    });
    expect(twice.dayType('2026-11-03')).toBe('renovation');
    expect(twice.dayType('2026-11-04')).toBe('event');
  });

  it('settle days that would be provisional', () => {
    const settled = createCalendar({ ...NO_TERMS, exceptions: [{ firstDay: '2027-05-03', lastDay: '2027-05-04', type: 'teaching' }] });
    expect(settled.isProvisional('2027-05-03')).toBe(false);
    expect(settled.isProvisional('2027-05-05')).toBe(true);
  });
});

describe('grade groups', () => {
  const grouped: CalendarPlan = {
    ...PLAN,
    exceptions: [{ firstDay: '2026-11-23', lastDay: '2026-11-24', type: 'exam', groups: ['senior'] }],
    groups: [
      { id: 'senior', name: '高三', buildings: ['a', 'shared'], terms: [{ name: '暑期', firstDay: '2026-08-03', lastDay: '2026-08-28' }] },
      { id: 'junior', name: '初一', buildings: ['b', 'shared'] },
    ],
  };
  const of = (building?: string) => createCalendar(grouped, building);

  it('have their own terms in their own buildings', () => {
    expect(of('a').dayType('2026-08-10')).toBe('teaching');
    expect(of('b').dayType('2026-08-10')).toBe('vacation');
    expect(of().dayType('2026-08-10')).toBe('vacation');
    expect(of('library').dayType('2026-08-10')).toBe('vacation');
  });

  it('keep exceptions that are for them alone to themselves', () => {
    expect(of('a').dayType('2026-11-23')).toBe('exam');
    expect(of('b').dayType('2026-11-23')).toBe('teaching');
    expect(of().dayType('2026-11-23')).toBe('teaching');
  });

  it('make a building that they share as full as the fullest of them', () => {
    expect(of('shared').dayType('2026-08-10')).toBe('teaching');
    expect(of('shared').dayType('2026-10-15')).toBe('teaching');
    expect(of('shared').dayType('2026-11-24')).toBe('exam');
    expect(of('shared').dayType('2026-07-15')).toBe('vacation');
  });
});

describe("the school's week", () => {
  const week = { eveningStudy: [0, 1, 2, 3, 4, 5], custody: [6], lightsOut: '22:00' };

  it('is boarding from Sunday to Thursday with lights-out at 22:30 when nobody says otherwise', () => {
    expect(calendar.week).toEqual({ eveningStudy: [0, 1, 2, 3, 4], custody: [], lightsOut: '22:30' });
    expect(calendar.week).toBe(DEFAULT_WEEK);
  });

  it('makes a Saturday with custody no ordinary weekend, but not a holiday Saturday', () => {
    const looked = createCalendar({ ...PLAN, week });
    expect(looked.dayType('2026-11-21')).toBe('weekend_custody');
    expect(looked.dayType('2026-11-22')).toBe('weekend');
    expect(looked.dayType('2026-10-03')).toBe('statutory_holiday');
    expect(looked.dayType('2026-10-10')).toBe('makeup_teaching');
  });

  it('keeps boarders on the Friday evening on which it has evening study, but not before a holiday', () => {
    const stays = createCalendar({ ...PLAN, week });
    expect(stays.nightType('2026-11-20')).toBe('teaching');
    expect(calendar.nightType('2026-11-20')).toBe('weekend');
    // 2026-09-25 to 27 is Mid-Autumn, Friday to Sunday.
    expect(stays.nightType('2026-09-25')).toBe('holiday');
  });
});

describe('nights', () => {
  it('of Sunday belong to Monday: the boarders are back', () => {
    expect(calendar.nightType('2026-11-19')).toBe('teaching');
    expect(calendar.nightType('2026-11-20')).toBe('weekend');
    expect(calendar.nightType('2026-11-21')).toBe('weekend');
    expect(calendar.nightType('2026-11-22')).toBe('teaching');
  });

  it('before a holiday are holiday nights, and its last one is a teaching night again', () => {
    expect(calendar.nightType('2026-09-29')).toBe('teaching');
    expect(calendar.nightType('2026-09-30')).toBe('holiday');
    expect(calendar.nightType('2026-10-06')).toBe('holiday');
    expect(calendar.nightType('2026-10-07')).toBe('teaching');
  });

  it('before a make-up workday are teaching nights, and the one after it is a weekend night', () => {
    // Saturday 2026-10-10 is a workday, Sunday is not.
    expect(calendar.nightType('2026-10-09')).toBe('teaching');
    expect(calendar.nightType('2026-10-10')).toBe('weekend');
    expect(calendar.nightType('2026-10-11')).toBe('teaching');
  });

  it('of the vacation begin with the last evening of term and end with the evening before the next', () => {
    expect(calendar.nightType('2026-07-02')).toBe('teaching');
    expect(calendar.nightType('2026-07-03')).toBe('vacation');
    expect(calendar.nightType('2026-08-29')).toBe('vacation');
    expect(calendar.nightType('2026-08-30')).toBe('teaching');
  });

  it('before an exam or an event on a Saturday are teaching nights', () => {
    expect(calendar.nightType('2026-06-05')).toBe('teaching');
    expect(calendar.nightType('2026-06-08')).toBe('teaching');
  });
});

describe('statutory holidays', () => {
  const daysOf = (year: number, type: string) => {
    const plain = createCalendar(NO_TERMS);
    return daysBetween(`${year}-01-01`, `${year + 1}-01-01`).filter((day) => plain.dayType(day) === type);
  };

  it('are the 28 days of the notice for 2025, with its 5 make-up workdays', () => {
    const spans = [
      ['2025-01-01', '2025-01-01'],
      ['2025-01-28', '2025-02-04'],
      ['2025-04-04', '2025-04-06'],
      ['2025-05-01', '2025-05-05'],
      ['2025-05-31', '2025-06-02'],
      ['2025-10-01', '2025-10-08'],
    ];
    expect(daysOf(2025, 'statutory_holiday')).toEqual(spans.flatMap(([first, last]) => daysBetween(first!, addDays(last!, 1))));
    expect(daysOf(2025, 'statutory_holiday')).toHaveLength(28);
    expect(daysOf(2025, 'makeup_teaching')).toEqual(['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11']);
  });

  it('are the 33 days of the notice for 2026, with its 6 make-up workdays', () => {
    expect(daysOf(2026, 'statutory_holiday')).toHaveLength(33);
    expect(daysOf(2026, 'makeup_teaching')).toEqual(['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10']);
  });

  it('are only the 13 days of the law in 2027, and every day of that year is provisional', () => {
    const plain = createCalendar(NO_TERMS);
    expect(daysOf(2027, 'statutory_holiday')).toHaveLength(13);
    expect(daysOf(2027, 'makeup_teaching')).toEqual([]);
    expect(plain.holidayName('2027-02-06')).toBe('春节');
    expect(daysBetween('2027-01-01', '2028-01-01').every(plain.isProvisional)).toBe(true);
  });

  it('are not known at all in 2028: a working day is a guess and says so', () => {
    const plain = createCalendar(NO_TERMS);
    expect(plain.dayType('2028-10-02')).toBe('teaching');
    expect(plain.isProvisional('2028-10-02')).toBe(true);
  });

  it('leave 29 to 31 December open until the notice of the next year is there', () => {
    const plain = createCalendar(NO_TERMS);
    expect(plain.isProvisional('2026-12-28')).toBe(false);
    expect(plain.isProvisional('2026-12-29')).toBe(true);
    expect(plain.isProvisional('2025-12-31')).toBe(false);
    expect(plain.certainUntil('2026-11-21')).toBe('2026-12-28');
  });

  const imported: HolidayYear = {
    year: 2027,
    source: 'https://www.gov.cn/example.htm',
    off: [{ name: '元旦', firstDay: '2026-12-31', lastDay: '2027-01-02' }],
    makeupWorkdays: ['2026-12-27'],
  };

  it('of an imported year win, and reach into the December before', () => {
    const known = createCalendar({ ...NO_TERMS, holidayYears: [imported] });
    expect(known.dayType('2026-12-27')).toBe('makeup_teaching');
    expect(known.dayType('2026-12-31')).toBe('statutory_holiday');
    expect(known.dayType('2027-10-01')).toBe('teaching');
    expect(known.isProvisional('2027-10-01')).toBe(false);
    expect(known.certainUntil('2026-11-21')).toBe('2027-12-28');
  });

  it('of a year that was imported twice are those of the later import', () => {
    const later = createHolidays([imported, { ...imported, off: [], makeupWorkdays: [] }]);
    expect(later.offName('2026-12-31')).toBeUndefined();
    expect(later.years.filter(({ year }) => year === 2027)).toHaveLength(1);
  });
});

describe('what is certain', () => {
  it('ends with the last term, though the days after it are called vacation', () => {
    const short = createCalendar({ ...PLAN, holidays: 'none', terms: [PLAN.terms[0]!] });
    expect(short.dayType('2026-07-04')).toBe('vacation');
    expect(short.isProvisional('2026-07-03')).toBe(false);
    expect(short.isProvisional('2026-07-04')).toBe(true);
    expect(short.certainUntil('2026-05-01')).toBe('2026-07-03');
    expect(short.certainUntil('2026-11-21')).toBe('2026-11-20');
  });

  it('includes vacations between terms of a year without a notice', () => {
    const later = createCalendar({
      ...PLAN,
      terms: [...PLAN.terms, { name: '春', firstDay: '2027-02-22', lastDay: '2027-07-02' }],
    });
    expect(later.dayType('2027-02-06')).toBe('vacation');
    expect(later.isProvisional('2027-02-06')).toBe(false);
    expect(later.isProvisional('2027-04-05')).toBe(true);
  });
});
