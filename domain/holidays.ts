/**
 * Statutory holidays of mainland China, as data: days off and make-up workdays, both ends included.
 * Source: State Council notices, as listed by NateScarlet/holiday-cn (commit d4e53bf, MIT), which cites gov.cn
 * content_6986383 (2025) and content_7047091 (2026). 2027 was not published when this was written: a day of a year that
 * is not listed here has no known holidays, and `coversHolidays` says so.
 */
interface HolidayYear {
  off: readonly (readonly [string, string])[];
  makeupWorkdays: readonly string[];
}

const CHINA: Record<string, HolidayYear> = {
  '2025': {
    off: [
      ['2025-01-01', '2025-01-01'],
      ['2025-01-28', '2025-02-04'],
      ['2025-04-04', '2025-04-06'],
      ['2025-05-01', '2025-05-05'],
      ['2025-05-31', '2025-06-02'],
      ['2025-10-01', '2025-10-08'],
    ],
    makeupWorkdays: ['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11'],
  },
  '2026': {
    off: [
      ['2026-01-01', '2026-01-03'],
      ['2026-02-15', '2026-02-23'],
      ['2026-04-04', '2026-04-06'],
      ['2026-05-01', '2026-05-05'],
      ['2026-06-19', '2026-06-21'],
      ['2026-09-25', '2026-09-27'],
      ['2026-10-01', '2026-10-07'],
    ],
    makeupWorkdays: ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
  },
};

/** Whether the table knows the year of a local day. */
export function coversHolidays(day: string): boolean {
  return day.slice(0, 4) in CHINA;
}

export function isChineseHoliday(day: string): boolean {
  return CHINA[day.slice(0, 4)]?.off.some(([first, last]) => first <= day && day <= last) ?? false;
}

export function isChineseMakeupWorkday(day: string): boolean {
  return CHINA[day.slice(0, 4)]?.makeupWorkdays.includes(day) ?? false;
}
