import { DASH } from './numbers.ts';
import type { ReportLocale } from './locale.ts';

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** 2026年11月, November 2026. @param month `YYYY-MM` */
export function monthName(month: string, locale: ReportLocale): string {
  const [year, number] = month.split('-').map(Number);
  return locale === 'en' ? `${MONTHS[number! - 1]} ${year}` : `${year}年${number}月`;
}

/** 2026-12-02 08:00 on the clock of the site. */
export function momentText(at: number | null, timeZone: string): string {
  if (at === null) return DASH;
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at);
}

/** 12-02 08:00: where the year is said elsewhere. */
export const shortMoment = (at: number, timeZone: string): string => momentText(at, timeZone).slice(5);
