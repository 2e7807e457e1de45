import type { CalendarPlan } from '../../domain/site.ts';

/** Terms of the fictional school, in the manner of Jiangsu middle schools; statutory holidays come from the national table. */
export const SCHOOL_CALENDAR: CalendarPlan = {
  holidays: 'china',
  terms: [
    { name: '2024-2025学年第一学期', firstDay: '2024-09-02', lastDay: '2025-01-17' },
    { name: '2024-2025学年第二学期', firstDay: '2025-02-10', lastDay: '2025-07-01' },
    { name: '2025-2026学年第一学期', firstDay: '2025-09-01', lastDay: '2026-01-30' },
    { name: '2025-2026学年第二学期', firstDay: '2026-03-02', lastDay: '2026-07-03' },
    { name: '2026-2027学年第一学期', firstDay: '2026-09-01', lastDay: '2027-01-22' },
    { name: '2026-2027学年第二学期', firstDay: '2027-02-22', lastDay: '2027-07-02' },
  ],
  exceptions: [
    { firstDay: '2025-10-30', lastDay: '2025-10-31', type: 'event', note: '秋季运动会 sports meeting' },
    { firstDay: '2026-01-27', lastDay: '2026-01-29', type: 'exam', note: '期末考试 term exams' },
    { firstDay: '2026-04-23', lastDay: '2026-04-24', type: 'event', note: '春季运动会 sports meeting' },
    { firstDay: '2026-06-16', lastDay: '2026-06-18', type: 'exam', note: '中考 entrance examination' },
    { firstDay: '2026-10-29', lastDay: '2026-10-30', type: 'event', note: '秋季运动会 sports meeting' },
    { firstDay: '2027-01-18', lastDay: '2027-01-20', type: 'exam', note: '期末考试 term exams' },
    { firstDay: '2027-06-16', lastDay: '2027-06-18', type: 'exam', note: '中考 entrance examination' },
  ],
};
