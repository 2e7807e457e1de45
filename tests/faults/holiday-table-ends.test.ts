import { describe, expect, it } from 'vitest';
import { acLeftOn } from '../../analysis/ac-left-on.ts';
import { createCalendar } from '../../domain/calendar.ts';
import { calendarWarnings } from '../../domain/calendar-warnings.ts';
import type { CalendarPlan } from '../../domain/site.ts';
import { at, breaker, metered, room } from '../analysis/series-of.ts';
import { asking } from '../analysis/water-question.ts';

/** Terms for years; the notices about the holidays end with 2026. */
const PLAN: CalendarPlan = { holidays: 'china', terms: [{ name: '学期', firstDay: '2026-03-01', lastDay: '2032-07-01' }], exceptions: [] };

describe('the holiday table ends', () => {
  it('is said 60 days before, and until it is mended', () => {
    // The notice of 2026 leaves 29 December open.
    expect(calendarWarnings(PLAN, '2026-10-29')).toEqual([]);
    expect(calendarWarnings(PLAN, '2026-10-30')).toMatchObject([{ zh: expect.stringContaining('从 2026-12-29 起') }]);
    expect(calendarWarnings(PLAN, '2028-03-01')).toHaveLength(1);
    const imported = { year: 2027, source: 'x', off: [], makeupWorkdays: [] };
    expect(calendarWarnings({ ...PLAN, holidayYears: [imported] }, '2026-10-30')).toEqual([]);
  });

  it('leaves ordinary weekdays, which call themselves a guess', () => {
    const calendar = createCalendar(PLAN);
    expect([calendar.dayType('2028-03-01'), calendar.nightType('2028-03-01'), calendar.isProvisional('2028-03-01')]).toEqual([
      'teaching',
      'teaching',
      true,
    ]);
  });

  it('does not blind the rules: the air-conditioner of a night in 2028 is found as that of one in 2026', () => {
    const found = (evening: string, morning: string, from: string, to: string) => {
      const on = (instant: number) => (at(evening, '19:00') <= instant && instant < at(morning, '06:00') ? 2 : 0);
      const question = asking(
        metered(from, to, on),
        { fromNight: evening, now: at(morning, '09:00') },
        { meter: breaker, space: room, meters: [breaker], calendar: createCalendar(PLAN) },
      );
      const [finding] = acLeftOn.create(acLeftOn.options.parse({})).judge(question).findings;
      return finding && [finding.isFirm ?? true, Math.round(finding.wasted!.value)];
    };
    expect(found('2028-03-01', '2028-03-02', '2028-02-15', '2028-03-03')).toEqual([true, 13]);
    expect(found('2026-07-01', '2026-07-02', '2026-06-16', '2026-07-03')).toEqual([true, 13]);
  });
});
