import { describe, expect, it } from 'vitest';
import { freshId, weekOf } from '../../dashboard/calendar/draft.ts';
import { addMonths, calendarOf, countTypes, exceptionsOf, schoolYearOf, toMonthGrid } from '../../dashboard/calendar/grid.ts';
import type { CalendarPlan } from '../../domain/site.ts';

const PLAN: CalendarPlan = {
  terms: [{ name: '秋', firstDay: '2026-08-31', lastDay: '2027-01-22' }],
  holidays: 'china',
  exceptions: [
    { firstDay: '2026-10-29', lastDay: '2026-10-30', type: 'exam', groups: ['senior'] },
    { firstDay: '2026-10-17', lastDay: '2026-10-17', type: 'event' },
  ],
  groups: [
    { id: 'senior', name: '高三', buildings: ['a', 'b'] },
    { id: 'junior', name: '初一', buildings: ['a'], terms: [{ name: '秋', firstDay: '2026-10-12', lastDay: '2027-01-22' }] },
  ],
};
const gridOf = (month: string, group?: string) => toMonthGrid(month, calendarOf(PLAN, group), exceptionsOf(PLAN, group));
const dayOf = (month: string, date: number, group?: string) =>
  gridOf(month, group)
    .weeks.flat()
    .find((cell) => cell?.date === date);

describe('month of the calendar page', () => {
  it('begins its weeks on Monday: October 2026 has 5, the first from Thursday on', () => {
    const { weeks } = gridOf('2026-10');
    expect(weeks).toHaveLength(5);
    expect(weeks.every((week) => week.length === 7)).toBe(true);
    expect(weeks[0]!.map((cell) => cell?.date)).toEqual([undefined, undefined, undefined, 1, 2, 3, 4]);
    expect(weeks[4]!.map((cell) => cell?.date)).toEqual([26, 27, 28, 29, 30, 31, undefined]);
  });

  it('has 4 weeks in February 2027, which begins on a Monday', () => {
    expect(gridOf('2027-02').weeks).toHaveLength(4);
  });

  it('says of each day what it is, which holiday, and whether somebody declared it', () => {
    expect(dayOf('2026-10', 1)).toEqual({
      day: '2026-10-01',
      date: 1,
      type: 'statutory_holiday',
      holiday: '国庆节',
      isProvisional: false,
      isDeclared: false,
    });
    expect(dayOf('2026-10', 10)).toMatchObject({ type: 'makeup_teaching' });
    expect(dayOf('2026-10', 17)).toMatchObject({ type: 'event', isDeclared: true });
    expect(dayOf('2027-01', 4)).toMatchObject({ type: 'teaching', isProvisional: true });
  });

  it('shows a grade group with its own terms and exceptions, even where it shares its buildings', () => {
    expect(dayOf('2026-10', 29, 'senior')).toMatchObject({ type: 'exam', isDeclared: true });
    expect(dayOf('2026-10', 29)).toMatchObject({ type: 'teaching', isDeclared: false });
    expect(dayOf('2026-10', 9, 'junior')).toMatchObject({ type: 'vacation' });
    expect(dayOf('2026-10', 9, 'gone')).toMatchObject({ type: 'teaching' });
  });

  it('counts its days by type', () => {
    expect(countTypes([gridOf('2026-10')])).toEqual([
      { type: 'teaching', days: 17 },
      { type: 'makeup_teaching', days: 1 },
      { type: 'weekend', days: 5 },
      { type: 'statutory_holiday', days: 7 },
      { type: 'event', days: 1 },
    ]);
  });
});

describe('months', () => {
  it('go over the end of the year in both directions', () => {
    expect(addMonths('2026-11', 3)).toBe('2027-02');
    expect(addMonths('2026-01', -1)).toBe('2025-12');
  });

  it('of a school year begin in August', () => {
    expect(schoolYearOf('2026-08-01')).toBe('2026-08');
    expect(schoolYearOf('2027-07-31')).toBe('2026-08');
  });
});

describe('draft of a calendar', () => {
  it('begins its week with the default, and does not change it for others', () => {
    const plan = { terms: [], holidays: 'china' as const, exceptions: [] };
    const week = weekOf(plan);
    week.eveningStudy.push(5);
    expect(weekOf(plan)).toEqual({ eveningStudy: [0, 1, 2, 3, 4], custody: [], lightsOut: '22:30' });
  });

  it('names a new group as no other is named', () => {
    expect(freshId([])).toBe('group-1');
    expect(freshId([{ id: 'group-2' }])).toBe('group-3');
    expect(freshId([{ id: 'x' }, { id: 'group-3' }])).toBe('group-4');
  });
});
