import { addDays } from './local-time.ts';
import type { CalendarPlan, HolidayYear } from './site.ts';

/**
 * Statutory holidays of mainland China, as data: days off and make-up workdays, both ends included.
 *
 * Source: State Council notices, as listed by NateScarlet/holiday-cn (commit d4e53bf, MIT), which cites the addresses below.
 * 2027 was not published when this was written. Its days off are those of the law alone (元旦 1 day, 春节 from 除夕 to 初三,
 * 清明 1, 劳动节 2, 端午 1, 中秋 1, 国庆 3; lunar dates computed), without what a notice adds: moved days and make-up workdays.
 */
const CHINA: readonly HolidayYear[] = [
  {
    year: 2025,
    source: 'https://www.gov.cn/zhengce/zhengceku/202411/content_6986383.htm',
    off: [
      { name: '元旦', firstDay: '2025-01-01', lastDay: '2025-01-01' },
      { name: '春节', firstDay: '2025-01-28', lastDay: '2025-02-04' },
      { name: '清明节', firstDay: '2025-04-04', lastDay: '2025-04-06' },
      { name: '劳动节', firstDay: '2025-05-01', lastDay: '2025-05-05' },
      { name: '端午节', firstDay: '2025-05-31', lastDay: '2025-06-02' },
      { name: '国庆节、中秋节', firstDay: '2025-10-01', lastDay: '2025-10-08' },
    ],
    makeupWorkdays: ['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11'],
  },
  {
    year: 2026,
    source: 'https://www.gov.cn/zhengce/zhengceku/202511/content_7047091.htm',
    off: [
      { name: '元旦', firstDay: '2026-01-01', lastDay: '2026-01-03' },
      { name: '春节', firstDay: '2026-02-15', lastDay: '2026-02-23' },
      { name: '清明节', firstDay: '2026-04-04', lastDay: '2026-04-06' },
      { name: '劳动节', firstDay: '2026-05-01', lastDay: '2026-05-05' },
      { name: '端午节', firstDay: '2026-06-19', lastDay: '2026-06-21' },
      { name: '中秋节', firstDay: '2026-09-25', lastDay: '2026-09-27' },
      { name: '国庆节', firstDay: '2026-10-01', lastDay: '2026-10-07' },
    ],
    makeupWorkdays: ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
  },
  {
    year: 2027,
    source: '全国年节及纪念日放假办法',
    off: [
      { name: '元旦', firstDay: '2027-01-01', lastDay: '2027-01-01' },
      { name: '春节', firstDay: '2027-02-05', lastDay: '2027-02-08' },
      { name: '清明节', firstDay: '2027-04-05', lastDay: '2027-04-05' },
      { name: '劳动节', firstDay: '2027-05-01', lastDay: '2027-05-02' },
      { name: '端午节', firstDay: '2027-06-09', lastDay: '2027-06-09' },
      { name: '中秋节', firstDay: '2027-09-15', lastDay: '2027-09-15' },
      { name: '国庆节', firstDay: '2027-10-01', lastDay: '2027-10-03' },
    ],
    makeupWorkdays: [],
    isProvisional: true,
  },
];

/** A notice speaks of the end of the December before it: 2019's made 2018-12-29 a workday. From this day on both are needed. */
const NEXT_NOTICE_FROM = '12-29';

export interface Holidays {
  /** Name of the statutory holiday that a local day belongs to, in Chinese as the notice has it. */
  offName(day: string): string | undefined;
  isMakeupWorkday(day: string): boolean;
  /** Whether the notice that speaks of the day is known. Of other days only the law is known, or nothing at all. */
  isKnown(day: string): boolean;
  /** Ascending. */
  years: readonly HolidayYear[];
}

/** Where no notice holds: no holidays, no make-up workdays, and nothing to wait for. */
export const NO_HOLIDAYS: Holidays = { offName: () => undefined, isMakeupWorkday: () => false, isKnown: () => true, years: [] };

/** Those of a school's country. */
export function holidaysOf({ holidays, holidayYears }: Pick<CalendarPlan, 'holidays' | 'holidayYears'>): Holidays {
  return holidays === 'china' ? createHolidays(holidayYears) : NO_HOLIDAYS;
}

/**
 * Statutory holidays by local day.
 *
 * @param imported years that take the place of those of the program; of two for one year the later in the list
 */
export function createHolidays(imported: readonly HolidayYear[] = []): Holidays {
  const byYear = new Map([...CHINA, ...imported].map((year) => [year.year, year]));
  const years = [...byYear.values()].toSorted((a, b) => a.year - b.year);
  const offNames = new Map<string, string>();
  const makeupWorkdays = new Set<string>();
  // The later notice has the last word about the December before it.
  for (const { off, makeupWorkdays: workdays } of years) {
    for (const { name, firstDay, lastDay } of off) {
      for (let day = firstDay; day <= lastDay; day = addDays(day, 1)) {
        offNames.set(day, name);
        makeupWorkdays.delete(day);
      }
    }
    for (const day of workdays) {
      makeupWorkdays.add(day);
      offNames.delete(day);
    }
  }
  const hasNotice = (year: number) => byYear.has(year) && byYear.get(year)!.isProvisional !== true;
  return {
    offName: (day) => offNames.get(day),
    isMakeupWorkday: (day) => makeupWorkdays.has(day),
    isKnown(day) {
      const year = Number(day.slice(0, 4));
      return hasNotice(year) && (day.slice(5) < NEXT_NOTICE_FROM || hasNotice(year + 1));
    },
    years,
  };
}
